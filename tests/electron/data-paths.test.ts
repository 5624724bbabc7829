import { describe, expect, test } from 'vitest';
import { appName, appUserModelId, localDataDirectory } from '../../electron/data-paths.ts';

const places = (isPackaged: boolean) => ({
  windows: localDataDirectory({
    platform: 'win32',
    env: { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local', APPDATA: 'C:\\Users\\ada\\AppData\\Roaming' },
    home: 'C:\\Users\\ada',
    isPackaged,
  }),
  macOS: localDataDirectory({ platform: 'darwin', env: {}, home: '/Users/ada', isPackaged }),
  linux: localDataDirectory({ platform: 'linux', env: { XDG_CONFIG_HOME: '/c' }, home: '/home/ada', isPackaged }),
});

describe('data folders', () => {
  test('are local ones, never those that roam or that hold settings for all computers', () => {
    const { windows, macOS, linux } = places(true);
    expect(windows).toMatch(/AppData\\Local.Parley$/);
    expect([macOS, linux]).toEqual(['/Users/ada/Library/Application Support/Parley', '/home/ada/.local/state/Parley']);
    expect(
      localDataDirectory({ platform: 'linux', env: { XDG_STATE_HOME: '/s' }, home: '/home/ada', isPackaged: true }),
    ).toBe('/s/Parley');
  });

  test('"Parley Dev" shares nothing with an installed Parley: neither data, lock and socket, nor its place in the taskbar', () => {
    const [installed, development] = [Object.values(places(true)), Object.values(places(false))];
    expect(development).toEqual(installed.map((place) => place.replace(/Parley$/, 'Parley Dev')));
    expect([appName(true), appName(false)]).toEqual(['Parley', 'Parley Dev']);
    expect(appUserModelId(false)).not.toBe(appUserModelId(true));
  });
});
