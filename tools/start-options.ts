/** What `npm start` was asked for, and the folders it uses when it was not asked. */
import path from 'node:path';
import { parseArgs } from 'node:util';

/** The client's port; the tenant service takes the next one, the telemetry service the one after. */
export const DEFAULT_PORT = 4870;
const LAST_PORT = 65_535;
/** Development is kept apart from an installed Parley. */
const FOLDER_NAME = 'Parley Dev';

export interface StartOptions {
  readonly userDataDir: string;
  readonly policyDir: string;
  readonly port: number;
  /** Somebody relies on this port: another one will not do. */
  readonly isPortFixed: boolean;
}

export type StartArguments =
  { readonly ok: true; readonly options: StartOptions } | { readonly ok: false; readonly reason: string };

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  /** Relative folders are taken from here. */
  readonly cwd: string;
}

const USAGE = 'Usage: npm start -- [--user-data-dir=DIR] [--policy-dir=DIR] [--port=N]';

/** Reads the arguments of `npm start`; a mistake is named together with the usage. */
export function readStartArguments(args: readonly string[], around: Surroundings): StartArguments {
  const text = { type: 'string' } as const;
  try {
    const options = { 'user-data-dir': text, 'policy-dir': text, port: text };
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    const port = values.port === undefined ? DEFAULT_PORT : Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port + 2 > LAST_PORT) {
      return {
        ok: false,
        reason: `--port=${values.port} must be a whole number from 1 to ${LAST_PORT - 2}.\n${USAGE}`,
      };
    }
    const empty = (['user-data-dir', 'policy-dir'] as const).find((name) => values[name] === '');
    if (empty) return { ok: false, reason: `--${empty} needs a folder.\n${USAGE}` };
    const userDataDir = path.resolve(around.cwd, values['user-data-dir'] ?? defaultUserDataDir(around));
    const policyDir = path.resolve(around.cwd, values['policy-dir'] ?? path.join(userDataDir, 'policies', 'managed.d'));
    return { ok: true, options: { userDataDir, policyDir, port, isPortFixed: values.port !== undefined } };
  } catch (error) {
    return { ok: false, reason: `${error instanceof Error ? error.message : String(error)}\n${USAGE}` };
  }
}

/** The local, never roaming, folder of a development run. */
export function defaultUserDataDir({ platform, env, home }: Surroundings): string {
  if (platform === 'win32') return `${env['LOCALAPPDATA'] ?? `${home}\\AppData\\Local`}\\${FOLDER_NAME}`;
  if (platform === 'darwin') return `${home}/Library/Application Support/${FOLDER_NAME}`;
  const state = env['XDG_STATE_HOME'];
  // The XDG specification says that relative values are to be ignored.
  return `${state?.startsWith('/') === true ? state : `${home}/.local/state`}/${FOLDER_NAME}`;
}
