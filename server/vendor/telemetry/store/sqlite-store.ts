/**
 * The store on `node:sqlite`: one connection, one transaction a call, synced to disk before the call resolves. Any
 * failure leaves nothing of its call behind and is a `StoreUnavailable`; after one that may have broken the connection,
 * the next call opens a new one.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Category } from '../../../../common/catalogue/types.ts';
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import { inTransaction, openDatabase } from '../../../shared/database.ts';
import { prepareAppend } from './append.ts';
import { prepareErase, preparePurge } from './erase.ts';
import { listRecords } from './list.ts';
import { numberOf, textOf } from './rows.ts';
import { MIGRATIONS } from './schema.ts';
import { StoreUnavailable, type TelemetryStore } from './store.ts';
import { prepareTenants } from './tenants.ts';

/** Waiting blocks the whole service, and a sender that is told to come back is no harm. */
const BUSY_TIMEOUT_MS = 500;
/** SQLite's primary result codes after which the same connection can go on: busy, locked, full, constraint. */
const HARMLESS_CODES = [5, 6, 13, 19];

interface Connection {
  readonly database: DatabaseSync;
  readonly append: ReturnType<typeof prepareAppend>;
  readonly erase: ReturnType<typeof prepareErase>;
  readonly purge: ReturnType<typeof preparePurge>;
  readonly tenants: ReturnType<typeof prepareTenants>;
}

export interface SqliteStore extends TelemetryStore {
  /** The highest key epoch of any record; 0 for none. */
  highestKeyEpoch(): number;
  /** The connection in use. For fault tests: limiting or breaking it shows what the store makes of trouble. */
  database(): DatabaseSync;
}

/** Opens or makes the store. Throws a SetupError for what the operator must mend. */
export function openSqliteStore(file: string): SqliteStore {
  let connection: Connection | null = connect(file);

  function use<T>(work: (connection: Connection) => T): Promise<T> {
    try {
      connection ??= connect(file);
      return Promise.resolve(work(connection));
    } catch (error) {
      if (connection && !isHarmless(error)) {
        closeQuietly(connection.database);
        connection = null;
      }
      return Promise.reject(new StoreUnavailable('The store could not be used.', { cause: error }));
    }
  }
  const write = <T>(work: (connection: Connection) => T): Promise<T> =>
    use((open) => inTransaction(open.database, () => work(open)));
  /** What was deleted leaves the write-ahead log too. */
  const emptyLog = (): Promise<void> => use(({ database }) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));

  return {
    append: (records) => write(({ append }) => append(records)),
    async erase(claims, nowMs) {
      const results = await write(({ erase }) => claims.map((claim) => erase(claim, nowMs)));
      if (results.some(({ records }) => records > 0)) await emptyLog();
      return results;
    },
    async purge(nowMs) {
      const total = { expired: 0, forgottenBatches: 0 };
      for (;;) {
        const { expired, forgottenBatches } = await write(({ purge }) => purge(nowMs));
        total.expired += expired;
        total.forgottenBatches += forgottenBatches;
        if (expired + forgottenBatches === 0) break;
        await nextTurn();
      }
      await emptyLog();
      return total;
    },
    list: (filter) => use(({ database }) => listRecords(database, filter)),
    counts: () =>
      use(({ database }) =>
        database
          .prepare(
            `SELECT category, event, count(*) AS records FROM records WHERE fields IS NOT NULL
             GROUP BY category, event ORDER BY category, event`,
          )
          .all()
          .map((row) => ({
            category: textOf(row, 'category') as Category,
            event: textOf(row, 'event'),
            records: numberOf(row, 'records'),
          })),
      ),
    register: (registration) => write(({ tenants }) => tenants.register(registration)),
    tenants: () => use(({ tenants }) => tenants.all()),
    tenant: (tenantId) => use(({ tenants }) => tenants.find(tenantId)),
    ownerOfToken: (tokenSha256) => use(({ tenants }) => tenants.ownerOfToken(tokenSha256)),
    saveSwitch: (payload, receivedAtMs) => write(({ tenants }) => tenants.saveSwitch(payload, receivedAtMs)),
    addRefusals: (counts) =>
      write(({ database }) => {
        const add = database.prepare(
          `INSERT INTO refusals (reason, count) VALUES (?, ?)
           ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count`,
        );
        for (const [reason, count] of counts) add.run(reason, count);
      }),
    refusals: () =>
      use(
        ({ database }) =>
          new Map(
            database
              .prepare('SELECT reason, count FROM refusals ORDER BY reason')
              .all()
              .map((row) => [textOf(row, 'reason') as RefusalReason, numberOf(row, 'count')]),
          ),
      ),
    check: () => write(() => {}),
    close() {
      if (connection) closeQuietly(connection.database);
      connection = null;
      return Promise.resolve();
    },
    database: () => (connection ??= connect(file)).database,
    highestKeyEpoch() {
      connection ??= connect(file);
      const row = connection.database.prepare('SELECT coalesce(max(key_epoch), 0) AS epoch FROM records').get();
      return numberOf(row ?? {}, 'epoch');
    },
  };
}

function connect(file: string): Connection {
  const database = openDatabase(file, MIGRATIONS);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  return {
    database,
    append: prepareAppend(database),
    erase: prepareErase(database),
    purge: preparePurge(database),
    tenants: prepareTenants(database),
  };
}

function isHarmless(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && HARMLESS_CODES.includes(errcode & 0xff);
}

function closeQuietly(database: DatabaseSync): void {
  try {
    database.close();
  } catch {
    // Broken or closed already; the next call opens a new one.
  }
}
