/**
 * `electron` as the main process sees it, on plain Node: puts the parts together and starts them. The only module of
 * the preview that does something when imported, because that is how the app gets its Electron.
 */
import path from 'node:path';
import { Addresses } from './addresses.ts';
import { PreviewApp } from './app.ts';
import { Browsers } from './browser.ts';
import { DevTools } from './dev-tools.ts';
import { EntryKey } from './entry-key.ts';
import { cancelable } from './events.ts';
import { PreviewIpcMain } from './ipc-main.ts';
import { LoopbackServer } from './loopback-server.ts';
import { log } from './log.ts';
import { PreviewMenu } from './menu.ts';
import { PreviewImage } from './native-image.ts';
import * as native from './native.ts';
import { browserPresenter, devToolsPresenter, printingPresenter } from './presenters.ts';
import { PreviewProtocol } from './protocol.ts';
import { PreviewSessions } from './sessions.ts';
import { readSettings } from './settings.ts';
import { PreviewTray } from './tray.ts';
import { PreviewWindow, WindowRegistry, type WindowDependencies } from './windows.ts';
import type { PreviewWebContents } from './web-contents.ts';

const settings = readSettings(process.env, process.argv[1]);
// A packaged Electron has no script in its arguments.
if (settings.isPackaged) process.argv.splice(1, 1);

const addresses = new Addresses();
const entryKey = new EntryKey(addresses);
const registry = new WindowRegistry();
const trays = new Set<PreviewTray>();
const isReady = (): boolean => app.isReady();
let applicationMenu: PreviewMenu | null = null;

export const app = new PreviewApp({
  appPath: settings.appPath,
  isPackaged: settings.isPackaged,
  argv: process.argv,
  env: process.env,
  windows: () => [...registry.windows],
  release: () => {
    browsers.killAll();
    server.close();
  },
  exitProcess: (code) => process.exit(code),
});

export const ipcMain = new PreviewIpcMain();
export const protocol = new PreviewProtocol(addresses, isReady);
export const session = new PreviewSessions(isReady, () => ({
  userAgent: `${app.getName()}/${app.getVersion()} (preview)`,
  acceptLanguages: app.getLocale(),
  respond: (request) => protocol.respond(request),
}));
export const net = {
  fetch: (input: string | Request, init?: RequestInit): Promise<Response> => session.defaultSession.fetch(input, init),
  isOnline: (): boolean => true,
};

/* ------------------------------------------------------------------------------------------------ windows */

const browsers = new Browsers({
  named: settings.chromium,
  isHeadless: settings.mode !== 'app',
  appSwitches: () => app.commandLine.browserSwitches(),
});
const profiles = (): string => path.join(app.getPath('sessionData'), 'preview-browser');
const entryUrl = (window: PreviewWindow): string => {
  const url = window.webContents.getURL();
  return addresses.isAppUrl(url) ? server.entryUrl(window.webContents.key, url) : url;
};
const devTools = new DevTools();
const presenter = {
  url: () => printingPresenter(entryUrl),
  cdp: () => devToolsPresenter(devTools, entryUrl),
  app: () => browserPresenter({ browsers, entryUrl, profiles, isHeadless: false }),
  headless: () => browserPresenter({ browsers, entryUrl, profiles, isHeadless: true }),
}[settings.mode]();

const windowDependencies: WindowDependencies = {
  addresses,
  ipcMain,
  presenter,
  isReady,
  appName: () => app.getName(),
  sessionFor: ({ session: given, partition }) =>
    given === undefined ? session.fromPartition(partition ?? '') : (given as unknown as typeof session.defaultSession),
  fetchDocument: async (url) => (await session.defaultSession.fetch(url).catch(() => null))?.ok ?? false,
  acceleratorChords: () => applicationMenu?.chords() ?? [],
  acceleratorPressed: (chord) => applicationMenu?.find((item) => item.chord === chord)?.click(),
  openWindow: (url, options = {}) => void new BrowserWindow(options).loadURL(url),
  rendererGone: (contents, details) => void app.emit('render-process-gone', cancelable({}), contents, details),
  isBrowserAlive: (contents) => presenter.isBrowserAlive(contents.id),
  canPageClose: settings.mode !== 'url',
  closesWithMain: settings.mode === 'app' || settings.mode === 'headless',
  windowCreated: (window) => {
    app.emit('web-contents-created', cancelable({}), window.webContents);
    app.emit('browser-window-created', cancelable({}), window);
  },
  windowClosed: () => app.windowClosed(),
};

export class BrowserWindow extends PreviewWindow {
  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super(windowDependencies, registry, options);
  }
  static getAllWindows(): PreviewWindow[] {
    return [...registry.windows];
  }
  static getFocusedWindow(): PreviewWindow | null {
    return registry.focused;
  }
  static fromWebContents(contents: { readonly id: number }): PreviewWindow | null {
    return registry.byId(contents.id);
  }
  static fromId(id: number): PreviewWindow | null {
    return registry.byId(id);
  }
}

/** Playwright's driver asks for it. */
export const webContents = {
  getAllWebContents: (): PreviewWebContents[] => [...registry.windows].map((window) => window.webContents),
  fromId: (id: number): PreviewWebContents | undefined => registry.byId(id)?.webContents,
  fromDevToolsTargetId: (_id: string): undefined => undefined,
};

/* ------------------------------------------------------------------------------------------------ menu and tray */

function performRole(role: string): void {
  const focused = registry.focused ?? [...registry.windows].at(-1);
  if (role === 'quit') app.quit();
  else if (role === 'close') focused?.close();
  else if (role === 'minimize') focused?.minimize();
  else if (role === 'reload' || role === 'forcereload') focused?.webContents.reload();
}

export class Menu extends PreviewMenu {
  static buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): PreviewMenu {
    return PreviewMenu.build(template, performRole);
  }
  static setApplicationMenu(menu: PreviewMenu | null): void {
    applicationMenu = menu;
    for (const window of registry.windows) window.webContents.pushAccelerators();
  }
  static getApplicationMenu(): PreviewMenu | null {
    return applicationMenu;
  }
}

export class Tray extends PreviewTray {
  constructor(image: PreviewImage | string) {
    super(image, app.isReady(), trays);
  }
}

/* ------------------------------------------------------------------------------------------------ the desktop */

export const nativeImage = PreviewImage;
export const Notification = native.PreviewNotification;
export const nativeTheme = new native.PreviewNativeTheme(settings.isSystemDark);
export const dialog = native.createDialog(settings.answers, isReady);
export const safeStorage = native.createSafeStorage(isReady);
export const powerMonitor = new native.PreviewPowerMonitor();
export const screen = new native.PreviewScreen(isReady);
export const crashReporter = new native.PreviewCrashReporter();
export { shell } from './native.ts';

function raise(event: string, argument: string): boolean {
  if (event === 'activate') return app.emit('activate', cancelable({}), registry.windows.size > 0) || true;
  if (event === 'open-url') return app.emit('open-url', cancelable({}), argument) || true;
  if (event === 'tray-click') return [...trays].some((tray) => tray.emit('click'));
  if (event === 'session-end') {
    for (const window of registry.windows) window.emit('session-end', cancelable({ reasons: ['logoff'] }));
    return true;
  }
  if (!['suspend', 'resume', 'shutdown', 'lock-screen', 'unlock-screen'].includes(event)) return false;
  return powerMonitor.emit(event) || true;
}

const server = new LoopbackServer({
  addresses,
  entryKey,
  rendererScript: settings.rendererScript,
  respond: (request) => protocol.respond(request),
  windowByKey: (key) => registry.byKey(key),
  desktop: {
    trays: () => [...trays],
    windows: () => [...registry.windows],
    applicationMenu: () => applicationMenu,
    raise,
  },
});

/* ------------------------------------------------------------------------------------------------ start */

async function start(): Promise<void> {
  if (app.isQuitting) return;
  try {
    await server.listen(settings.port);
  } catch (error) {
    log(`cannot listen on port ${settings.port}: ${(error as Error).message}; set PREVIEW_PORT to a free one`);
    process.exit(1);
  }
  if (settings.mode === 'cdp') {
    devTools.start(browsers, profiles());
    await devTools.driverAttached;
  }
  app.markReady();
}

// The main script runs first, to its end: what it sets up before ready must be in place.
setImmediate(() => void start());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit());
process.once('exit', () => browsers.killAll());

export default {
  app,
  BrowserWindow,
  ipcMain,
  protocol,
  net,
  session,
  webContents,
  Menu,
  Tray,
  nativeImage,
  Notification,
  nativeTheme,
  dialog,
  shell: native.shell,
  safeStorage,
  powerMonitor,
  crashReporter,
  screen,
};
