/**
 * Tells what this Parley wrote from what somebody put in its place: a keyed digest beside the text, with a key that was
 * made on this computer and never leaves it. A file that was edited, written by a script, or brought from another
 * computer or an older backup of another key does not fit. No defence against a program of the same user that reads the
 * key as well.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { writeFileAtomic } from './atomic-file.ts';

const KEY_FILE = 'seal-key';
const KEY_BYTES = 32;

export interface Seal {
  /** base64url. Without a disk to keep the key on, it fits for this run only. */
  of(text: string): string;
  fits(text: string, seal: unknown): boolean;
}

/** The seal of a folder. A key that is missing or damaged is made anew, so that nothing older fits. */
export function openSeal(directory: string): Seal {
  const file = path.join(directory, KEY_FILE);
  let key = readKey(file);
  const digest = (text: string, by: Uint8Array): Buffer => createHmac('sha256', by).update(text).digest();
  return {
    of: (text) => digest(text, (key ??= makeKey(file))).toString('base64url'),
    fits(text, seal) {
      const given = Buffer.from(typeof seal === 'string' ? seal : '', 'base64url');
      if (key === null) return false;
      const expected = digest(text, key);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function readKey(file: string): Uint8Array | null {
  try {
    const key = fs.readFileSync(file);
    return key.length === KEY_BYTES ? key : null;
  } catch {
    return null;
  }
}

function makeKey(file: string): Uint8Array {
  const key = randomBytes(KEY_BYTES);
  try {
    writeFileAtomic(file, key);
  } catch {
    // See `of`.
  }
  return key;
}

/** A line or file of JSON with its seal as the last member. */
export const sealedJson = (content: object, seal: Seal): string =>
  JSON.stringify({ ...content, seal: seal.of(JSON.stringify(content)) });

/** The content without its seal; undefined when the text is not a JSON object or its seal does not fit. */
export function openSealedJson(text: string, seal: Seal): unknown {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { seal: given, ...content } = parsed as Record<string, unknown>;
  return seal.fits(JSON.stringify(content), given) ? content : undefined;
}
