/**
 * Starting at log-on, as the option says and as far as the operating system lets us. The system has the last word: what
 * somebody switched off in its settings is not switched on again behind their back, unless a policy demands it.
 */
import type { LoginItemState } from '../../common/ipc/snapshot.ts';
import type { App } from '../host.ts';
import type { Logger } from '../logging/logger.ts';
import { autostartPlace, type AutostartInput } from './autostart-file.ts';

/** Where one operating system keeps the wish. Both may throw. */
export interface LoginItemPlace {
  read(): 'on' | 'off' | 'requires-approval';
  write(isOn: boolean): void;
}

export interface LoginItem {
  /** What the system said last. */
  state(): LoginItemState;
  /** Makes the system follow the option; call it with every change, and once at the start. */
  follow(isWanted: boolean, isManaged: boolean): void;
  /** Asks the system again: its settings can change at any time. */
  refresh(): void;
}

/** @param place null for a build that must never register itself */
export function createLoginItem(place: LoginItemPlace | null, logger: Logger): LoginItem {
  if (!place) return { state: () => 'unpackaged', follow: () => {}, refresh: () => {} };
  let followed: { readonly isWanted: boolean; readonly isManaged: boolean } | null = null;

  const read = (): LoginItemState => {
    try {
      return place.read();
    } catch (error) {
      return failed(error);
    }
  };
  const write = (isOn: boolean): LoginItemState => {
    try {
      place.write(isOn);
      const now = place.read();
      return (now === 'off') === isOn ? failed(null) : now;
    } catch (error) {
      return failed(error);
    }
  };
  const failed = (error: unknown): 'failed' => {
    const code = (error as NodeJS.ErrnoException | null)?.code ?? 'unknown';
    logger.error('The system did not take whether to start at log-on.', { code });
    return 'failed';
  };

  let state = read();
  return {
    state: () => state,
    refresh: () => void (state = read()),
    follow(isWanted, isManaged) {
      const before = followed;
      followed = { isWanted, isManaged };
      if (before === null) {
        // "Off" is enforced, since only we registered it. "On" is renewed where it still is: the program may have moved.
        if (isManaged || !isWanted ? isWanted !== (state !== 'off') : state === 'on') state = write(isWanted);
      } else if (before.isWanted !== isWanted || (isManaged && !before.isManaged)) {
        state = write(isWanted);
      }
    },
  };
}

/** Where this system keeps it; null for a development build, which never registers. */
export function loginItemPlace({
  app,
  platform,
  ...linux
}: AutostartInput & {
  readonly app: Pick<App, 'isPackaged' | 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
}): LoginItemPlace | null {
  if (!app.isPackaged) return null;
  return platform === 'win32' || platform === 'darwin' ? systemLoginItem(app, platform) : autostartPlace(linux);
}

/** Windows (the Run key) and macOS (a login item of the app itself), through Electron. */
export function systemLoginItem(
  app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>,
  platform: 'win32' | 'darwin',
): LoginItemPlace {
  // macOS passes no arguments; it says afterwards that it was the log-on.
  const args = platform === 'win32' ? { args: ['--hidden'] } : {};
  return {
    read() {
      const { openAtLogin, executableWillLaunchAtLogin, status } = app.getLoginItemSettings(args);
      // Windows: registered, and not switched off in the task manager.
      if (platform === 'win32') return openAtLogin && executableWillLaunchAtLogin ? 'on' : 'off';
      return status === 'enabled' ? 'on' : status === 'requires-approval' ? status : 'off';
    },
    write: (isOn) => app.setLoginItemSettings({ openAtLogin: isOn, ...args }),
  };
}
