/**
 * Opens the spool's file: private, in WAL mode, migrated. A file that is no database, is damaged, or comes from a later
 * version is set aside under another name, never deleted, and a new one is begun.
 *
 * `synchronous`: NORMAL for what was recorded, since a commit then survives kill -9 (the operating system has it) and
 * costs a tenth of FULL; a power cut may take the last commits. Before bytes leave the device, and for a purge, the
 * same connection commits with FULL, which also makes all earlier commits durable: otherwise a power cut could forget
 * a batch that the service has stored, and its records would go out again under a new batch ID.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import type { Logger } from '../logging/logger.ts';
import { MAX_DATABASE_BYTES, MAX_WAL_BYTES, MAX_WAL_PAGES, SPOOL_BUSY_TIMEOUT_MS } from './limits.ts';
import { MIGRATIONS } from './schema.ts';

export const DATABASE_FILE = 'spool.db';
const PAGE_BYTES = 4_096;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** SQL on one connection; statements are prepared once. Rows are plain objects, integers are numbers. */
export interface Sql {
  /** @returns how many rows changed */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** @returns the rowid of the new row */
  insert(sql: string, ...values: SQLInputValue[]): number;
  get<T>(sql: string, ...values: SQLInputValue[]): T | undefined;
  all<T>(sql: string, ...values: SQLInputValue[]): T[];
  /** Bytes of payload that were bound to statements since this was last asked. */
  takeBytes(): number;
}
export interface Database {
  readonly sql: Sql;
  exec(sql: string): void;
  close(): void;
}

/** @throws when the file cannot be opened now (full or read-only disk, locked by another process). */
export function openDatabase(directory: string, now: number, logger: Logger): Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  try {
    return openFile(directory);
  } catch (error) {
    if (!isDamage(error)) throw error;
    setAside(directory, now, logger);
    return openFile(directory);
  }
}

/** Damage of the file itself, as opposed to a disk that is full or busy. */
export const isDamage = (error: unknown): boolean =>
  error instanceof LaterVersion || [SQLITE_CORRUPT, SQLITE_NOTADB].includes(sqliteCode(error) ?? 0);

/** SQLite's primary result code; null when the error is not SQLite's. */
export const sqliteCode = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null;

/** Renames the database with its companions. The log names the file, so that it can be found and deleted. */
export function setAside(directory: string, now: number, logger: Logger): void {
  const name = `${DATABASE_FILE}.damaged-${new Date(now).toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of ['-wal', '-shm', '']) {
    const from = join(directory, DATABASE_FILE + suffix);
    if (existsSync(from)) renameSync(from, join(directory, name + suffix));
  }
  logger.error('The telemetry spool was damaged and set aside; a new one begins.', {
    file: name,
    template: 'spool-set-aside',
  });
}

class LaterVersion extends Error {}

function openFile(directory: string): Database {
  const path = join(directory, DATABASE_FILE);
  // SQLite gives its WAL the mode of the database, so the file must exist with the right one.
  // Only when it is missing: closing a second handle would drop the locks that another connection holds.
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
  const db = new DatabaseSync(path, { timeout: SPOOL_BUSY_TIMEOUT_MS });
  try {
    db.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA auto_vacuum = INCREMENTAL;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA secure_delete = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = ${MAX_WAL_PAGES};
      PRAGMA journal_size_limit = ${MAX_WAL_BYTES};
      PRAGMA max_page_count = ${Math.floor(MAX_DATABASE_BYTES / PAGE_BYTES)};
    `);
    migrate(db);
  } catch (error) {
    db.close();
    throw error;
  }
  return { sql: preparing(db), exec: (sql) => db.exec(sql), close: () => db.close() };
}

function migrate(db: DatabaseSync): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new LaterVersion(`version ${version}`);
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.exec('BEGIN IMMEDIATE');
    if (typeof migration === 'string') db.exec(migration);
    else migration(db);
    db.exec(`PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

function preparing(db: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = db.prepare(sql)));
    return statement;
  };
  let bytes = 0;
  const counted = (values: readonly SQLInputValue[]): void => {
    for (const value of values) if (value instanceof Uint8Array) bytes += value.length;
  };
  return {
    run(sql, ...values) {
      counted(values);
      return Number(prepared(sql).run(...values).changes);
    },
    takeBytes() {
      const taken = bytes;
      bytes = 0;
      return taken;
    },
    insert: (sql, ...values) => Number(prepared(sql).run(...values).lastInsertRowid),
    get: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).get(...values) as T | undefined,
    all: <T>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as T[],
  };
}
