/** Starting at log-on on Linux, where Electron's own function does nothing: a file that every desktop reads. */
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../atomic-file.ts';
import type { LoginItemPlace } from './login-item.ts';

export interface AutostartInput {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The program as it runs now; an AppImage runs from a mount that is gone after the next log-off. */
  readonly executable: string;
}

export const autostartFile = ({ env, home }: Pick<AutostartInput, 'env' | 'home'>): string =>
  path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'autostart', 'parley.desktop');

export function autostartPlace(input: AutostartInput): LoginItemPlace {
  const file = autostartFile(input);
  return {
    read: () => (isOn(readIfThere(file)) ? 'on' : 'off'),
    write(isWanted) {
      if (!isWanted) return fs.rmSync(file, { force: true });
      fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
      writeFileAtomic(file, autostartEntry(input.env['APPIMAGE'] || input.executable));
    },
  };
}

/** TryExec lets the desktop pass over the entry once the program was uninstalled. */
export const autostartEntry = (program: string): string =>
  [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Parley',
    `Exec=${escapeString(quoteArgument(program))} --hidden`,
    `TryExec=${escapeString(program)}`,
    'Icon=parley-desktop',
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');

/** Desktops switch an entry off by a line in it rather than by removing it. */
const isOn = (entry: string | null): boolean =>
  entry !== null && !/^\s*(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(entry);

/** An argument of Exec: in quotes, with what keeps a meaning there escaped, and no field code. */
const quoteArgument = (argument: string): string =>
  `"${argument.replaceAll(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;

/** Any value of the file. A path with a line break in it would begin a line of its own. */
const escapeString = (value: string): string =>
  value
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`);

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
