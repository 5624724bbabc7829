/**
 * Opens a service's SQLite store: private file, write-ahead log, every commit synced to disk before it counts, and a
 * schema that is brought up to date step by step.
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { assertPrivate, PRIVATE_FILE, SetupError } from './private-files.ts';

/** Another process (a command line beside the service) may hold the write lock this long. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * `migrations[n]` brings a store from schema n to n + 1; released ones never change. Throws a SetupError for a store that
 * a newer version wrote.
 */
export function openDatabase(file: string, migrations: readonly string[]): DatabaseSync {
  // SQLite gives its -wal and -shm files the mode of the main file, so this one sets it for all three.
  closeSync(openSync(file, 'a', PRIVATE_FILE));
  assertPrivate(file, PRIVATE_FILE);
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    database.exec('PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;');
    inTransaction(database, () => migrate(database, file, migrations));
    return database;
  } catch (error) {
    database.close();
    if (isDamage(error)) {
      throw new SetupError(`${file} is damaged: put the copy from your backup in its place.`, { cause: error });
    }
    throw error;
  }
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGE_CODES: readonly unknown[] = [11, 26];
const isDamage = (error: unknown): boolean => DAMAGE_CODES.includes((error as { errcode?: unknown } | null)?.errcode);

function migrate(database: DatabaseSync, file: string, migrations: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) {
    throw new SetupError(
      `${file} was written by a newer version (schema ${version}, this one knows ${migrations.length}): update this service.`,
    );
  }
  if (version === migrations.length) return;
  for (const step of migrations.slice(version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
}

/** Runs `work` in one transaction, begun as a writer; whatever it throws rolls it back. `work` must not be async. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
