/**
 * The store on `node:sqlite`: one connection, one transaction a call (appends of one turn of the event loop share one),
 * synced to disk before the call resolves. Any failure leaves nothing of its transaction behind and is a
 * `StoreUnavailable`; after one that may have broken the connection, the next call opens a new one.
 */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Category } from '../../../../common/catalogue/types.ts';
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import { inTransaction, openDatabase } from '../../../shared/database.ts';
import { prepareAppend } from './append.ts';
import { prepareErase, preparePurge } from './erase.ts';
import { createGroup } from './group.ts';
import { listRecords } from './list.ts';
import { STORE_QUOTAS, type StoreQuotas } from '../limits.ts';
import { numberOf, textOf } from './rows.ts';
import { MIGRATIONS } from './schema.ts';
import { StoreUnavailable, type AppendOutcome, type NewRecord, type TelemetryStore } from './store.ts';
import { prepareTenants } from './tenants.ts';

/** Waiting blocks the whole service, and a sender that is told to come back is no harm. */
const BUSY_TIMEOUT_MS = 500;
/** SQLite's primary result codes after which the same connection can go on: busy, locked, full, constraint. */
const HARMLESS_CODES = [5, 6, 13, 19];

interface Connection {
  readonly database: DatabaseSync;
  usedBytes(): number;
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
export function openSqliteStore(file: string, quotas: StoreQuotas = STORE_QUOTAS): SqliteStore {
  let connection: Connection | null = connect(file, quotas);

  function useNow<T>(work: (connection: Connection) => T): T {
    try {
      connection ??= connect(file, quotas);
      return work(connection);
    } catch (error) {
      if (connection && !isHarmless(error)) {
        closeQuietly(connection.database);
        connection = null;
      }
      throw new StoreUnavailable('The store could not be used.', { cause: error });
    }
  }
  const writeNow = <T>(work: (connection: Connection) => T): T =>
    useNow((open) => inTransaction(open.database, () => work(open)));
  const use = async <T>(work: (connection: Connection) => T): Promise<T> => useNow(work);
  const write = async <T>(work: (connection: Connection) => T): Promise<T> => writeNow(work);
  const appends = createGroup<readonly NewRecord[], AppendOutcome>((requests) =>
    writeNow(({ append, usedBytes }) => {
      const bytes = usedBytes();
      return requests.map((records) => {
        const isCensus = records.some(({ category }) => category === 'census');
        if (bytes > (isCensus ? quotas.maxBytesForCensus : quotas.maxBytes))
          return new StoreUnavailable('The store holds as much as it may.');
        return append(records);
      });
    }),
  );
  /** What was deleted leaves the write-ahead log too. */
  const emptyLog = (): Promise<void> => use(({ database }) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));

  return {
    append: appends.add,
    async erase(claims, nowMs) {
      const results = await write(({ erase }) => claims.map((claim) => erase(claim, nowMs)));
      if (results.some((result) => (result?.records ?? 0) > 0)) await emptyLog();
      const done = results.filter((result) => result !== null);
      // What could be erased is; asking again for those changes nothing.
      if (done.length < results.length)
        throw new StoreUnavailable('No more erasures of batches that never came can be remembered.');
      return done;
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
      appends.flush();
      if (connection) closeQuietly(connection.database);
      connection = null;
      return Promise.resolve();
    },
    database: () => (connection ??= connect(file, quotas)).database,
    highestKeyEpoch() {
      connection ??= connect(file, quotas);
      const row = connection.database.prepare('SELECT coalesce(max(key_epoch), 0) AS epoch FROM records').get();
      return numberOf(row ?? {}, 'epoch');
    },
  };
}

function connect(file: string, { maxUnclaimedTombstones }: StoreQuotas): Connection {
  const database = openDatabase(file, MIGRATIONS);
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  // Pages that deletions freed are room again.
  const used = database.prepare(
    `SELECT (page_count - freelist_count) * page_size AS bytes
     FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  return {
    database,
    usedBytes: () => numberOf(used.get() ?? {}, 'bytes'),
    append: prepareAppend(database),
    erase: prepareErase(database, maxUnclaimedTombstones),
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
