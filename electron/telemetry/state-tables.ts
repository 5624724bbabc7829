/** SQL of what is counted and remembered beside records: usage counters, census, receipts, gates, clock. */
import type { Category } from '../../common/catalogue/types.ts';
import { MAX_COUNT } from '../../common/catalogue/validate.ts';
import type { GateDecision, GateReason } from '../../common/consent/decide.ts';
import type { PolicyOrigin } from '../../common/policies/reading.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import type { ClosingReceipt } from '../../common/telemetry/views.ts';
import type { Sql } from './database.ts';
import { VISIBLE } from './records-table.ts';

export interface CounterRow {
  readonly hour: number;
  readonly event: string;
  readonly field: string;
  readonly value: number;
}

export const raiseCounter = (sql: Sql, principal: number, counter: CounterRow): void =>
  void sql.run(
    `INSERT INTO counter (principal, hour, event, field, value) VALUES (?, ?, ?, ?, min(?, ${MAX_COUNT}))
     ON CONFLICT DO UPDATE SET value = min(value + excluded.value, ${MAX_COUNT})`,
    principal,
    counter.hour,
    counter.event,
    counter.field,
    counter.value,
  );

/** Counters of all hours but `exceptHour` (null: of all). An hour ahead of the clock counts as ended: clocks go back. */
export const endedCounters = (sql: Sql, principal: number, exceptHour: number | null): CounterRow[] =>
  sql.all<CounterRow>(
    `SELECT hour, event, field, value FROM counter WHERE principal = ?1 AND (?2 IS NULL OR hour <> ?2)
     ORDER BY hour, event, field`,
    principal,
    exceptHour,
  );
export const deleteCounters = (sql: Sql, principal: number, hour: number, event: string): void =>
  void sql.run('DELETE FROM counter WHERE principal = ? AND hour = ? AND event = ?', principal, hour, event);
export const purgeCounters = (sql: Sql, principal: number): number =>
  sql.run('DELETE FROM counter WHERE principal = ?', principal);
export const evictCounters = (sql: Sql, beforeHour: number): number =>
  sql.run('DELETE FROM counter WHERE hour < ?', beforeHour);

export interface CensusRow {
  readonly attempts: number;
  readonly failures: number;
  /** UTC days since the epoch of the last census; null before the first. */
  readonly lastDay: number | null;
  readonly lastVersion: string | null;
}
export const readCensus = (sql: Sql): CensusRow =>
  sql.get<CensusRow>(
    'SELECT attempts, failures, last_day AS lastDay, last_version AS lastVersion FROM census WHERE id = 1',
  ) ?? { attempts: 0, failures: 0, lastDay: null, lastVersion: null };
export const raiseSignIns = (sql: Sql, attempts: number, failures: number): void =>
  void sql.run(
    `UPDATE census SET attempts = min(attempts + ?, ${MAX_COUNT}), failures = min(failures + ?, ${MAX_COUNT})`,
    attempts,
    failures,
  );
/** Goes into the same transaction as the record that carries the counters. */
export const resetCensus = (sql: Sql, day: number, version: string): void =>
  void sql.run('UPDATE census SET attempts = 0, failures = 0, last_day = ?, last_version = ?', day, version);

export const readLastSeen = (sql: Sql): number | null =>
  sql.get<{ lastSeen: number | null }>('SELECT last_seen AS lastSeen FROM clock')?.lastSeen ?? null;
export const writeLastSeen = (sql: Sql, now: number): void => void sql.run('UPDATE clock SET last_seen = ?', now);

/** What a lane waits for, by the wall clock, in milliseconds since the epoch; 0: for nothing. */
export interface Wait {
  readonly failures: number;
  readonly backOffUntil: number;
  readonly retryAfterUntil: number;
}
export const readWait = (sql: Sql, category: Category): Wait | undefined =>
  sql.get<Wait>(
    `SELECT failures, back_off_until AS backOffUntil, retry_after_until AS retryAfterUntil FROM wait
     WHERE category = ?`,
    category,
  );
export const writeWait = (sql: Sql, category: Category, wait: Wait): void =>
  void sql.run(
    'INSERT OR REPLACE INTO wait (category, failures, back_off_until, retry_after_until) VALUES (?, ?, ?, ?)',
    category,
    wait.failures,
    wait.backOffUntil,
    wait.retryAfterUntil,
  );

/** The gate is open: its next closing leaves a receipt, and requests no longer count against the last one. */
export function markOpened(sql: Sql, principal: number, category: Category): void {
  sql.run('INSERT OR IGNORE INTO opened (principal, category) VALUES (?, ?)', principal, category);
  sql.run(
    'UPDATE receipt SET is_reopened = 1 WHERE principal = ? AND category = ? AND is_reopened = 0',
    principal,
    category,
  );
}
/** @returns whether it had been open */
export const markClosed = (sql: Sql, principal: number, category: Category): boolean =>
  sql.run('DELETE FROM opened WHERE principal = ? AND category = ?', principal, category) > 0;

export function insertReceipt(
  sql: Sql,
  principal: number,
  category: Category,
  decision: GateDecision,
  counts: Pick<ClosingReceipt, 'at' | 'purged' | 'aborted' | 'mayHaveArrived'>,
): ClosingReceipt {
  const id = sql.insert(
    `INSERT INTO receipt (principal, category, at, reason, by_origin, purged, aborted, may_have_arrived)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    principal,
    category,
    counts.at,
    decision.reason,
    decision.by ? JSON.stringify(decision.by) : null,
    counts.purged,
    counts.aborted,
    counts.mayHaveArrived,
  );
  return { id, category, reason: decision.reason, by: decision.by ?? null, ...counts, requestsSince: 0 };
}

/** The pipeline's check on itself: a request that begins while the last receipt still stands shows in that receipt. */
export const countRequest = (sql: Sql, principal: number, category: Category): void =>
  void sql.run(
    `UPDATE receipt SET requests_since = requests_since + 1
     WHERE principal = ? AND category = ? AND is_reopened = 0`,
    principal,
    category,
  );

export function listReceipts(sql: Sql, viewer: Principal, limit: number): ClosingReceipt[] {
  const rows = sql.all<Omit<ClosingReceipt, 'by' | 'reason'> & { reason: GateReason; by: string | null }>(
    `SELECT id, at, category, reason, by_origin AS by, purged, aborted, may_have_arrived AS mayHaveArrived,
       requests_since AS requestsSince
     FROM receipt WHERE principal IN ${VISIBLE} ORDER BY id DESC LIMIT ?`,
    principalKey(viewer),
    limit,
  );
  return rows.map((row) => ({ ...row, by: row.by === null ? null : (JSON.parse(row.by) as PolicyOrigin) }));
}
