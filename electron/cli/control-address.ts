/**
 * Where client and command line meet. A Unix socket is protected by its mode and its folder. A Windows pipe has a name
 * that anybody could take first and answer in Parley's place: it is random, and told in a file only this user can read.
 */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from '../atomic-file.ts';

/** Unix socket paths are limited to about 104 bytes, so a long data folder gets a short name in the runtime folder. */
const MAX_SOCKET_PATH_BYTES = 100;
const SOCKET_FILE = 'control.sock';
const PIPE_FILE = 'control.pipe';
const PIPE_NAME = /^\\\\\.\\pipe\\parley-[0-9a-f]{32}$/;
/** What a run leaves in the data folder. */
export const CONTROL_FILES: readonly string[] = [SOCKET_FILE, PIPE_FILE];

export interface AddressPlace {
  readonly platform: NodeJS.Platform;
  /** Of this user alone, where the system has one. */
  readonly runtimeDirectory: string | undefined;
}
const HERE: AddressPlace = { platform: process.platform, runtimeDirectory: process.env['XDG_RUNTIME_DIR'] };

/** Where a run that begins now is to listen; the data folder must be there. */
export function newControlAddress(dataDirectory: string, place: AddressPlace = HERE): string {
  if (place.platform !== 'win32') return socketPath(dataDirectory, place.runtimeDirectory);
  const address = String.raw`\\.\pipe\parley-${randomBytes(16).toString('hex')}`;
  try {
    writeFileAtomic(path.join(dataDirectory, PIPE_FILE), address);
  } catch {
    // A full disk must not stop the app: the command line does not find this run, nothing else suffers.
  }
  return address;
}

/** Where the run of this data folder listens, if there is one; null when none ever did. */
export function findControlAddress(dataDirectory: string, place: AddressPlace = HERE): string | null {
  if (place.platform !== 'win32') return socketPath(dataDirectory, place.runtimeDirectory);
  try {
    const address = fs.readFileSync(path.join(dataDirectory, PIPE_FILE), 'utf8');
    return PIPE_NAME.test(address) ? address : null;
  } catch {
    return null;
  }
}

function socketPath(dataDirectory: string, runtimeDirectory: string | undefined): string {
  const folder = path.resolve(dataDirectory);
  const beside = path.join(folder, SOCKET_FILE);
  if (Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES || !runtimeDirectory) return beside;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return path.join(runtimeDirectory, `parley-${name}.sock`);
}
