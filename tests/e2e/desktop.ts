/**
 * One client on a desktop that a test plays: tray and menus are clicked, frames closed and moved, events of the system
 * raised. Without services, since none is needed to start, hide, show and end.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { callFrom, launchBrowser, previewRuntime } from '../../tools/drive.ts';
import { startChild, type Child, type Exit } from '../../tools/child.ts';
import { projectRoot } from '../../tools/project.ts';

export { expect, callFrom };

export type WindowName = 'main' | 'options' | 'first-run';
const PAGES: { readonly [W in WindowName]: string } = {
  main: 'index.html',
  options: 'options.html',
  'first-run': 'first-run.html',
};
/** Nobody listens there: a client without services. */
const NOWHERE = 'http://127.0.0.1:9';

export interface WindowState {
  readonly id: number;
  readonly url: string;
  readonly isVisible: boolean;
  readonly isMinimized: boolean;
  readonly isFocused: boolean;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}
interface MenuItem {
  readonly label: string;
  readonly submenu: readonly MenuItem[] | null;
}
interface DesktopState {
  readonly trays: readonly { readonly toolTip: string; readonly menu: readonly MenuItem[] | null }[];
  readonly windows: readonly WindowState[];
}
export interface StartOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Desktop {
  readonly userDataDir: string;
  readonly policyDir: string;
  readonly configDir: string;
  start(options?: StartOptions): void;
  /** Starts Parley once more on the same data, as a click on its icon would. */
  launchAgain(...args: string[]): Promise<Exit>;
  exited(): Promise<Exit>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  log(): string;
  /** The newest page of a window, opened when the window was announced. */
  page(name: WindowName): Promise<Page>;
  /** Through the first-run window to the main one. */
  begin(): Promise<Page>;
  state(): Promise<DesktopState>;
  window(name: WindowName): Promise<WindowState | undefined>;
  frame(name: WindowName, act: 'close' | 'minimize' | 'move', bounds?: Partial<WindowState['bounds']>): Promise<void>;
  click(label: string): Promise<void>;
  raise(event: string, argument?: string): Promise<void>;
  /** When a line of the client arrived last, by performance.now(). */
  announcedAt(name: WindowName): number | undefined;
}

export const test = base.extend<{ desktop: Desktop }, { shared: Browser }>({
  shared: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from this pattern.
    async ({}, use) => {
      const browser = await launchBrowser();
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  desktop: async ({ shared }, use, info) => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-desktop-'));
    const { desktop, close } = await createDesktop(directory, shared);
    await use(desktop);
    if (info.status !== info.expectedStatus)
      await info.attach('client.log', { body: desktop.log(), contentType: 'text/plain' });
    await close();
    fs.rmSync(directory, { recursive: true, force: true });
  },
});

async function createDesktop(
  directory: string,
  browser: Browser,
): Promise<{ desktop: Desktop; close: () => Promise<void> }> {
  const runtime = await previewRuntime();
  const context = await browser.newContext({ viewport: { width: 780, height: 640 } });
  const [userDataDir, configDir] = [path.join(directory, 'data'), path.join(directory, 'config')];
  const policyDir = path.join(directory, 'policies', 'managed.d');
  fs.mkdirSync(policyDir, { recursive: true });

  let lines: string[] = [];
  let shown = new Map<WindowName, { id: number; url: string; at: number; page: Page | null }>();
  let client: Child | null = null;
  let env: NodeJS.ProcessEnv = {};

  const takeLine = (line: string): void => {
    lines.push(line);
    const [, id, url] = /^\[preview\] window (\d+) (\S+)/.exec(line) ?? [];
    const name = (Object.keys(PAGES) as WindowName[]).find((each) =>
      decodeURIComponent(url ?? '').includes(`/${PAGES[each]}`),
    );
    if (!url || !name) return;
    const before = shown.get(name);
    // A window that shows itself again has the page that it had.
    const page = before?.id === Number(id) ? before.page : null;
    shown.set(name, { id: Number(id), url, at: performance.now(), page });
  };
  const spawn = (name: string, args: readonly string[], onLine: (line: string) => void): Child =>
    startChild({
      name,
      command: runtime.executable,
      args: [
        ...runtime.args,
        `--user-data-dir=${userDataDir}`,
        `--policy-dir=${policyDir}`,
        `--telemetry-url=${NOWHERE}`,
        ...args,
      ],
      cwd: projectRoot,
      env,
      onLine,
    });
  const running = (): Child => {
    if (!client) throw new Error('the client was not started');
    return client;
  };
  /** The preview's door to its desktop; open to whoever has a page of the client. */
  const door = async (method: 'GET' | 'POST', act = '', body?: object): Promise<unknown> => {
    const first = [...shown.values()][0];
    if (!first) throw new Error('no window was shown yet');
    const { origin } = new URL(first.url);
    if (first.page === null) await context.request.get(first.url);
    const response = await context.request.fetch(`${origin}/__preview/desktop${act}`, {
      method,
      headers: { origin },
      ...(body && { data: body }),
    });
    if (!response.ok()) throw new Error(`the desktop answered ${response.status()} to ${act} ${JSON.stringify(body)}`);
    return method === 'GET' ? await response.json() : null;
  };

  const desktop: Desktop = {
    userDataDir,
    policyDir,
    configDir,
    start({ args = [], env: some = {} } = {}) {
      lines = [];
      shown = new Map();
      env = {
        ...process.env,
        PREVIEW_MODE: 'url',
        PREVIEW_PORT: '0',
        XDG_CONFIG_HOME: configDir,
        XDG_CURRENT_DESKTOP: 'KDE',
        ...some,
      };
      client = spawn('client', args, takeLine);
    },
    launchAgain: (...args) => spawn('second launch', args, () => {}).exited,
    exited: () => running().exited,
    stop: async () => void (await running().stop()),
    kill: async () => void (await running().kill()),
    log: () => lines.join('\n'),
    announcedAt: (name) => shown.get(name)?.at,
    async page(name) {
      await expect.poll(() => shown.has(name), { timeout: 20_000 }).toBe(true);
      const window = shown.get(name);
      if (!window) throw new Error(`no ${name} window`);
      if (!window.page || window.page.isClosed()) {
        const page = await context.newPage();
        await page.goto(window.url);
        window.page = page;
      }
      return window.page;
    },
    async begin() {
      await (await desktop.page('first-run')).getByRole('button', { name: 'Continue' }).click();
      return desktop.page('main');
    },
    state: async () => (await door('GET')) as DesktopState,
    window: async (name) => (await desktop.state()).windows.find(({ url }) => url.includes(`/${PAGES[name]}`)),
    async frame(name, act, bounds) {
      const window = await desktop.window(name);
      await door('POST', '/window', { id: window?.id, act, ...(bounds && { bounds }) });
    },
    click: async (label) => void (await door('POST', '/click', { label })),
    raise: async (event, argument) => void (await door('POST', '/raise', { event, ...(argument && { argument }) })),
  };
  const close = async (): Promise<void> => {
    await context.close();
    await client?.stop();
  };
  return { desktop, close };
}
