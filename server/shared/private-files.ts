/**
 * A service's data folder and the secrets in it, for the service's own user alone: folders 0700, files 0600. What others
 * can read is refused with the remedy, never mended in silence: it may have been read already. (Windows has no such
 * modes; there the folder's access list, inherited from the profile, protects it.)
 */
import {
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';

export const PRIVATE_FOLDER = 0o700;
export const PRIVATE_FILE = 0o600;
const OTHERS = 0o077;

/** A fault that the operator mends; its message says how. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** Creates the folder when it is missing; throws a SetupError when others may enter it. */
export function ensurePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  if (!statSync(folder).isDirectory()) throw new SetupError(`${folder} is not a folder: name another --data-dir.`);
  assertPrivate(folder, PRIVATE_FOLDER);
}

/** Throws a SetupError when group or others may do anything with `file`. */
export function assertPrivate(file: string, wanted: number): void {
  if (process.platform === 'win32') return;
  const mode = statSync(file).mode & 0o777;
  if ((mode & OTHERS) === 0) return;
  const octal = (value: number): string => value.toString(8).padStart(4, '0');
  throw new SetupError(
    `${file} can be used by others (mode ${octal(mode)}). ` +
      `If nobody has read it, run: chmod ${octal(wanted)} ${JSON.stringify(file)}; else put a new one in its place.`,
  );
}

/**
 * The content of a private file, made by `create` the first time. It appears whole or not at all, and of two processes
 * that create it at once both get the same content.
 */
export function readOrCreatePrivate(file: string, create: () => string): string {
  const known = readPrivate(file);
  if (known !== null) return known;
  const draft = `${file}.${process.pid}.new`;
  writeDurably(draft, create());
  try {
    linkSync(draft, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  syncFolder(path.dirname(file));
  const made = readPrivate(file);
  if (made === null) throw new Error('A file that was just created is gone.');
  return made;
}

/** The content of a private file, or null when there is none. Throws a SetupError when others may read it. */
export function readPrivate(file: string): string | null {
  try {
    const content = readFileSync(file, 'utf8');
    assertPrivate(file, PRIVATE_FILE);
    return content;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function writeDurably(file: string, content: string): void {
  rmSync(file, { force: true });
  const handle = openSync(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, PRIVATE_FILE);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;
