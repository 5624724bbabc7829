/**
 * One look at policy files: every `*.json` of a directory in file-name order, or one file, with what could be read.
 * Follows symbolic links, opens nothing but regular files, never blocks on one, and reads a bounded number of bytes.
 * Every failure is a value.
 */
import { constants, type BigIntStats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { PolicyOrigin } from '../../common/policies/reading.ts';
import { errorCodeOf } from '../error-code.ts';
import { MAX_POLICY_FILE_BYTES } from './policy-file.ts';
import { isAdminOnly, judgePath, type TrustRules } from './trusted-path.ts';

/** More files than this are not read; the rest is reported and holds. */
export const MAX_POLICY_FILES = 500;

/** What an admin needs to know of a file beside its content. */
export type FileFacts = Pick<PolicyOrigin, 'path' | 'owner' | 'mode' | 'modifiedAt'>;

export type FileLook =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly facts?: FileFacts }
  /** Others may change it. `bytes` where its directory is trusted all the same: what it stops is stopped. */
  | {
      readonly kind: 'not-trusted';
      readonly blamed: string;
      readonly bytes: Uint8Array | null;
      readonly facts?: FileFacts;
    }
  | { readonly kind: 'not-a-file' }
  | { readonly kind: 'unreadable'; readonly code: string };

export interface ListedFile {
  readonly name: string;
  /** Differs when the file may have changed: device, inode, size, times of content and of status. */
  readonly signature: string;
  readonly look: FileLook;
}

export type DirectoryLook =
  | { readonly kind: 'missing' }
  | { readonly kind: 'not-trusted'; readonly blamed: string }
  | { readonly kind: 'unreadable'; readonly code: string }
  | {
      readonly kind: 'listed';
      /** Real path and inode: a symbolic link that was pointed elsewhere shows here. */
      readonly identity: string;
      readonly files: readonly ListedFile[];
      readonly leftOut: number;
    };

export interface LookOptions {
  /** Null: whoever wrote it is believed. */
  readonly trust: TrustRules | null;
}

export function lookAtDirectory(directory: string, { trust }: LookOptions): Promise<DirectoryLook> {
  return withoutThrowing(directory, async () => {
    const verdict = trust && (await judgePath(directory, trust));
    if (verdict && !verdict.isTrusted) return { kind: 'not-trusted', blamed: verdict.blamed };
    const realPath = await fs.realpath(directory);
    const stat = await fs.stat(realPath, { bigint: true });
    const identity = `${realPath} ${stat.dev}:${stat.ino}`;
    const names = (await fs.readdir(realPath)).filter(isPolicyFileName).toSorted(byCodeUnit);
    const files: ListedFile[] = [];
    for (const name of names.slice(0, MAX_POLICY_FILES)) {
      const file = await lookAtFile(path.join(realPath, name), name, trust);
      if (file) files.push(file);
    }
    return { kind: 'listed', identity, files, leftOut: Math.max(0, names.length - MAX_POLICY_FILES) };
  });
}

/** As a directory that holds this one file; missing when the file is. */
export function lookAtOneFile(file: string, { trust }: LookOptions): Promise<DirectoryLook> {
  return withoutThrowing(file, async () => {
    await fs.lstat(file);
    const seen = await lookAtFile(file, path.basename(file), trust);
    return seen ? { kind: 'listed', identity: file, files: [seen], leftOut: 0 } : { kind: 'missing' };
  });
}

/** A link to nowhere exists and cannot be followed: that is no knowledge that there is no policy. */
async function withoutThrowing(target: string, look: () => Promise<DirectoryLook>): Promise<DirectoryLook> {
  try {
    return await look();
  } catch (error) {
    const code = errorCodeOf(error);
    return code === 'ENOENT' && (await isAbsent(target)) ? { kind: 'missing' } : { kind: 'unreadable', code };
  }
}

/** As a shell's `*.json`: hidden files are editors' and copy tools' own. Case does not matter, so that none is missed. */
export const isPolicyFileName = (name: string): boolean => !name.startsWith('.') && /\.json$/i.test(name);

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : 1);

/** Null when the file went away between listing and opening. */
async function lookAtFile(file: string, name: string, trust: TrustRules | null): Promise<ListedFile | null> {
  try {
    const verdict = trust && (await judgePath(file, trust));
    const realPath = verdict?.realPath ?? (await fs.realpath(file));
    // Asked before opening, because opening a device can have effects of its own.
    const before = await fs.stat(realPath, { bigint: true });
    if (!before.isFile()) return { name, signature: signatureOf(before), look: { kind: 'not-a-file' } };
    if (verdict && !verdict.isTrusted && !verdict.isTarget)
      return notTrusted(name, before, verdict.blamed, null, factsOf(realPath, before));
    const handle = await fs.open(realPath, READ_WITHOUT_BLOCKING);
    try {
      const stat = await handle.stat({ bigint: true });
      const signature = signatureOf(stat);
      if (!stat.isFile()) return { name, signature, look: { kind: 'not-a-file' } };
      const bytes = await readBounded(handle);
      const facts = factsOf(realPath, stat);
      if (trust && !isAdminOnly(stat, trust)) return notTrusted(name, stat, realPath, bytes, facts);
      return { name, signature, look: { kind: 'bytes', bytes, facts } };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'ENOENT' && (await isAbsent(file))) return null;
    return { name, signature: code, look: { kind: 'unreadable', code } };
  }
}

const notTrusted = (
  name: string,
  stat: BigIntStats,
  blamed: string,
  bytes: Uint8Array | null,
  facts: FileFacts,
): ListedFile => ({
  name,
  signature: `${signatureOf(stat)} ${blamed}`,
  look: { kind: 'not-trusted', blamed, bytes, facts },
});

/**
 * The flags that Windows lacks are 0 there. A FIFO without a writer would block a plain open for ever; the path has no
 * links left in it, so one that is there now was put there meanwhile.
 */
const READ_WITHOUT_BLOCKING =
  constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0) | (constants.O_NOFOLLOW ?? 0);

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
  [stat.dev, stat.ino, stat.uid, stat.mode, stat.size, stat.mtimeNs, stat.ctimeNs].join(':');

/** Windows tells neither owner nor permissions here. */
const factsOf = (realPath: string, stat: BigIntStats): FileFacts => ({
  path: realPath,
  modifiedAt: Number(stat.mtimeMs),
  ...(process.platform !== 'win32' && {
    owner: stat.uid === 0n ? 'root' : `uid ${stat.uid}`,
    mode: (stat.mode & 0o7777n).toString(8).padStart(4, '0'),
  }),
});

async function isAbsent(target: string): Promise<boolean> {
  try {
    await fs.lstat(target);
    return false;
  } catch (error) {
    return errorCodeOf(error) === 'ENOENT';
  }
}
