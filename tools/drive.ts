/**
 * A whole Parley to be driven by a program (end-to-end tests, the tour): both services, a recording proxy before the vendor's, and the client with its windows as
 * pages. Each part is a real process; windows are real pages of a real browser.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { Category } from '../common/catalogue/types.ts';
import type { CallName, Calls } from '../common/ipc/contract.ts';
import { startClient, startServices, type Client, type Services } from './launch.ts';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';
import { chooseRuntime, machineProbe, type Runtime } from './runtime.ts';

export type WindowName = 'main' | 'options' | 'first-run';
const PAGES: { readonly [W in WindowName]: string } = {
  main: 'index.html',
  options: 'options.html',
  'first-run': 'first-run.html',
};
const WAIT_TIMEOUT_MS = 15_000;
const WAIT_STEP_MS = 20;

export interface StoredRecord {
  readonly category: Category;
  readonly event: string;
  readonly tenantId: string | null;
  readonly batchId: string;
  readonly sequence: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Parley {
  readonly services: Services;
  readonly proxy: RecordingProxy;
  readonly userDataDir: string;
  readonly policyDir: string;
  readonly context: BrowserContext;
  /** What the client printed since its last start. */
  log(): string;
  /** The page of a window, opened when the client shows it; waits for it. */
  window(name: WindowName): Promise<Page>;
  /** Whether the client has shown such a window since its start. */
  hasShown(name: WindowName): boolean;
  /** Ends the client as a user would, or at once, and starts it again on the same data. */
  restart(how?: 'stop' | 'kill', args?: readonly string[]): Promise<void>;
  /** Ends the client as a user would. */
  stop(): Promise<void>;
  waitForClientExit(): Promise<number | null>;
  pushPolicy(policy: unknown, file?: string): void;
  removePolicy(file?: string): void;
  /** Through the organization's own admin API. */
  setTenantPolicy(settings: Record<string, unknown>): Promise<void>;
  /** What the telemetry service stored, oldest first. */
  stored(category?: Category): Promise<StoredRecord[]>;
  password(account: string): string;
  /** Goes through first run and signs Ada in: where most tests begin. */
  signIn(): Promise<Page>;
}

/** A Parley that the caller must close. */
export interface DrivenParley extends Parley {
  close(): Promise<void>;
}

export async function startParley(clientArgs: readonly string[] = []): Promise<DrivenParley> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-e2e-'));
  const userDataDir = path.join(directory, 'data');
  const policyDir = path.join(directory, 'policies', 'managed.d');
  fs.mkdirSync(policyDir, { recursive: true });
  const runtime = await previewRuntime();
  const services = await startServices({ dataDir: path.join(directory, 'services') });
  const proxy = await startRecordingProxy(services.telemetry.url);
  const browser = await launchBrowser();
  const context = await browser.newContext({ viewport: { width: 780, height: 640 } });

  let lines: string[] = [];
  let pages = new Map<WindowName, { url: string; page: Page | null }>();
  const takeLine = (line: string): void => {
    lines.push(line);
    const url = /^\[preview\] window \d+ (\S+)/.exec(line)?.[1];
    const name = url && nameOf(url);
    if (name) pages.set(name, { url, page: null });
  };
  const start = (args: readonly string[]): Promise<Client> => {
    lines = [];
    pages = new Map();
    const isHidden = args.includes('--hidden');
    return startClient({
      runtime,
      userDataDir,
      policyDir,
      tenantUrl: services.tenant.url,
      telemetryUrl: proxy.url,
      mode: isHidden ? 'app' : 'url',
      args,
      onLine: takeLine,
    });
  };
  let client = await start(clientArgs);

  const admin = { session: null as string | null };
  const password = (account: string): string =>
    services.tenant.accounts.find((each) => each.account === account)?.password ?? '';

  const parley: DrivenParley = {
    services,
    proxy,
    userDataDir,
    policyDir,
    context,
    log: () => lines.join('\n'),
    password,
    hasShown: (name) => pages.has(name),
    async window(name) {
      await until(() => pages.has(name), `the ${name} window is shown`);
      const shown = pages.get(name);
      if (!shown) throw new Error(`no ${name} window`);
      if (!shown.page || shown.page.isClosed()) {
        shown.page = await context.newPage();
        await shown.page.goto(shown.url);
      }
      return shown.page;
    },
    async restart(how = 'stop', args = []) {
      await (how === 'kill' ? client.kill() : client.stop());
      await Promise.all(context.pages().map((page) => page.close()));
      client = await start(args);
    },
    async stop() {
      await client.stop();
    },
    waitForClientExit: async () => (await client.exited).code,
    pushPolicy(policy, file = '10-test.json') {
      const beside = path.join(policyDir, `.${file}.tmp`);
      fs.writeFileSync(beside, typeof policy === 'string' ? policy : JSON.stringify(policy));
      fs.renameSync(beside, path.join(policyDir, file));
    },
    removePolicy: (file = '10-test.json') => fs.rmSync(path.join(policyDir, file), { force: true }),
    async setTenantPolicy(settings) {
      admin.session ??= await adminSession(services, password('admin@contoso.example'));
      const response = await fetch(`${services.tenant.url}/v1/admin/policy`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${admin.session}`, 'content-type': 'application/json' },
        body: JSON.stringify({ settings }),
      });
      if (!response.ok) throw new Error(`the tenant policy was refused: ${response.status} ${await response.text()}`);
    },
    stored: (category) => storedRecords(services, category),
    async signIn() {
      await (await parley.window('first-run')).getByRole('button', { name: 'Continue' }).click();
      const main = await parley.window('main');
      await main.getByRole('button', { name: 'Sign in' }).click();
      const options = await parley.window('options');
      await options.getByRole('textbox', { name: 'Account' }).fill('ada@contoso.example');
      await options.getByLabel('Password').fill(password('ada@contoso.example'));
      await options.getByRole('button', { name: 'Sign in', exact: true }).click();
      await options.getByRole('button', { name: 'Sign out' }).waitFor();
      await options.getByRole('tab', { name: 'General' }).click();
      return options;
    },
    async close() {
      await browser.close();
      await client.stop();
      await services.stop();
      await proxy.close();
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
  return parley;
}

async function until(isTrue: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + WAIT_TIMEOUT_MS;
  while (!isTrue()) {
    if (performance.now() > deadline) throw new Error(`waited ${WAIT_TIMEOUT_MS} ms in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS));
  }
}

/** Every test with pages runs in the preview: on real Electron, Playwright would start the program itself. */
export async function previewRuntime(): Promise<Runtime> {
  const choice = await chooseRuntime({ ...machineProbe(), env: { ...process.env, RUNTIME: 'preview' } });
  if (!choice.ok) throw new Error(choice.reason);
  return choice.runtime;
}

export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['PARLEY_CHROMIUM'];
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    args: [
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...(isRoot ? ['--no-sandbox'] : []),
    ],
  });
}

/** The preview's entry address names the page it leads to. */
function nameOf(url: string): WindowName | undefined {
  const to = decodeURIComponent(url);
  return (Object.keys(PAGES) as WindowName[]).find((name) => to.includes(`/${PAGES[name]}`));
}

async function adminSession(services: Services, password: string): Promise<string> {
  const response = await fetch(`${services.tenant.url}/v1/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account: 'admin@contoso.example', password }),
  });
  return ((await response.json()) as { sessionToken: string }).sessionToken;
}

export async function storedRecords(
  { telemetry }: Pick<Services, 'telemetry'>,
  category?: Category,
): Promise<StoredRecord[]> {
  const query = new URLSearchParams({ limit: '500', ...(category ? { category } : {}) });
  const response = await fetch(`${telemetry.url}/api/records?${query}`, {
    headers: { authorization: `Bearer ${telemetry.token}` },
  });
  if (!response.ok) throw new Error(`the telemetry service answered ${response.status}`);
  return ((await response.json()) as { records: StoredRecord[] }).records;
}

/** Calls main as the page itself would, over its bridge. */
export function callFrom<N extends CallName>(
  page: Page,
  name: N,
  ...args: Calls[N]['args']
): Promise<Calls[N]['result']> {
  return page.evaluate(
    ({ name: call, args: values }) => {
      const { parley } = window as unknown as { readonly parley: { call(...all: unknown[]): Promise<unknown> } };
      return parley.call(call, ...values);
    },
    { name, args },
  ) as Promise<Calls[N]['result']>;
}
