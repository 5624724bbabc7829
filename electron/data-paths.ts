/** Where Parley keeps its data: the local folder of the OS user, never the roaming one, apart for development builds. */
import path from 'node:path';

export interface PathsInput {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly isPackaged: boolean;
}

export const appName = (isPackaged: boolean): string => (isPackaged ? 'Parley' : 'Parley Dev');

/** What Windows groups windows, notifications and log-on entries by; an installed Parley has the installer's. */
export const appUserModelId = (isPackaged: boolean): string =>
  isPackaged ? 'example.parley.client' : 'example.parley.client.dev';

export function localDataDirectory({ platform, env, home, isPackaged }: PathsInput): string {
  const name = appName(isPackaged);
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] || path.join(home, 'AppData', 'Local'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', name);
  return path.join(env['XDG_STATE_HOME'] || path.join(home, '.local', 'state'), name);
}
