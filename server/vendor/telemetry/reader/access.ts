/**
 * Who may read: the holder of the reader token, as a bearer for the API, or exchanged for a session cookie on the page.
 * Tokens are compared by their hashes in constant time; sessions live in memory and end with the process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../../../shared/clock.ts';
import { readOrCreatePrivate } from '../../../shared/private-files.ts';
import { MAX_SESSIONS, SESSION_MS } from '../limits.ts';

export const READER_TOKEN_FILE = 'reader-token';
const SECRET_BYTES = 32;

/** The token of the data folder, made the first time. Throws a SetupError when others may read it. */
export const readOrCreateReaderToken = (folder: string): string =>
  readOrCreatePrivate(path.join(folder, READER_TOKEN_FILE), () => `${freshSecret()}\n`).trim();

export interface ReaderAccess {
  isReaderToken(token: string): boolean;
  /** The cookie value of a new session. */
  openSession(): string;
  isSession(cookie: string | undefined): boolean;
  closeSession(cookie: string | undefined): void;
}

export function createReaderAccess(readerToken: string, clock: Clock): ReaderAccess {
  const expected = sha256(readerToken);
  /** Hash of the cookie → end of the session; hashes, so that a look-up's time tells nothing about a cookie. */
  const sessions = new Map<string, number>();
  const keyOf = (cookie: string): string => sha256(cookie).toString('hex');
  return {
    isReaderToken: (token) => timingSafeEqual(sha256(token), expected),
    openSession() {
      const [oldest] = sessions.keys();
      if (sessions.size >= MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
      const cookie = freshSecret();
      sessions.set(keyOf(cookie), clock.now() + SESSION_MS);
      return cookie;
    },
    isSession: (cookie) => cookie !== undefined && (sessions.get(keyOf(cookie)) ?? 0) > clock.now(),
    closeSession: (cookie) => {
      if (cookie !== undefined) sessions.delete(keyOf(cookie));
    },
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const freshSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');
