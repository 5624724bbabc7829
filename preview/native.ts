/**
 * The parts of the desktop that a preview does not have. Each says so the way Electron says it where a desktop lacks
 * the part too; what would show something prints a line instead.
 */
import { EventEmitter } from 'node:events';
import { log } from './log.ts';
import type { PreviewSettings } from './settings.ts';

type IsReady = () => boolean;

export class PreviewNativeTheme extends EventEmitter {
  #source: Electron.NativeTheme['themeSource'] = 'system';
  readonly #isSystemDark: boolean;

  constructor(isSystemDark: boolean) {
    super();
    this.#isSystemDark = isSystemDark;
  }

  get themeSource(): Electron.NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source: Electron.NativeTheme['themeSource']) {
    if (!['system', 'light', 'dark'].includes(source)) throw new TypeError(`Error processing argument: ${source}`);
    if (source === this.#source) return;
    this.#source = source;
    this.emit('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.#isSystemDark : this.#source === 'dark';
  }

  get shouldUseHighContrastColors(): boolean {
    return false;
  }
}

/** Supported nowhere in a preview, which is an honest answer on many desktops too. */
export class PreviewNotification extends EventEmitter {
  readonly #title: string;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super();
    this.#title = options.title ?? '';
  }
  static isSupported(): boolean {
    return false;
  }
  show(): void {
    log(`notification not shown: ${this.#title}`);
  }
  close(): void {}
}

export class PreviewPowerMonitor extends EventEmitter {
  getSystemIdleTime(): number {
    return 0;
  }
  getSystemIdleState(idleThresholdSeconds: number): 'active' {
    if (!(idleThresholdSeconds > 0)) throw new TypeError('Invalid idle threshold, must be greater than 0');
    return 'active';
  }
  isOnBatteryPower(): boolean {
    return false;
  }
}

const display = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1280, height: 800 },
  workArea: { x: 0, y: 0, width: 1280, height: 800 },
};

export class PreviewScreen extends EventEmitter {
  readonly #isReady: IsReady;

  constructor(isReady: IsReady) {
    super();
    this.#isReady = isReady;
  }
  getPrimaryDisplay() {
    if (!this.#isReady()) throw new Error("The 'screen' module can't be used before the app 'ready' event");
    return structuredClone(display);
  }
  getAllDisplays() {
    return [this.getPrimaryDisplay()];
  }
  getDisplayMatching(_rect: Electron.Rectangle) {
    return this.getPrimaryDisplay();
  }
}

/** Dialogs answer as the environment says, and otherwise as if the user had cancelled. */
export function createDialog(answers: PreviewSettings['answers'], isReady: IsReady) {
  const assertReady = (): void => {
    if (!isReady()) throw new TypeError('dialog module can only be used after app is ready');
  };
  return {
    showMessageBox: (options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> => {
      assertReady();
      log(`message box: ${options.message}`);
      return Promise.resolve({ response: answers.messageBoxButton, checkboxChecked: options.checkboxChecked ?? false });
    },
    showOpenDialog: (_options: Electron.OpenDialogOptions): Promise<Electron.OpenDialogReturnValue> => {
      assertReady();
      const { openPath } = answers;
      return Promise.resolve({ canceled: openPath === null, filePaths: openPath === null ? [] : [openPath] });
    },
    showSaveDialog: (_options: Electron.SaveDialogOptions): Promise<Electron.SaveDialogReturnValue> => {
      assertReady();
      return Promise.resolve({ canceled: answers.savePath === null, filePath: answers.savePath ?? '' });
    },
    showErrorBox: (title: string, content: string): void => log(`error box: ${title}: ${content}`),
  };
}

export const shell = {
  openExternal: (url: string): Promise<void> => {
    if (URL.parse(url) === null) return Promise.reject(new Error('Invalid URL'));
    log(`openExternal ${url}`);
    return Promise.resolve();
  },
  openPath: (path: string): Promise<string> => {
    log(`openPath ${path}`);
    return Promise.resolve('');
  },
  showItemInFolder: (path: string): void => log(`showItemInFolder ${path}`),
};

/** There is no keyring behind a preview, so it says so rather than pretending to encrypt. */
export function createSafeStorage(isReady: IsReady) {
  const whenReady = <T>(answer: () => Promise<T>): Promise<T> =>
    isReady() ? answer() : Promise.reject(new Error('safeStorage cannot be used before app is ready'));
  const unavailable = (verb: string) => (): Promise<never> =>
    Promise.reject(new Error(`Error while ${verb} the text: encryption is not available.`));
  return {
    isAsyncEncryptionAvailable: () => whenReady(() => Promise.resolve(false)),
    encryptStringAsync: (_plainText: string) => whenReady<Buffer>(unavailable('encrypting')),
    decryptStringAsync: (_encrypted: Buffer) =>
      whenReady<Electron.DecryptStringAsyncReturnValue>(unavailable('decrypting')),
    getSelectedStorageBackend: () => 'unknown' as const,
  };
}

/** Keeps what it is told, so that a test can see that nothing was to be uploaded; it catches no crashes. */
export class PreviewCrashReporter {
  readonly parameters = new Map<string, string>();
  #isUploading: boolean | null = null;

  start(options: Electron.CrashReporterStartOptions): void {
    if ((options.uploadToServer ?? true) && options.submitURL === undefined) {
      throw new Error('submitURL must be specified when uploadToServer is true');
    }
    this.#isUploading = options.uploadToServer ?? true;
  }
  getUploadToServer(): boolean {
    return this.#isUploading ?? false;
  }
  setUploadToServer(isUploading: boolean): void {
    this.#isUploading = isUploading;
  }
  getLastCrashReport(): null {
    return null;
  }
  getUploadedReports(): [] {
    return [];
  }
  addExtraParameter(key: string, value: string): void {
    this.parameters.set(key, value);
  }
  removeExtraParameter(key: string): void {
    this.parameters.delete(key);
  }
}
