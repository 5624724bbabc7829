/**
 * One look at the machine policy directory: every `*.json` in file-name order, with what could be read of it. Follows
 * symbolic links, opens nothing but regular files, never blocks on one, and reads a bounded number of bytes. Every
 * failure is a value.
 */
import { constants, type BigIntStats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { errorCodeOf } from './error-code.ts';
import { MAX_POLICY_FILE_BYTES } from './policy-file.ts';

/** More files than this are not read; the rest is reported and holds. */
export const MAX_POLICY_FILES = 500;

export type FileLook =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly modifiedAt: number }
  | { readonly kind: 'not-a-file' | 'not-owned-by-admin' }
  | { readonly kind: 'unreadable'; readonly code: string };

export interface ListedFile {
  readonly name: string;
  /** Differs when the file may have changed: device, inode, size, times of content and of status. */
  readonly signature: string;
  readonly look: FileLook;
}

export type DirectoryLook =
  | { readonly kind: 'missing' | 'not-owned-by-admin' }
  | { readonly kind: 'unreadable'; readonly code: string }
  | {
      readonly kind: 'listed';
      /** Real path and inode: a symbolic link that was pointed elsewhere shows here. */
      readonly identity: string;
      readonly files: readonly ListedFile[];
      readonly leftOut: number;
    };

export interface LookOptions {
  /** Files (and the directory) that anybody but root may write are refused; POSIX only. */
  readonly mustBeOwnedByAdmin: boolean;
}

export async function lookAtDirectory(directory: string, options: LookOptions): Promise<DirectoryLook> {
  try {
    const stat = await fs.stat(directory, { bigint: true });
    if (options.mustBeOwnedByAdmin && !isAdminOnly(stat)) return { kind: 'not-owned-by-admin' };
    const identity = `${await fs.realpath(directory)} ${stat.dev}:${stat.ino}`;
    const names = (await fs.readdir(directory)).filter(isPolicyFileName).toSorted(byCodeUnit);
    const files: ListedFile[] = [];
    for (const name of names.slice(0, MAX_POLICY_FILES)) {
      const file = await lookAtFile(path.join(directory, name), name, options);
      if (file) files.push(file);
    }
    return { kind: 'listed', identity, files, leftOut: Math.max(0, names.length - MAX_POLICY_FILES) };
  } catch (error) {
    const code = errorCodeOf(error);
    // A link to nowhere exists and cannot be followed: that is no knowledge that there is no policy.
    if (code === 'ENOENT' && (await isAbsent(directory))) return { kind: 'missing' };
    return { kind: 'unreadable', code };
  }
}

/** As a shell's `*.json`: hidden files are editors' and copy tools' own. Case does not matter, so that none is missed. */
export const isPolicyFileName = (name: string): boolean => !name.startsWith('.') && /\.json$/i.test(name);

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1);

/** Null when the file went away between listing and opening. */
async function lookAtFile(file: string, name: string, options: LookOptions): Promise<ListedFile | null> {
  try {
    // Asked before opening, because opening a device can have effects of its own.
    const before = await fs.stat(file, { bigint: true });
    if (!before.isFile()) return { name, signature: signatureOf(before), look: { kind: 'not-a-file' } };
    const handle = await fs.open(file, READ_WITHOUT_BLOCKING);
    try {
      const stat = await handle.stat({ bigint: true });
      const signature = signatureOf(stat);
      if (!stat.isFile()) return { name, signature, look: { kind: 'not-a-file' } };
      if (options.mustBeOwnedByAdmin && !isAdminOnly(stat))
        return { name, signature, look: { kind: 'not-owned-by-admin' } };
      const bytes = await readBounded(handle);
      return { name, signature, look: { kind: 'bytes', bytes, modifiedAt: Math.round(Number(stat.mtimeMs)) } };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT' && (await isAbsent(file))) return null;
    return { name, signature: code, look: { kind: 'unreadable', code } };
  }
}

/** The flags that Windows lacks are 0 there. A FIFO without a writer would block a plain open for ever. */
const READ_WITHOUT_BLOCKING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/** One byte more than is allowed tells a file that is too large from one that just fits. */
async function readBounded(handle: fs.FileHandle): Promise<Uint8Array> {
  const buffer = new Uint8Array(MAX_POLICY_FILE_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.slice(0, length);
}

const signatureOf = (stat: BigIntStats): string =>
  [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');

const WRITABLE_BY_OTHERS = 0o022n;
const isAdminOnly = (stat: BigIntStats): boolean =>
  process.platform === 'win32' || (stat.uid === 0n && (stat.mode & WRITABLE_BY_OTHERS) === 0n);

async function isAbsent(target: string): Promise<boolean> {
  try {
    await fs.lstat(target);
    return false;
  } catch (error) {
    return errorCodeOf(error) === 'ENOENT';
  }
}
