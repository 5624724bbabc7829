/**
 * The part of Electron that the main process may use, taken from Electron's own declarations: a signature that changes
 * in the next Electron breaks the build here, and so does a preview that strays from it (preview/main-api.ts).
 * What is not listed does not compile in electron/. Types only; nothing of this file exists at run time.
 */

/** Every event with the arguments of its listener. */
type Events = Record<string, unknown[]>;

/** Electron declares `on` as a pile of overloads, which Pick cannot carry: the events in use are listed by hand. */
export interface Emits<E extends Events> {
  on<K extends keyof E & string>(event: K, listener: (...args: E[K]) => void): unknown;
  once<K extends keyof E & string>(event: K, listener: (...args: E[K]) => void): unknown;
  off<K extends keyof E & string>(event: K, listener: (...args: E[K]) => void): unknown;
}

/** Names the listed events that Electron does not declare with these arguments; `never` when all are right. */
type Undeclared<Source, E extends Events> = {
  [K in keyof E & string]: Source extends { on(event: K, listener: (...args: E[K]) => void): unknown } ? never : K;
}[keyof E & string];
type Nothing<T extends never> = T;
/** Does not compile when a listed event is misspelt or its arguments are wrong. */
export type EventsAreElectrons = [
  Nothing<Undeclared<Electron.App, AppEvents>>,
  Nothing<Undeclared<Electron.WebContents, ContentsEvents>>,
  Nothing<Undeclared<Electron.BrowserWindow, WindowEvents>>,
  Nothing<Undeclared<Electron.Tray, TrayEvents>>,
  Nothing<Undeclared<Electron.Notification, NotificationEvents>>,
  Nothing<Undeclared<Electron.PowerMonitor, PowerEvents>>,
  Nothing<Undeclared<Electron.NativeTheme, ThemeEvents>>,
];

/* ------------------------------------------------------------------------------------------------ app */

type AppEvents = {
  ready: [];
  activate: [Electron.Event, boolean];
  'open-url': [Electron.Event, string];
  'second-instance': [Electron.Event, string[], string, unknown];
  'browser-window-created': [Electron.Event, WindowSurface];
  'web-contents-created': [Electron.Event, ContentsSurface];
  'render-process-gone': [Electron.Event, ContentsSurface, Electron.RenderProcessGoneDetails];
  'child-process-gone': [Electron.Event, Electron.Details];
  'window-all-closed': [];
  'before-quit': [Electron.Event];
  'will-quit': [Electron.Event];
  quit: [Electron.Event, number];
};

export type AppSurface = Emits<AppEvents> &
  Pick<
    Electron.App,
    | 'whenReady'
    | 'isReady'
    | 'quit'
    | 'exit'
    | 'relaunch'
    | 'focus'
    | 'requestSingleInstanceLock'
    | 'hasSingleInstanceLock'
    | 'releaseSingleInstanceLock'
    | 'getPath'
    | 'setPath'
    | 'getAppPath'
    | 'getVersion'
    | 'getName'
    | 'setName'
    | 'getLocale'
    | 'getLocaleCountryCode'
    | 'getPreferredSystemLanguages'
    | 'isPackaged'
    | 'enableSandbox'
    | 'setAppUserModelId'
    | 'setAsDefaultProtocolClient'
    | 'isDefaultProtocolClient'
    | 'getLoginItemSettings'
    | 'setLoginItemSettings'
  > & { commandLine: Pick<Electron.CommandLine, 'hasSwitch' | 'getSwitchValue' | 'appendSwitch' | 'removeSwitch'> };

/* ------------------------------------------------------------------------------------------------ windows */

export type FrameSurface = Pick<Electron.WebFrameMain, 'url' | 'origin' | 'routingId' | 'processId'> & {
  readonly parent: FrameSurface | null;
};

type Navigation = Electron.Event<{ url: string; isSameDocument: boolean; isMainFrame: boolean }>;
type ContentsEvents = {
  'will-navigate': [Navigation];
  'will-frame-navigate': [Navigation];
  'will-redirect': [Navigation];
  'will-attach-webview': [Electron.Event, Electron.WebPreferences, Record<string, string>];
  'did-finish-load': [];
  'render-process-gone': [Electron.Event, Electron.RenderProcessGoneDetails];
  unresponsive: [];
  responsive: [];
  destroyed: [];
};

export type ContentsSurface = Emits<ContentsEvents> &
  Pick<
    Electron.WebContents,
    | 'id'
    | 'send'
    | 'getURL'
    | 'getTitle'
    | 'isDestroyed'
    | 'isLoading'
    | 'isCrashed'
    | 'reload'
    | 'forcefullyCrashRenderer'
    | 'setWindowOpenHandler'
    | 'openDevTools'
  > & { readonly mainFrame: FrameSurface; readonly session: SessionSurface };

type WindowEvents = {
  'ready-to-show': [];
  show: [];
  hide: [];
  focus: [];
  blur: [];
  minimize: [];
  restore: [];
  resize: [];
  move: [];
  close: [Electron.Event];
  closed: [];
  /** Windows only: the session ends, and no event of quitting comes. */
  'session-end': [Electron.WindowSessionEndEvent];
};

export type WindowSurface = Emits<WindowEvents> &
  Pick<
    Electron.BrowserWindow,
    | 'id'
    | 'loadURL'
    | 'show'
    | 'showInactive'
    | 'hide'
    | 'isVisible'
    | 'focus'
    | 'isFocused'
    | 'minimize'
    | 'isMinimized'
    | 'restore'
    | 'getBounds'
    | 'getNormalBounds'
    | 'setBounds'
    | 'getTitle'
    | 'setTitle'
    | 'setBackgroundColor'
    | 'isDestroyed'
    | 'flashFrame'
    | 'close'
    | 'destroy'
  > & { readonly webContents: ContentsSurface; setMenu(menu: MenuSurface | null): void };

export interface WindowClassSurface {
  new (options?: Electron.BrowserWindowConstructorOptions): WindowSurface;
  getAllWindows(): WindowSurface[];
  getFocusedWindow(): WindowSurface | null;
  fromWebContents(contents: ContentsSurface): WindowSurface | null;
  fromId(id: number): WindowSurface | null;
}

/* ------------------------------------------------------------------------------------------------ ipc */

export type InvokeEventSurface = Pick<Electron.IpcMainInvokeEvent, 'frameId' | 'processId'> & {
  readonly sender: ContentsSurface;
  readonly senderFrame: FrameSurface | null;
};
/** Arguments come from a page: `unknown` until checked. */
type InvokeListener = (event: InvokeEventSurface, ...args: unknown[]) => unknown;
type SendListener = (event: InvokeEventSurface & { returnValue: unknown }, ...args: unknown[]) => void;

export interface IpcMainSurface {
  handle(channel: string, listener: InvokeListener): void;
  handleOnce(channel: string, listener: InvokeListener): void;
  removeHandler(channel: string): void;
  on(channel: string, listener: SendListener): unknown;
  off(channel: string, listener: SendListener): unknown;
  removeAllListeners(channel?: string): unknown;
  /** Channels with `on` listeners (Node's EventEmitter); channels of `handle` are not among them. */
  eventNames(): (string | symbol)[];
}

/* ------------------------------------------------------------------------------------------------ network */

type Fetch = (input: string | Request, init?: RequestInit) => Promise<Response>;

export type ProtocolSurface = Pick<
  Electron.Protocol,
  'registerSchemesAsPrivileged' | 'unhandle' | 'isProtocolHandled'
> & {
  handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void;
};

export type NetSurface = { fetch: Fetch } & Pick<Electron.Net, 'isOnline'>;

export type SessionSurface = Pick<
  Electron.Session,
  | 'setUserAgent'
  | 'getUserAgent'
  | 'closeAllConnections'
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'clearStorageData'
  | 'clearCache'
  | 'isPersistent'
> & { fetch: Fetch };

export interface SessionModuleSurface {
  readonly defaultSession: SessionSurface;
  fromPartition(partition: string, options?: Electron.FromPartitionOptions): SessionSurface;
}

/* ------------------------------------------------------------------------------------------------ menu and tray */

export type MenuItemSurface = Pick<
  Electron.MenuItem,
  'id' | 'label' | 'type' | 'enabled' | 'visible' | 'checked' | 'accelerator' | 'click'
> & { readonly submenu?: MenuSurface };

export interface MenuSurface {
  readonly items: MenuItemSurface[];
  getMenuItemById(id: string): MenuItemSurface | null;
}

export interface MenuClassSurface {
  buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): MenuSurface;
  setApplicationMenu(menu: MenuSurface | null): void;
  getApplicationMenu(): MenuSurface | null;
}

type TrayEvents = { click: []; 'right-click': []; 'double-click': [] };
/** Its constructor is compared like a method, so that a real Tray may want more of an image than we show of one. */
export declare class TraySurface implements Emits<TrayEvents> {
  constructor(image: ImageSurface | string);
  on: Emits<TrayEvents>['on'];
  once: Emits<TrayEvents>['once'];
  off: Emits<TrayEvents>['off'];
  setToolTip: Electron.Tray['setToolTip'];
  destroy: Electron.Tray['destroy'];
  isDestroyed: Electron.Tray['isDestroyed'];
  setImage(image: ImageSurface | string): void;
  setContextMenu(menu: MenuSurface | null): void;
}

export type ImageSurface = Pick<
  Electron.NativeImage,
  'isEmpty' | 'getSize' | 'isTemplateImage' | 'setTemplateImage' | 'toDataURL'
>;
export interface NativeImageSurface {
  createEmpty(): ImageSurface;
  createFromPath(path: string): ImageSurface;
}

type NotificationEvents = { click: []; show: []; close: [] };
export type NotificationSurface = Emits<NotificationEvents> & Pick<Electron.Notification, 'show' | 'close'>;
export interface NotificationClassSurface {
  new (options?: Electron.NotificationConstructorOptions): NotificationSurface;
  isSupported(): boolean;
}

/* ------------------------------------------------------------------------------------------------ the desktop */

export type ShellSurface = Pick<Electron.Shell, 'openExternal' | 'openPath' | 'showItemInFolder'>;

/** The asynchronous form only: Electron deprecates the other. Keys get lost, so what is behind it must be replaceable. */
export type SafeStorageSurface = Pick<
  Electron.SafeStorage,
  'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'
>;

type ThemeEvents = { updated: [] };
export type NativeThemeSurface = Emits<ThemeEvents> &
  Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors' | 'shouldUseHighContrastColors'>;

type PowerEvents = {
  suspend: [];
  resume: [];
  /** Linux and macOS only. */
  shutdown: [];
  'lock-screen': [];
  'unlock-screen': [];
};
export type PowerMonitorSurface = Emits<PowerEvents> &
  Pick<Electron.PowerMonitor, 'getSystemIdleTime' | 'getSystemIdleState' | 'isOnBatteryPower'>;

/** Without the parent-window form: Electron wants a BaseWindow there, which is more than a WindowSurface. */
export interface DialogSurface {
  showMessageBox(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue>;
  showOpenDialog(options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue>;
  showSaveDialog(options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue>;
  showErrorBox(title: string, content: string): void;
}

type DisplaySurface = Pick<Electron.Display, 'id' | 'scaleFactor' | 'bounds' | 'workArea'>;
export interface ScreenSurface {
  getPrimaryDisplay(): DisplaySurface;
  getAllDisplays(): DisplaySurface[];
  getDisplayMatching(rect: Electron.Rectangle): DisplaySurface;
}

export type CrashReporterSurface = Pick<
  Electron.CrashReporter,
  | 'start'
  | 'getUploadToServer'
  | 'setUploadToServer'
  | 'getLastCrashReport'
  | 'addExtraParameter'
  | 'removeExtraParameter'
>;

/* ------------------------------------------------------------------------------------------------ all of it */

/** What `electron/host.ts` exports, and what the preview must implement. */
export interface ElectronSurface {
  readonly app: AppSurface;
  readonly BrowserWindow: WindowClassSurface;
  readonly ipcMain: IpcMainSurface;
  readonly protocol: ProtocolSurface;
  readonly net: NetSurface;
  readonly session: SessionModuleSurface;
  readonly Menu: MenuClassSurface;
  readonly Tray: typeof TraySurface;
  readonly nativeImage: NativeImageSurface;
  readonly Notification: NotificationClassSurface;
  readonly shell: ShellSurface;
  readonly safeStorage: SafeStorageSurface;
  readonly nativeTheme: NativeThemeSurface;
  readonly powerMonitor: PowerMonitorSurface;
  readonly dialog: DialogSurface;
  readonly screen: ScreenSurface;
  readonly crashReporter: CrashReporterSurface;
}
