/** The three windows: main, Options, first run. One of each at most; all under the same web preferences. */
import path from 'node:path';
import type { OptionTab, PushName, Pushes } from '../../common/ipc/contract.ts';
import type { BrowserWindow, InvokeEvent } from '../host.ts';
import type { WindowClassSurface } from '../surface.ts';
import { pushChannel } from '../ipc/channels.ts';
import type { Caller } from '../ipc/serve-calls.ts';
import { APP_ORIGIN } from '../ipc/trusted-sender.ts';
import type { Closing } from '../lifecycle/closing.ts';
import type { WindowPlaces } from './window-places.ts';

type Role = Caller;
const SHAPES = {
  main: { page: 'index.html', width: 360, height: 560, minWidth: 320, minHeight: 420, resizable: true },
  options: { page: 'options.html', width: 780, height: 640, minWidth: 320, minHeight: 400, resizable: true },
  'first-run': { page: 'first-run.html', width: 520, height: 460, minWidth: 320, minHeight: 400, resizable: true },
} as const;

export interface Windows {
  /** Opens the window, or shows, restores and focuses the one that is there. */
  show(role: Role): void;
  showOptions(tab: OptionTab): void;
  close(role: Role): void;
  roleOf(event: Pick<InvokeEvent, 'sender'>): Role | null;
  roleOfContents(contentsId: number): Role | null;
  windowOfContents(contentsId: number): BrowserWindow | null;
  push<N extends PushName>(name: N, value: Pushes[N]): void;
}
export interface WindowsDeps {
  readonly BrowserWindow: WindowClassSurface;
  readonly appPath: string;
  readonly title: string;
  readonly icon: string;
  readonly places: WindowPlaces;
  /** Painted until the page is there, so that a dark window does not flash white. */
  backgroundColor(): string;
  /** Asked when a window is about to close. */
  whatClosingDoes(role: Role): Closing;
  /** Whether a window that is minimized goes to the notification area. */
  staysInTray(): boolean;
  quit(): void;
  /** Windows only: the user logs off; the process ends without any other event. */
  onSessionEnd(): void;
}

export function createWindows(deps: WindowsDeps): Windows {
  const { BrowserWindow, appPath, title, icon, places } = deps;
  const open = new Map<Role, BrowserWindow>();

  const create = (role: Role, fragment = ''): void => {
    const { page, ...shape } = SHAPES[role];
    const window = new BrowserWindow({
      ...shape,
      ...places.of(role),
      title,
      icon,
      show: false,
      backgroundColor: deps.backgroundColor(),
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
    const remember = (): void => places.remember(role, window.getNormalBounds());
    window.on('move', remember);
    window.on('resize', remember);
    followClosing(role, window);
    window.on('session-end', () => deps.onSessionEnd());
    void window.loadURL(`${APP_ORIGIN}/${page}${fragment}`);
  };

  const followClosing = (role: Role, window: BrowserWindow): void => {
    let isQuitDue = false;
    window.on('close', (event) => {
      const closing = deps.whatClosingDoes(role);
      isQuitDue = closing === 'quit';
      if (closing !== 'hide') return;
      event.preventDefault();
      window.hide();
      // Turned over while nobody sees it: it opens on General, without the old page flashing by.
      if (role === 'options') window.webContents.send(pushChannel('options.navigate'), 'general');
    });
    window.on('closed', () => {
      open.delete(role);
      if (isQuitDue) deps.quit();
    });
    window.on('minimize', () => {
      if (role === 'main' && deps.staysInTray()) window.hide();
    });
  };

  const show = (role: Role, fragment?: string): void => {
    const window = open.get(role);
    if (!window) return create(role, fragment);
    // It crashed while hidden.
    if (window.webContents.isCrashed()) window.webContents.reload();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  };

  const entryOf = (contentsId: number): [Role, BrowserWindow] | undefined =>
    [...open].find(([, window]) => !window.isDestroyed() && window.webContents.id === contentsId);
  const roleOfContents = (contentsId: number): Role | null => entryOf(contentsId)?.[0] ?? null;

  return {
    show,
    showOptions(tab) {
      const options = open.get('options');
      if (options) options.webContents.send(pushChannel('options.navigate'), tab);
      show('options', `#${tab}`);
    },
    close: (role) => open.get(role)?.close(),
    roleOf: (event) => roleOfContents(event.sender.id),
    roleOfContents,
    windowOfContents: (contentsId) => entryOf(contentsId)?.[1] ?? null,
    push(name, value) {
      for (const window of open.values()) if (!window.isDestroyed()) window.webContents.send(pushChannel(name), value);
    },
  };
}
