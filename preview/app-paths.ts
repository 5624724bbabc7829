/** `app.getPath` and `app.setPath`. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

type PathName = Parameters<Electron.App['getPath']>[0];

export interface AppPathsOptions {
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** Value of `--user-data-dir`, or the empty string. */
  userDataDir: string;
  /** Read late: main may call app.setName first. */
  appName(): string;
}

export class AppPaths {
  readonly #options: AppPathsOptions;
  readonly #known = new Map<string, string>();

  constructor(options: AppPathsOptions) {
    this.#options = options;
    if (options.userDataDir !== '') this.#known.set('userData', path.resolve(options.userDataDir));
  }

  /** The first answer stays, as in Electron: a later setName does not move userData. @throws for an unknown name. */
  get(name: string): string {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const found = this.#default(name as PathName);
    if (found === null) throw new Error(`Failed to get '${name}' path`);
    this.#known.set(name, found);
    if (name === 'logs') fs.mkdirSync(found, { recursive: true });
    return found;
  }

  /** @throws unless `value` is the absolute path of an existing directory. */
  set(name: string, value: string): void {
    if (!path.isAbsolute(value)) throw new Error('Path must be absolute');
    if (this.#default(name as PathName) === null || !fs.existsSync(value)) {
      throw new Error(`Failed to set path: '${name}' to ${value} (the name must be known, the directory must exist)`);
    }
    this.#known.set(name, value);
  }

  #default(name: PathName): string | null {
    const home = os.homedir();
    switch (name) {
      case 'home':
        return home;
      case 'temp':
        return os.tmpdir();
      case 'appData':
        return this.#appData(home);
      case 'userData':
        return path.join(this.get('appData'), this.#options.appName());
      case 'sessionData':
        return this.get('userData');
      case 'logs':
        return this.#options.platform === 'darwin'
          ? path.join(home, 'Library/Logs', this.#options.appName())
          : path.join(this.get('userData'), 'logs');
      case 'crashDumps':
        return path.join(this.get('userData'), 'Crashpad');
      case 'exe':
      case 'module':
        return process.execPath;
      case 'desktop':
      case 'documents':
      case 'downloads':
      case 'music':
      case 'pictures':
      case 'videos':
        return path.join(home, name.charAt(0).toUpperCase() + name.slice(1));
      default:
        return null;
    }
  }

  #appData(home: string): string {
    const { env, platform } = this.#options;
    if (platform === 'win32') return env['APPDATA'] ?? path.join(home, 'AppData/Roaming');
    if (platform === 'darwin') return path.join(home, 'Library/Application Support');
    return env['XDG_CONFIG_HOME'] || path.join(home, '.config');
  }
}
