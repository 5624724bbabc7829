/** `electron.app`: readiness, names and places, single instance, and the order in which an app ends. */
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { AppPaths } from './app-paths.ts';
import { CommandLine } from './command-line.ts';
import { cancelable } from './events.ts';
import { SingleInstanceLock } from './single-instance.ts';

/** What the app needs of its windows to end. */
export interface ClosableWindow {
  /** False when a listener of 'close' prevented it. */
  tryClose(): boolean;
  destroy(): void;
}

export interface AppDependencies {
  appPath: string;
  isPackaged: boolean;
  argv: readonly string[];
  env: NodeJS.ProcessEnv;
  windows(): ClosableWindow[];
  /** Frees what lives outside this process (browsers). */
  release(): void;
  exitProcess(code: number): void;
}

interface PackageJson {
  name: string;
  productName?: string;
  version: string;
}

const noLoginItem: Electron.LoginItemSettings = {
  openAtLogin: false,
  wasOpenedAtLogin: false,
  status: 'not-registered',
  executableWillLaunchAtLogin: false,
  launchItems: [],
};

export class PreviewApp extends EventEmitter {
  readonly isPackaged: boolean;
  readonly commandLine: CommandLine;
  readonly #deps: AppDependencies;
  readonly #package: PackageJson;
  readonly #paths: AppPaths;
  readonly #ready = Promise.withResolvers<void>();
  #name: string;
  #isReady = false;
  #isQuitting = false;
  #hasEnded = false;
  #lock: SingleInstanceLock | null = null;
  /** What must have happened before the process ends: a second instance hands over its arguments first. */
  #farewell: Promise<void> = Promise.resolve();

  constructor(deps: AppDependencies) {
    super();
    this.#deps = deps;
    this.isPackaged = deps.isPackaged;
    this.commandLine = new CommandLine(deps.argv);
    this.#package = JSON.parse(fs.readFileSync(path.join(deps.appPath, 'package.json'), 'utf8')) as PackageJson;
    this.#name = this.#package.productName ?? this.#package.name;
    this.#paths = new AppPaths({
      env: deps.env,
      platform: process.platform,
      userDataDir: this.commandLine.getSwitchValue('user-data-dir'),
      appName: () => this.#name,
    });
  }

  /* ------------------------------------------------------------------------------ readiness */

  isReady(): boolean {
    return this.#isReady;
  }

  whenReady(): Promise<void> {
    return this.#ready.promise;
  }

  /** An app that quit before it was ready never gets ready. */
  markReady(): void {
    if (this.#isReady || this.#isQuitting) return;
    this.#isReady = true;
    this.emit('ready', {}, {});
    this.#ready.resolve();
  }

  get isQuitting(): boolean {
    return this.#isQuitting;
  }

  /** @throws after ready, where Electron throws as well. */
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }

  /* ------------------------------------------------------------------------------ names and places */

  getName(): string {
    return this.#name;
  }

  setName(name: string): void {
    this.#name = name;
  }

  get name(): string {
    return this.#name;
  }

  getVersion(): string {
    return this.#package.version;
  }

  getAppPath(): string {
    return this.#deps.appPath;
  }

  getPath(name: Parameters<Electron.App['getPath']>[0]): string {
    return this.#paths.get(name);
  }

  setPath(name: string, value: string): void {
    this.#paths.set(name, value);
  }

  /** Empty before ready, as in Electron. */
  getLocale(): string {
    return this.#isReady ? systemLocale() : '';
  }

  getLocaleCountryCode(): string {
    return new Intl.Locale(systemLocale()).region ?? '';
  }

  getPreferredSystemLanguages(): string[] {
    return [systemLocale()];
  }

  /* ------------------------------------------------------------------------------ one instance */

  requestSingleInstanceLock(additionalData: Record<string, unknown> = {}): boolean {
    this.#lock ??= new SingleInstanceLock(this.getPath('userData'));
    const isFirst = this.#lock.acquire((second) => {
      // Electron holds the event back until the app is ready.
      void this.whenReady().then(() =>
        this.emit('second-instance', cancelable({}), second.argv, second.workingDirectory, second.additionalData),
      );
    });
    if (!isFirst) {
      const mine = { argv: [...this.#deps.argv], workingDirectory: process.cwd(), additionalData };
      this.#farewell = this.#lock.greet(mine);
    }
    return isFirst;
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock?.isHeld ?? false;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }

  /* ------------------------------------------------------------------------------ the end */

  /** before-quit, then close and closed of each window, then will-quit, then quit; a prevented step stops it there. */
  quit(): void {
    if (this.#isQuitting) return;
    const before = cancelable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#isQuitting = true;
    for (const window of this.#deps.windows()) {
      if (window.tryClose()) continue;
      this.#isQuitting = false;
      return;
    }
    const will = cancelable({});
    this.emit('will-quit', will);
    if (will.defaultPrevented) {
      this.#isQuitting = false;
      return;
    }
    this.#end(0);
  }

  /** Ends without asking: windows are destroyed, before-quit and will-quit are left out. */
  exit(code = 0): void {
    this.#isQuitting = true;
    for (const window of this.#deps.windows()) window.destroy();
    this.#end(code);
  }

  /** A window has closed; decides whether that was the last one and whether anyone wants to live without. */
  windowClosed(): void {
    if (this.#isQuitting || this.#deps.windows().length > 0) return;
    if (this.listenerCount('window-all-closed') === 0) this.quit();
    else this.emit('window-all-closed');
  }

  /** The new process starts when this one ends, as in Electron. */
  relaunch(options: Electron.RelaunchOptions = {}): void {
    const argv = options.args ?? process.argv.slice(1);
    process.once('exit', () => {
      const execArgv = options.execPath === undefined ? process.execArgv : [];
      const child = spawn(options.execPath ?? process.execPath, [...execArgv, ...argv], {
        detached: true,
        stdio: 'ignore',
      });
      child.unref();
    });
  }

  #end(code: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    process.exitCode = code;
    this.emit('quit', cancelable({}), code);
    this.#deps.release();
    // Electron unwinds its loop first, so the code after app.exit() still runs; whoever relies on an immediate end would
    // pass here and fail there.
    void this.#farewell.then(() => setImmediate(() => this.#deps.exitProcess(code)));
  }

  /* ------------------------------------------------------------------------------ nothing to do here */

  focus(_options?: Electron.FocusOptions): void {}
  setAppUserModelId(_id: string): void {}
  /** A preview never registers anything with the system it runs on. */
  setAsDefaultProtocolClient(_protocol: string): boolean {
    return false;
  }
  isDefaultProtocolClient(_protocol: string): boolean {
    return false;
  }
  setLoginItemSettings(_settings: Electron.Settings): void {}
  getLoginItemSettings(): Electron.LoginItemSettings {
    return { ...noLoginItem };
  }
}

function systemLocale(): string {
  return Intl.DateTimeFormat().resolvedOptions().locale;
}
