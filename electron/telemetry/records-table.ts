/** SQL of principals and records: writing, purging, evicting, and the viewer's queries. Runs inside a transaction. */
import type { Category, FieldValues } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import type { RecordState } from '../../common/telemetry/views.ts';
import type { Sql } from './database.ts';

/** What belongs to no account: recorded while signed out, or left behind by an account that was removed. */
export const NOBODY: Principal = { tenantId: null, accountId: null };

/** A record as it leaves the turn's buffer. */
export interface NewRecord {
  readonly principal: Principal;
  readonly category: Category;
  readonly event: string;
  readonly at: number;
  readonly isWhileSignedOut: boolean;
  readonly fields: FieldValues;
}

/** @returns the principal's row, made when it is new */
export function principalId(sql: Sql, principal: Principal): number {
  const key = principalKey(principal);
  const row = sql.get<{ id: number }>('SELECT id FROM principal WHERE key = ?', key);
  return (
    row?.id ??
    sql.insert('INSERT INTO principal (key, has_account) VALUES (?, ?)', key, principal.accountId === null ? 0 : 1)
  );
}

export function insertRecord(sql: Sql, principal: number, record: NewRecord): number {
  const payload = JSON.stringify(record.fields);
  sql.run(
    `INSERT INTO record (principal, category, event, recorded_at, changed_at, state, is_while_signed_out, size, payload)
     VALUES (?, ?, ?, ?, ?, 'pending', ?, ?, ?)`,
    principal,
    record.category,
    record.event,
    record.at,
    record.at,
    record.isWhileSignedOut ? 1 : 0,
    payload.length,
    payload,
  );
  return payload.length;
}

/** A record whose right ended before it reached the spool: event, time and reason only. */
export function insertPurged(sql: Sql, principal: number, record: NewRecord, reason: string, now: number): void {
  sql.run(
    `INSERT INTO record (principal, category, event, recorded_at, changed_at, state, reason, is_while_signed_out, size)
     VALUES (?, ?, ?, ?, ?, 'purged', ?, ?, 0)`,
    principal,
    record.category,
    record.event,
    record.at,
    now,
    reason,
    record.isWhileSignedOut ? 1 : 0,
  );
}

/** @returns how many records that waited alone were purged */
export const purgePending = (sql: Sql, category: Category, principal: number, reason: string, now: number): number =>
  sql.run(
    `UPDATE record SET state = 'purged', reason = ?, changed_at = ?, payload = NULL, size = 0
     WHERE state = 'pending' AND category = ? AND principal = ?`,
    reason,
    now,
    category,
    principal,
  );

export interface PendingTotals {
  readonly count: number;
  readonly bytes: number;
}
export const pendingTotals = (sql: Sql): PendingTotals =>
  sql.get<PendingTotals>(
    `SELECT count(*) AS count, coalesce(sum(size), 0) AS bytes FROM record WHERE state = 'pending'`,
  ) ?? { count: 0, bytes: 0 };

/** Evicts what is older than `before`. @returns how many */
export const evictOlder = (sql: Sql, before: number, now: number): number =>
  sql.run(
    `UPDATE record SET state = 'evicted', reason = 'age', changed_at = ?, payload = NULL, size = 0
     WHERE state = 'pending' AND recorded_at < ?`,
    now,
    before,
  );

/** Evicts the oldest until at most `maxCount` records and `maxBytes` of payload wait. @returns how many */
export function evictExcess(sql: Sql, maxCount: number, maxBytes: number, now: number): number {
  const evict = (reason: string, lastId: number): number =>
    sql.run(
      `UPDATE record SET state = 'evicted', reason = ?, changed_at = ?, payload = NULL, size = 0
       WHERE state = 'pending' AND id <= ?`,
      reason,
      now,
      lastId,
    );
  const byCount = sql.get<{ id: number }>(
    `SELECT id FROM record WHERE state = 'pending' ORDER BY id DESC LIMIT 1 OFFSET ?`,
    maxCount,
  );
  const evicted = byCount ? evict('count', byCount.id) : 0;
  const bySize = sql.get<{ id: number }>(
    `SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS kept FROM record WHERE state = 'pending')
     WHERE kept > ? ORDER BY id DESC LIMIT 1`,
    maxBytes,
  );
  return evicted + (bySize ? evict('bytes', bySize.id) : 0);
}

/** Deletes rows whose story ended: older than `before`, and the oldest beyond `maxCount`. */
export function deleteHistory(sql: Sql, before: number, maxCount: number): void {
  const isEnded = `(state NOT IN ('pending', 'batched')
    OR (state = 'batched' AND batch IN (SELECT id FROM batch WHERE state NOT IN ('pending', 'sending'))))`;
  sql.run(`DELETE FROM record WHERE changed_at < ? AND ${isEnded}`, before);
  const total = sql.get<{ n: number }>('SELECT count(*) AS n FROM record')?.n ?? 0;
  if (total <= maxCount) return;
  sql.run(
    `DELETE FROM record WHERE id IN (SELECT id FROM record WHERE ${isEnded} ORDER BY id LIMIT ?)`,
    total - maxCount,
  );
}

/** Records that a person may look at now: their own, and those that belong to no account. */
export const VISIBLE = `(SELECT id FROM principal WHERE key = ? OR has_account = 0)`;

export interface RecordRow {
  readonly id: number;
  readonly category: Category;
  readonly event: string;
  readonly recordedAt: number;
  readonly changedAt: number;
  readonly state: RecordState;
  readonly reason: string | null;
  readonly sequence: number | null;
  readonly payload: string | null;
  readonly batch: number | null;
  readonly batchId: string | null;
}
export interface RecordFilter {
  readonly category: Category | null;
  readonly state: RecordState | null;
  readonly beforeId: number | null;
  readonly limit: number;
}

/** Newest first. The fields of a batched record are in its batch's body. */
export const listRecords = (sql: Sql, viewer: Principal, filter: RecordFilter): RecordRow[] =>
  sql.all<RecordRow>(
    `SELECT r.id, r.category, r.event, r.recorded_at AS recordedAt, r.sequence, r.payload, r.batch, b.uuid AS batchId,
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
