/** Sessions: random tokens of which only the SHA-256 is stored, so that a copy of the database opens none. */
import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { sha256Hex } from '../data-dir.ts';

const DAY_MS = 86_400_000;
export const SESSION_MS = { client: 30 * DAY_MS, 'admin-page': DAY_MS / 2 } as const;
export type SessionKind = keyof typeof SESSION_MS;
/** Of one account; the oldest end beyond this. It also bounds the streams that one account can hold open. */
export const MAX_SESSIONS_PER_ACCOUNT = 100;
const TOKEN_BYTES = 32;
const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}$/;

export interface Session {
  /** SHA-256 (hex) of the token: what the service calls it by. */
  readonly id: string;
  readonly accountId: string;
}

export interface Sessions {
  /** The new session's token. */
  begin(accountId: string, kind: SessionKind, now: number): string;
  /** The live session of a token of this kind, or null. */
  find(token: string, kind: SessionKind, now: number): Session | null;
  isLive(id: string, now: number): boolean;
  end(id: string): void;
  /** Deletes what has expired; says how many. */
  prune(now: number): number;
}

export function createSessions(database: DatabaseSync): Sessions {
  const insert = database.prepare(
    'INSERT INTO sessions (token_sha256, account_id, kind, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
  );
  const endOldest = database.prepare(
    `DELETE FROM sessions WHERE token_sha256 IN
     (SELECT token_sha256 FROM sessions WHERE account_id = ? ORDER BY created_at DESC, rowid DESC LIMIT -1 OFFSET ?)`,
  );
  const select = database.prepare(
    'SELECT account_id FROM sessions WHERE token_sha256 = ? AND kind = ? AND expires_at > ?',
  );
  const live = database.prepare('SELECT 1 FROM sessions WHERE token_sha256 = ? AND expires_at > ?');
  const remove = database.prepare('DELETE FROM sessions WHERE token_sha256 = ?');
  const prune = database.prepare('DELETE FROM sessions WHERE expires_at <= ?');
  return {
    begin(accountId, kind, now) {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      insert.run(sha256Hex(token), accountId, kind, now, now + SESSION_MS[kind]);
      endOldest.run(accountId, MAX_SESSIONS_PER_ACCOUNT);
      return token;
    },
    find(token, kind, now) {
      if (!TOKEN_SHAPE.test(token)) return null;
      const id = sha256Hex(token);
      const row = select.get(id, kind, now);
      return row ? { id, accountId: String(row['account_id']) } : null;
    },
    isLive: (id, now) => live.get(id, now) !== undefined,
    end: (id) => void remove.run(id),
    prune: (now) => Number(prune.run(now).changes),
  };
}
