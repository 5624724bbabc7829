/**
 * The spool's availability: transactions that either commit or report that they could not. A full, read-only or locked
 * disk makes it unavailable, never throws, and is tried again with back-off; a damaged file is set aside at once.
 */
import { closeSync, fdatasync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import { createCheckpoints, type Checkpoints } from './checkpoints.ts';
import { DATABASE_FILE, isDamage, openDatabase, setAside, sqliteCode, type Database, type Sql } from './database.ts';
import {
  MAX_INLINE_CHECKPOINT_BYTES,
  MAX_SCRUB_BYTES,
  MAX_SCRUB_PAGES,
  MAX_SCRUB_RUNS,
  MAX_SPOOL_RETRY_MS,
  MAX_WAL_PAGES_WITHOUT_WORKER,
  MIN_SPOOL_RETRY_MS,
  SCRUB_PAUSE_MS,
  SCRUB_RETRY_MS,
} from './limits.ts';
import { deleteDoomed } from './records-table.ts';

const fdatasyncOf = promisify(fdatasync);

/** What a commit must survive: the process's death, or the power's as well. */
export type Durability = 'process' | 'power';
/** `faulty`: the work itself failed and would fail again; it was rolled back and logged. */
export type SpoolFailure = 'unavailable' | 'faulty';

export interface Spool {
  /** Runs `work` in one transaction. */
  write<T>(work: (sql: Sql) => T, durability?: Durability): Result<T, SpoolFailure>;
  read<T>(work: (sql: Sql) => T): Result<T, SpoolFailure>;
  /**
   * Makes all that was committed until now survive the power's death too, off the main thread.
   * @returns false when the disk refused
   */
  sync(): Promise<boolean>;
  isAvailable(): boolean;
  /**
   * Deletes doomed payloads, empties the WAL and gives free pages back, so that they are gone from both files: a bounded
   * part at once, the rest in steps soon after.
   */
  scrub(): void;
  /** Tries to open again now. */
  retry(): void;
  /** Resolves when no file is open any more. */
  close(): Promise<void>;
}
export interface SpoolDeps {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The spool was opened (again). What was owed can be written now. */
  onOpened(): void;
  onUnavailable(): void;
}

export function createSpool(deps: SpoolDeps): Spool {
  const { directory, clock, logger } = deps;
  let database: Database | null = null;
  let checkpoints: Checkpoints | null = null;
  /** For syncs only. */
  let wal: number | null = null;
  let isClosed = false;
  let isFirstFailure = true;
  let isSaid = false;
  let saidAtMs = -Infinity;
  let retryDelayMs = MIN_SPOOL_RETRY_MS;
  let cancelRetry: (() => void) | null = null;
  let cancelScrub: (() => void) | null = null;

  function open(): boolean {
    if (database || isClosed) return database !== null;
    cancelRetry?.();
    cancelRetry = null;
    try {
      const opened = openDatabase(directory, clock.now(), logger);
      database = opened;
      checkpoints = createCheckpoints({
        path: join(directory, DATABASE_FILE),
        clock,
        logger,
        onBroken: () =>
          void (database === opened && opened.exec(`PRAGMA wal_autocheckpoint = ${MAX_WAL_PAGES_WITHOUT_WORKER}`)),
      });
    } catch (error) {
      lose(error);
      return false;
    }
    deps.onOpened();
    return database !== null;
  }

  /** Called with every error of SQLite: closes, says so once, and tries again later. */
  function lose(error: unknown): void {
    void closeQuietly();
    if (isFirstFailure) {
      isFirstFailure = false;
      // A disk with a little room left takes a small write now and then; that is no news each time.
      isSaid = clock.monotonicMs() - saidAtMs >= MAX_SPOOL_RETRY_MS;
      if (isSaid) {
        saidAtMs = clock.monotonicMs();
        logger.error('The telemetry spool cannot be used now; it will be tried again.', {
          code: sqliteCode(error) ?? systemCode(error),
          template: 'spool-unavailable',
        });
      }
      deps.onUnavailable();
    }
    if (isClosed || cancelRetry) return;
    cancelRetry = clock.after(retryDelayMs, () => {
      cancelRetry = null;
      open();
    });
    retryDelayMs = Math.min(retryDelayMs * 2, MAX_SPOOL_RETRY_MS);
  }

  function closeQuietly(): Promise<void> {
    closeWal();
    try {
      database?.close();
    } catch {
      // The connection is given up either way.
    }
    database = null;
    const stopped = checkpoints?.stop() ?? Promise.resolve();
    checkpoints = null;
    return stopped;
  }

  /** The WAL itself carries no locks, so that closing this handle drops none. */
  function closeWal(): void {
    if (wal !== null) closeSync(wal);
    wal = null;
  }

  /** Sorts an error: damage is set aside, storage trouble is waited out, anything else is a fault of the work. */
  function failed(error: unknown): Result<never, SpoolFailure> {
    if (isDamage(error)) {
      void closeQuietly();
      try {
        setAside(directory, clock.now(), logger);
      } catch (cause) {
        lose(cause);
        return fail('unavailable');
      }
      open();
      return fail('unavailable');
    }
    const code = sqliteCode(error);
    if (code !== null && STORAGE_TROUBLE.has(code)) {
      lose(error);
      return fail('unavailable');
    }
    logger.error('A step of the telemetry spool failed and was rolled back.', {
      type: error instanceof Error ? error.name : typeof error,
      code,
    });
    return fail('faulty');
  }

  function recovered(): void {
    if (!isFirstFailure && isSaid) logger.info('The telemetry spool can be used again.');
    isFirstFailure = true;
    retryDelayMs = MIN_SPOOL_RETRY_MS;
  }

  return {
    write(work, durability = 'process') {
      if (!open() || !database) return fail('unavailable');
      const { sql, exec } = database;
      try {
        if (durability === 'power') exec('PRAGMA synchronous = FULL');
        sql.run('BEGIN IMMEDIATE');
        const value = work(sql);
        sql.run('COMMIT');
        if (durability === 'power') exec('PRAGMA synchronous = NORMAL');
        checkpoints?.written(sql.takeBytes());
        recovered();
        return ok(value);
      } catch (error) {
        rollBack(exec);
        return failed(error);
      }
    },
    read(work) {
      if (!open() || !database) return fail('unavailable');
      try {
        return ok(work(database.sql));
      } catch (error) {
        return failed(error);
      }
    },
    async sync() {
      if (!database) return false;
      try {
        // What is not in the WAL any more was synced on its way into the database.
        wal ??= openSync(join(directory, `${DATABASE_FILE}-wal`), 'r+');
        await fdatasyncOf(wal);
        return true;
      } catch (error) {
        logger.warn('The telemetry spool could not be synced; nothing is sent until it can.', {
          code: systemCode(error),
        });
        return false;
      }
    },
    isAvailable: () => database !== null && isFirstFailure,
    scrub() {
      cancelScrub?.();
      cancelScrub = null;
      const deleted = this.write((sql) => deleteDoomed(sql, MAX_SCRUB_RUNS, MAX_SCRUB_BYTES));
      if (!deleted.ok || !database) return;
      const again = (afterMs: number): void => void (cancelScrub = clock.after(afterMs, () => this.scrub()));
      try {
        if (deleted.value) {
          // What was overwritten is in the WAL as well.
          checkpoints?.written(MAX_SCRUB_BYTES);
          return again(SCRUB_PAUSE_MS);
        }
        const [free] = database.sql.all<{ freelist_count: number }>('PRAGMA freelist_count');
        if ((free?.freelist_count ?? 0) > 0) database.exec(`PRAGMA incremental_vacuum(${MAX_SCRUB_PAGES})`);
        if ((free?.freelist_count ?? 0) > MAX_SCRUB_PAGES) return again(SCRUB_PAUSE_MS);
        const walBytes = statSync(join(directory, `${DATABASE_FILE}-wal`)).size;
        if (walBytes === 0) return;
        if (walBytes > MAX_INLINE_CHECKPOINT_BYTES && checkpoints?.truncate()) return again(SCRUB_RETRY_MS);
        const [row] = database.sql.all<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
        if (row?.busy !== 0) again(SCRUB_RETRY_MS);
      } catch (error) {
        failed(error);
      }
    },
    retry: () => void open(),
    close() {
      isClosed = true;
      cancelRetry?.();
      cancelScrub?.();
      return closeQuietly();
    },
  };
}

/** PERM, BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL, AUTH, NOLFS. */
const STORAGE_TROUBLE = new Set([3, 5, 6, 8, 10, 13, 14, 15, 22, 23]);

/** After SQLITE_FULL or IOERR, SQLite may have rolled back by itself, and ROLLBACK then throws. */
function rollBack(exec: (sql: string) => void): void {
  try {
    exec('ROLLBACK');
  } catch {
    // Nothing was open any more.
  }
  try {
    exec('PRAGMA synchronous = NORMAL');
  } catch {
    // The connection is about to be closed.
  }
}

const systemCode = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
