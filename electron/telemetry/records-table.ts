/** SQL of principals and records: writing, purging, evicting, and the viewer's queries. Runs inside a transaction. */
import type { Category } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import type { RecordState } from '../../common/telemetry/views.ts';
import type { Sql } from './database.ts';
import {
  encodeRuns,
  mergeRuns,
  packTimes,
  recordsOfRun,
  unpackTimes,
  type EncodedRun,
  type NewRecord,
  type RunHead,
} from './runs.ts';

export type { NewRecord } from './runs.ts';

/** What belongs to no account: recorded while signed out, or left behind by an account that was removed. */
export const NOBODY: Principal = { tenantId: null, accountId: null };

/** @returns the principal's row, made when it is new */
export function principalId(sql: Sql, principal: Principal): number {
  const key = principalKey(principal);
  const row = sql.get<{ id: number }>('SELECT id FROM principal WHERE key = ?', key);
  return (
    row?.id ??
    sql.insert('INSERT INTO principal (key, has_account) VALUES (?, ?)', key, principal.accountId === null ? 0 : 1)
  );
}

export function insertRecord(sql: Sql, principal: number, record: NewRecord): void {
  for (const run of encodeRuns([record])) insertRun(sql, principal, run);
}

export function insertRun(sql: Sql, principal: number, { payload, ...run }: EncodedRun): void {
  const id = nextId(sql);
  insertRow(sql, { ...run, id, principal, state: 'pending', size: payload.length });
  sql.run('INSERT INTO payload (record, bytes) VALUES (?, ?)', id, payload);
}

/** Records whose right ended before they reached the spool: event, time and reason only. */
export function insertPurged(
  sql: Sql,
  principal: number,
  records: readonly NewRecord[],
  reason: string,
  now: number,
): void {
  for (const { payload: _gone, ...run } of encodeRuns(records))
    insertRow(sql, { ...run, id: nextId(sql), principal, state: 'purged', reason, now, size: 0 });
}

/** A small run, kept where writing costs least until `foldFresh` puts it to the others. */
export const insertFresh = (sql: Sql, principal: number, run: EncodedRun): void =>
  void sql.run(
    `INSERT INTO fresh (principal, category, event, is_while_signed_out, times, bytes) VALUES (?, ?, ?, ?, ?, ?)`,
    principal,
    run.category,
    run.event,
    run.isWhileSignedOut ? 1 : 0,
    JSON.stringify(run.times),
    run.payload,
  );

/** Makes proper runs of the small ones. All that reads or ends records must do this first. */
export function foldFresh(sql: Sql): void {
  const rows = sql.all<FreshRow>(
    `SELECT principal, category, event, is_while_signed_out AS isWhileSignedOut, times, bytes FROM fresh ORDER BY id`,
  );
  if (rows.length === 0) return;
  for (const [principal, own] of Map.groupBy(rows, (row) => row.principal)) {
    const runs = own.map(({ category, event, isWhileSignedOut, times, bytes }) => ({
      category,
      event,
      isWhileSignedOut: isWhileSignedOut === 1,
      times: JSON.parse(times) as number[],
      payload: bytes,
    }));
    for (const run of mergeRuns(runs)) insertRun(sql, principal, run);
  }
  sql.run('DELETE FROM fresh');
}
interface FreshRow {
  readonly principal: number;
  readonly category: Category;
  readonly event: string;
  readonly isWhileSignedOut: 0 | 1;
  readonly times: string;
  readonly bytes: Uint8Array;
}

const nextId = (sql: Sql): number =>
  sql.get<{ next: number }>('SELECT id + count AS next FROM record ORDER BY id DESC LIMIT 1')?.next ?? 1;

interface NewRow extends RunHead {
  readonly id: number;
  readonly principal: number;
  readonly times: readonly number[];
  readonly state: 'pending' | 'purged';
  readonly reason?: string;
  readonly now?: number;
  readonly size: number;
}

function insertRow(sql: Sql, row: NewRow): void {
  const first = row.times[0] ?? 0;
  sql.run(
    `INSERT INTO record (id, principal, category, event, recorded_at, changed_at, state, reason, is_while_signed_out,
       size, count, times) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    row.id,
    row.principal,
    row.category,
    row.event,
    first,
    row.now ?? first,
    row.state,
    row.reason ?? null,
    row.isWhileSignedOut ? 1 : 0,
    row.size,
    row.times.length,
    packTimes(row.times),
  );
}

/**
 * Makes the record `id` the first of its run, unless it already is, so that what is in front of it can have a state of
 * its own.
 */
export function splitBefore(sql: Sql, id: number): void {
  const run = sql.get<{
    id: number;
    count: number;
    recordedAt: number;
    times: string | null;
    bytes: Uint8Array | null;
  }>(
    `SELECT id, count, recorded_at AS recordedAt, times, bytes FROM record LEFT JOIN payload ON record = id
     WHERE id <= ? ORDER BY id DESC LIMIT 1`,
    id,
  );
  if (!run || run.id === id || id >= run.id + run.count) return;
  const kept = id - run.id;
  const times = unpackTimes(run.recordedAt, run.times);
  const cut = run.bytes ? (recordsOfRun(run.bytes)[kept - 1] ?? run.bytes) : null;
  const cutAt = cut && run.bytes ? cut.byteOffset + cut.byteLength - run.bytes.byteOffset : 0;
  sql.run(
    `INSERT INTO record (id, principal, category, event, recorded_at, changed_at, state, reason, is_while_signed_out,
       size, count, times, batch, sequence)
     SELECT ?1, principal, category, event, ?2, changed_at, state, reason, is_while_signed_out,
       iif(size = 0, 0, size - ?3), count - ?4, ?5, batch, sequence + ?4 FROM record WHERE id = ?6`,
    id,
    times[kept] ?? run.recordedAt,
    cutAt,
    kept,
    packTimes(times.slice(kept)),
    run.id,
  );
  sql.run(
    'UPDATE record SET count = ?, times = ?, size = iif(size = 0, 0, ?) WHERE id = ?',
    kept,
    packTimes(times.slice(0, kept)),
    cutAt,
    run.id,
  );
  if (!run.bytes) return;
  sql.run('INSERT INTO payload (record, bytes) VALUES (?, ?)', id, run.bytes.subarray(cutAt));
  sql.run('UPDATE payload SET bytes = ? WHERE record = ?', run.bytes.subarray(0, cutAt), run.id);
}

/** Ends records that wait alone. Their payloads are doomed: no longer shown, and deleted by `deleteDoomed`. */
function endPending(
  sql: Sql,
  state: 'purged' | 'evicted' | 'refused',
  reason: string,
  now: number,
  which: string,
  ...values: (string | number)[]
): number {
  const where = `state = 'pending' AND ${which}`;
  const { n } = sql.get<{ n: number }>(`SELECT coalesce(sum(count), 0) AS n FROM record WHERE ${where}`, ...values) ?? {
    n: 0,
  };
  if (n === 0) return 0;
  sql.run(`INSERT OR IGNORE INTO doomed (record, size) SELECT id, size FROM record WHERE ${where}`, ...values);
  sql.run(
    `UPDATE record SET state = '${state}', reason = ?, changed_at = ?, size = 0 WHERE ${where}`,
    reason,
    now,
    ...values,
  );
  return n;
}

/** Deletes a bounded part of what is doomed. @returns whether there is more */
export function deleteDoomed(sql: Sql, maxRuns: number, maxBytes: number): boolean {
  const doomed = sql.all<{ record: number; size: number }>('SELECT record, size FROM doomed LIMIT ?', maxRuns);
  let bytes = 0;
  for (const { record, size } of doomed) {
    if (bytes > 0 && bytes + size > maxBytes) break;
    bytes += size;
    sql.run('DELETE FROM payload WHERE record = ?', record);
    sql.run('DELETE FROM doomed WHERE record = ?', record);
  }
  return hasDoomed(sql);
}
export const hasDoomed = (sql: Sql): boolean => sql.get('SELECT 1 FROM doomed LIMIT 1') !== undefined;

/** @returns how many records that waited alone were purged */
export const purgePending = (sql: Sql, category: Category, principal: number, reason: string, now: number): number =>
  endPending(sql, 'purged', reason, now, 'category = ? AND principal = ?', category, principal);

/** A run whose bytes cannot be read any more; the others must not wait for it. */
export const refuseUnreadable = (sql: Sql, id: number, now: number): number =>
  endPending(sql, 'refused', 'unreadable', now, 'id = ?', id);

export interface PendingTotals {
  readonly count: number;
  readonly bytes: number;
}
export const pendingTotals = (sql: Sql): PendingTotals =>
  sql.get<PendingTotals>(
    `SELECT coalesce(sum(count), 0) AS count, coalesce(sum(size), 0) AS bytes FROM record WHERE state = 'pending'`,
  ) ?? { count: 0, bytes: 0 };

/** Evicts what is older than `before`. @returns how many */
export const evictOlder = (sql: Sql, before: number, now: number): number =>
  endPending(sql, 'evicted', 'age', now, 'recorded_at < ?', before);

/** Evicts the oldest until at most `maxCount` records and `maxBytes` of payload wait. @returns how many */
export function evictExcess(sql: Sql, maxCount: number, maxBytes: number, now: number): number {
  const crossing = (what: 'count' | 'size', max: number) =>
    sql.get<{ id: number; count: number; kept: number }>(
      `SELECT id, count, kept FROM (SELECT id, count, sum(${what}) OVER (ORDER BY id DESC) AS kept FROM record
         WHERE state = 'pending') WHERE kept > ? ORDER BY id DESC LIMIT 1`,
      max,
    );
  let evicted = 0;
  const byCount = crossing('count', maxCount);
  if (byCount) {
    const firstKept = byCount.id + (byCount.kept - maxCount);
    splitBefore(sql, firstKept);
    evicted += endPending(sql, 'evicted', 'count', now, 'id < ?', firstKept);
  }
  const bySize = crossing('size', maxBytes);
  if (bySize) evicted += endPending(sql, 'evicted', 'bytes', now, 'id <= ?', bySize.id);
  return evicted;
}

/** Deletes rows whose story ended: older than `before`, and the oldest beyond `maxCount`. */
export function deleteHistory(sql: Sql, before: number, maxCount: number): void {
  const isEnded = `(state NOT IN ('pending', 'batched')
    OR (state = 'batched' AND batch IN (SELECT id FROM batch WHERE state NOT IN ('pending', 'sending'))))`;
  sql.run(`DELETE FROM record WHERE changed_at < ? AND ${isEnded}`, before);
  const total = sql.get<{ n: number }>('SELECT coalesce(sum(count), 0) AS n FROM record')?.n ?? 0;
  if (total <= maxCount) return;
  sql.run(
    `DELETE FROM record WHERE id IN (SELECT id FROM (SELECT id, sum(count) OVER (ORDER BY id) AS gone FROM record
       WHERE ${isEnded}) WHERE gone <= ?)`,
    total - maxCount,
  );
}

/** Records that a person may look at now: their own, and those that belong to no account. */
export const VISIBLE = `(SELECT id FROM principal WHERE key = ? OR has_account = 0)`;

/** A run as the viewer reads it. */
export interface RunRow {
  readonly id: number;
  readonly count: number;
  readonly category: Category;
  readonly event: string;
  readonly recordedAt: number;
  readonly times: string | null;
  readonly changedAt: number;
  readonly state: RecordState;
  readonly reason: string | null;
  readonly sequence: number | null;
  readonly batch: number | null;
  readonly batchId: string | null;
}
export interface RecordFilter {
  readonly category: Category | null;
  readonly state: RecordState | null;
  readonly beforeId: number | null;
  readonly limit: number;
}

/** Newest first; at most `limit` runs, so at least as many records if there are that many. */
export const listRuns = (sql: Sql, viewer: Principal, filter: RecordFilter): RunRow[] =>
  sql.all<RunRow>(
    `SELECT r.id, r.count, r.category, r.event, r.recorded_at AS recordedAt, r.times, r.sequence, r.batch,
       b.uuid AS batchId,
       iif(r.state = 'batched', b.state, r.state) AS state,
       iif(r.state = 'batched', b.reason, r.reason) AS reason,
       iif(r.state = 'batched', b.changed_at, r.changed_at) AS changedAt
     FROM record AS r LEFT JOIN batch AS b ON b.id = r.batch
     WHERE r.principal IN ${VISIBLE}
       AND (?2 IS NULL OR r.category = ?2)
       AND (?3 IS NULL OR iif(r.state = 'batched', b.state, r.state) = ?3)
       AND (?4 IS NULL OR r.id < ?4)
     ORDER BY r.id DESC LIMIT ?5`,
    principalKey(viewer),
    filter.category,
    filter.state,
    filter.beforeId,
    filter.limit,
  );

export const payloadOf = (sql: Sql, id: number): Uint8Array | undefined =>
  sql.get<{ bytes: Uint8Array }>('SELECT bytes FROM payload WHERE record = ?', id)?.bytes;
