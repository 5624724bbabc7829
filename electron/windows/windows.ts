/** The three windows: main, Options, first run. One of each at most; all under the same web preferences. */
import path from 'node:path';
import type { OptionTab, PushName, Pushes } from '../../common/ipc/contract.ts';
import type { BrowserWindow, InvokeEvent } from '../host.ts';
import type { WindowClassSurface } from '../surface.ts';
import { pushChannel } from '../ipc/channels.ts';
import type { Caller } from '../ipc/serve-calls.ts';
import { APP_ORIGIN } from '../ipc/trusted-sender.ts';

type Role = Caller;
const SHAPES = {
  main: { page: 'index.html', width: 360, height: 560, minWidth: 320, minHeight: 420, resizable: true },
  options: { page: 'options.html', width: 780, height: 640, minWidth: 320, minHeight: 400, resizable: true },
  'first-run': { page: 'first-run.html', width: 520, height: 460, minWidth: 320, minHeight: 400, resizable: true },
} as const;

export interface Windows {
  /** Opens the window, or shows and focuses the one that is open. */
  show(role: Role): void;
  showOptions(tab: OptionTab): void;
  close(role: Role): void;
  isOpen(role: Role): boolean;
  roleOf(event: Pick<InvokeEvent, 'sender'>): Role | null;
  roleOfContents(contentsId: number): Role | null;
  push<N extends PushName>(name: N, value: Pushes[N]): void;
}
export interface WindowsDeps {
  readonly BrowserWindow: WindowClassSurface;
  readonly appPath: string;
  readonly title: string;
  readonly icon: string;
  /** Painted until the page is there, so that a dark window does not flash white. */
  backgroundColor(): string;
}

export function createWindows({ BrowserWindow, appPath, title, icon, backgroundColor }: WindowsDeps): Windows {
  const open = new Map<Role, BrowserWindow>();

  const create = (role: Role, fragment = ''): BrowserWindow => {
    const { page, ...shape } = SHAPES[role];
    const window = new BrowserWindow({
      ...shape,
      title,
      icon,
      show: false,
      backgroundColor: backgroundColor(),
      autoHideMenuBar: true,
      webPreferences: {
        preload: path.join(appPath, 'dist/electron/preload.cjs'),
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        spellcheck: false,
        webviewTag: false,
      },
    });
    open.set(role, window);
    window.once('ready-to-show', () => window.show());
    window.on('closed', () => open.delete(role));
    void window.loadURL(`${APP_ORIGIN}/${page}${fragment}`);
    return window;
  };

  const show = (role: Role, fragment?: string): void => {
    const window = open.get(role);
    if (!window) return void create(role, fragment);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const roleOfContents = (contentsId: number): Role | null =>
    [...open].find(([, window]) => !window.isDestroyed() && window.webContents.id === contentsId)?.[0] ?? null;

  return {
    show,
    showOptions(tab) {
      const options = open.get('options');
      if (options) options.webContents.send(pushChannel('options.navigate'), tab);
      show('options', `#${tab}`);
    },
    close: (role) => open.get(role)?.close(),
    isOpen: (role) => open.has(role),
    roleOf: (event) => roleOfContents(event.sender.id),
    roleOfContents,
    push(name, value) {
      for (const window of open.values()) if (!window.isDestroyed()) window.webContents.send(pushChannel(name), value);
    },
  };
}
