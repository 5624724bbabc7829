/**
 * A whole Parley for a test: both services, a recording proxy before the vendor's, and the client with its windows as
 * pages. Each part is a real process; windows are real pages of a real browser.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { test as base, chromium, expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { Category } from '../../common/catalogue/types.ts';
import { startClient, startServices, type Client, type Services } from '../../tools/launch.ts';
import { chooseRuntime, machineProbe, type Runtime } from '../../tools/runtime.ts';
import { startRecordingProxy, type RecordingProxy } from '../fakes/recording-proxy.ts';

export type WindowName = 'main' | 'options' | 'first-run';
const PAGES: { readonly [W in WindowName]: string } = {
  main: 'index.html',
  options: 'options.html',
  'first-run': 'first-run.html',
};
const WINDOW_TIMEOUT_MS = 15_000;

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

export interface ParleyOptions {
  /** Further arguments of the first start. */
  readonly clientArgs: readonly string[];
}

export const test = base.extend<{ parley: Parley } & ParleyOptions>({
  clientArgs: [[], { option: true }],
  parley: async ({ clientArgs }, use, info) => {
    const parley = await startParley(clientArgs);
    await use(parley);
    if (info.status !== info.expectedStatus)
      await info.attach('client.log', { body: parley.log(), contentType: 'text/plain' });
    await parley.close();
  },
});
export { expect };

export async function startParley(clientArgs: readonly string[] = []): Promise<Parley & { close(): Promise<void> }> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-e2e-'));
  const userDataDir = path.join(directory, 'data');
  const policyDir = path.join(directory, 'policies', 'managed.d');
  fs.mkdirSync(policyDir, { recursive: true });
  const runtime = await runtimeOf();
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

  const parley: Parley & { close(): Promise<void> } = {
    services,
    proxy,
    userDataDir,
    policyDir,
    context,
    log: () => lines.join('\n'),
    password,
    hasShown: (name) => pages.has(name),
    async window(name) {
      await expect
        .poll(() => pages.has(name), { message: `the ${name} window is shown`, timeout: WINDOW_TIMEOUT_MS })
        .toBe(true);
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
      await options.getByLabel('Account').fill('ada@contoso.example');
      await options.getByLabel('Password').fill(password('ada@contoso.example'));
      await options.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(options.getByText('Contoso').first()).toBeVisible();
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

/** Every test with pages runs in the preview: on real Electron, Playwright would start the program itself. */
async function runtimeOf(): Promise<Runtime> {
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

/** Violations of WCAG 2.2 AA as one line each; an empty list is what a test wants. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
}
