/**
 * `keys.json`: the secret keys of the second hash, outside the database and for the service's user alone. Rotation puts a
 * new epoch in place of the old one, whose keys are gone with it: what they hashed can then be compared with nothing.
 * (Recognising repeated batches does not need them.)
 */
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { PRIVATE_FILE, readOrCreatePrivate, readPrivate, SetupError } from '../../../shared/private-files.ts';

export const KEY_FILE = 'keys.json';
const KEY_BYTES = 32;

const key = z.base64url().length(43);
const keyFile = z.strictObject({
  version: z.literal(1),
  epoch: z.int().positive(),
  createdAt: z.iso.datetime(),
  censusUser: key,
  errorUser: key,
  sipUri: key,
});

/** The keys of one epoch, 32 bytes each; one for each kind of ID, so that no two kinds can be compared. */
export interface EpochKeys {
  readonly epoch: number;
  readonly censusUser: KeyObject;
  readonly errorUser: KeyObject;
  readonly sipUri: KeyObject;
}

/** Reads the keys, or makes the first ones. Throws a SetupError when the file is unusable or readable by others. */
export function readOrCreateKeys(folder: string, firstEpoch: () => number, nowMs: number): EpochKeys {
  const file = path.join(folder, KEY_FILE);
  return parse(
    file,
    readOrCreatePrivate(file, () => freshKeys(firstEpoch(), nowMs)),
  );
}

/** Replaces the keys by those of the next epoch, at once or not at all; a serving process notices. */
export function rotateKeys(folder: string, firstEpoch: () => number, nowMs: number): EpochKeys {
  const file = path.join(folder, KEY_FILE);
  const { epoch } = readOrCreateKeys(folder, firstEpoch, nowMs);
  const next = freshKeys(epoch + 1, nowMs);
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', PRIVATE_FILE);
  try {
    writeSync(handle, next);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  return parse(file, next);
}

/** Where the ingest gets its keys from; asked once per request. */
export interface KeySource {
  current(): EpochKeys;
}

/**
 * The keys as they are in the file, read again when it was replaced. While it is missing or unreadable, the last ones
 * stay in use: a rotation that went wrong must not stop the service.
 */
export function watchKeys(folder: string, first: EpochKeys, onTrouble: (error: unknown) => void): KeySource {
  const file = path.join(folder, KEY_FILE);
  let keys = first;
  let seen = '';
  return {
    current() {
      try {
        const { mtimeMs, ino, size } = statSync(file);
        const stamp = `${mtimeMs} ${ino} ${size}`;
        if (stamp === seen) return keys;
        seen = stamp;
        keys = parse(file, readPrivate(file) ?? '');
      } catch (error) {
        onTrouble(error);
      }
      return keys;
    },
  };
}

const freshKeys = (epoch: number, nowMs: number): string => {
  const fresh = (): string => randomBytes(KEY_BYTES).toString('base64url');
  const content: z.infer<typeof keyFile> = {
    version: 1,
    epoch,
    createdAt: new Date(nowMs).toISOString(),
    censusUser: fresh(),
    errorUser: fresh(),
    sipUri: fresh(),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
};

function parse(file: string, content: string): EpochKeys {
  const read = keyFile.safeParse(parseJson(content));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') || 'its content';
    throw new SetupError(
      `${file} is not a key file (${field}). Put the original back; without it, delete the file: new keys are made.`,
    );
  }
  const { epoch, censusUser, errorUser, sipUri } = read.data;
  const secret = (text: string): KeyObject => createSecretKey(text, 'base64url');
  return { epoch, censusUser: secret(censusUser), errorUser: secret(errorUser), sipUri: secret(sipUri) };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
