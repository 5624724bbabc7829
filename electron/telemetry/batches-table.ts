/** SQL of batches: from making one to its last state. Runs inside a transaction. */
import type { Category } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import type { Sql } from './database.ts';
import { splitBefore, VISIBLE } from './records-table.ts';

export interface OpenBatch {
  readonly id: number;
  readonly principal: number;
  readonly isWhileSignedOut: 0 | 1;
  readonly mayHaveArrived: 0 | 1;
  readonly recordCount: number;
  /** Gzipped, as it goes out. */
  readonly body: Uint8Array;
  readonly contentType: string;
}
/** A run that waits. */
export interface PendingRun {
  readonly id: number;
  readonly count: number;
  readonly size: number;
  readonly isWhileSignedOut: 0 | 1;
}
export interface NewBatch {
  readonly uuid: string;
  readonly category: Category;
  readonly principal: number;
  readonly isWhileSignedOut: boolean;
  readonly secret: Uint8Array;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly runs: readonly PendingRun[];
}

/** What one lane may carry now. `principal` null: that of any principal (census). */
export interface Passage {
  readonly category: Category;
  readonly principal: number | null;
  readonly onlyWhileSignedOut: boolean;
}

/** The oldest batch that is not finished, whether it waits or its request was cut off by the end of the process. */
export const nextBatch = (sql: Sql, passage: Passage): OpenBatch | undefined =>
  sql.get<OpenBatch>(
    `SELECT id, principal, is_while_signed_out AS isWhileSignedOut, may_have_arrived AS mayHaveArrived,
       record_count AS recordCount, body, content_type AS contentType
     FROM batch WHERE state IN ('pending', 'sending') AND category = ?1 AND (?2 IS NULL OR principal = ?2)
       AND is_while_signed_out >= ?3 ORDER BY id LIMIT 1`,
    passage.category,
    passage.principal,
    passage.onlyWhileSignedOut ? 1 : 0,
  );

/** The oldest runs that wait, all of one principal, as many as fit into one batch. */
export function oldestPending(
  sql: Sql,
  passage: Passage,
  max: { readonly records: number; readonly bytes: number },
): { principal: number; runs: readonly PendingRun[]; hasMore: boolean } | null {
  const first = sql.get<{ principal: number }>(
    `SELECT principal FROM record WHERE state = 'pending' AND category = ?1 AND (?2 IS NULL OR principal = ?2)
       AND is_while_signed_out >= ?3 ORDER BY id LIMIT 1`,
    passage.category,
    passage.principal,
    passage.onlyWhileSignedOut ? 1 : 0,
  );
  if (!first) return null;
  const candidates = sql.all<PendingRun>(
    `SELECT id, count, size, is_while_signed_out AS isWhileSignedOut FROM record
     WHERE state = 'pending' AND category = ? AND principal = ? AND is_while_signed_out >= ? ORDER BY id LIMIT ?`,
    passage.category,
    first.principal,
    passage.onlyWhileSignedOut ? 1 : 0,
    max.records,
  );
  let [records, bytes] = [0, 0];
  const tooMany = candidates.findIndex(({ count, size }) => {
    records += count;
    bytes += size;
    return records > max.records || bytes > max.bytes;
  });
  const runs = tooMany > 0 ? candidates.slice(0, tooMany) : candidates;
  // For census, records of another principal may wait as well.
  return { principal: first.principal, runs, hasMore: tooMany > 0 || passage.principal === null };
}

/**
 * Writes the batch and takes the payloads of its runs away.
 * @returns null when one of them does not wait any more: its gate has closed meanwhile
 */
export function insertBatch(sql: Sql, batch: NewBatch, now: number): OpenBatch | null {
  const isWaiting = ({ id, count }: PendingRun): boolean =>
    sql.get(`SELECT 1 FROM record WHERE id = ? AND count = ? AND state = 'pending'`, id, count) !== undefined;
  if (!batch.runs.every(isWaiting)) return null;
  const recordCount = batch.runs.reduce((sum, { count }) => sum + count, 0);
  const id = sql.insert(
    `INSERT INTO batch (uuid, principal, category, state, is_while_signed_out, secret, record_count, size, made_at,
       changed_at, content_type, body) VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?)`,
    batch.uuid,
    batch.principal,
    batch.category,
    batch.isWhileSignedOut ? 1 : 0,
    batch.secret,
    recordCount,
    batch.body.length,
    now,
    now,
    batch.contentType,
    batch.body,
  );
  let sequence = 0;
  for (const run of batch.runs) {
    sql.run(`UPDATE record SET state = 'batched', batch = ?, sequence = ? WHERE id = ?`, id, sequence, run.id);
    sql.run('DELETE FROM payload WHERE record = ?', run.id);
    sequence += run.count;
  }
  return {
    id,
    principal: batch.principal,
    isWhileSignedOut: batch.isWhileSignedOut ? 1 : 0,
    mayHaveArrived: 0,
    recordCount,
    body: batch.body,
    contentType: batch.contentType,
  };
}

/**
 * Committed before the first byte goes out: after a crash, the batch is known to be possibly there.
 * @returns false when its story ended meanwhile (closed, by whomever); it must then not be sent
 */
export const markSending = (sql: Sql, id: number, now: number): boolean =>
  sql.run(
    `UPDATE batch SET state = 'sending', reason = NULL, may_have_arrived = 1, sent_at = ?, changed_at = ?
     WHERE id = ? AND state IN ('pending', 'sending')`,
    now,
    now,
    id,
  ) === 1;

/** The request ended without a final answer. `mayHaveArrived`: false only when the service itself said "not now". */
export function markWaiting(sql: Sql, id: number, reason: string, mayHaveArrived: boolean, now: number): void {
  sql.run(
    `UPDATE batch SET state = 'pending', reason = ?, may_have_arrived = ?, changed_at = ?,
       sent_at = iif(?2, sent_at, NULL) WHERE id = ?4 AND state = 'sending'`,
    reason,
    mayHaveArrived ? 1 : 0,
    now,
    id,
  );
}

export function markSent(
  sql: Sql,
  id: number,
  refused: readonly { readonly sequence: number; readonly reason: string }[],
  now: number,
): void {
  let refusedCount = 0;
  for (const { sequence, reason } of refused) {
    const run = sql.get<{ id: number; sequence: number }>(
      `SELECT id, sequence FROM record
       WHERE batch = ?1 AND sequence <= ?2 AND sequence + count > ?2 AND state = 'batched'`,
      id,
      sequence,
    );
    if (!run) continue;
    const recordId = run.id + (sequence - run.sequence);
    splitBefore(sql, recordId);
    splitBefore(sql, recordId + 1);
    refusedCount += sql.run(
      `UPDATE record SET state = 'refused', reason = ?, changed_at = ? WHERE id = ?`,
      reason,
      now,
      recordId,
    );
  }
  sql.run(
    `UPDATE batch SET state = 'sent', reason = NULL, record_count = record_count - ?, changed_at = ?
     WHERE id = ? AND state = 'sending'`,
    refusedCount,
    now,
    id,
  );
}

export function markRefused(sql: Sql, id: number, reason: string, now: number): void {
  sql.run(
    `UPDATE batch SET state = 'refused', reason = ?, may_have_arrived = 0, changed_at = ?
     WHERE id = ? AND state = 'sending'`,
    reason,
    now,
    id,
  );
}

/** Ends all open batches of a closed gate. @returns records that were purged and that may have arrived */
export function closeBatches(
  sql: Sql,
  category: Category,
  principal: number,
  reason: string,
  now: number,
): { purged: number; mayHaveArrived: number } {
  const open = `state IN ('pending', 'sending') AND category = ? AND principal = ?`;
  const arrived = sql.get<{ n: number }>(
    `SELECT coalesce(sum(record_count), 0) AS n FROM batch WHERE ${open} AND may_have_arrived = 1`,
    category,
    principal,
  );
  sql.run(
    `UPDATE batch SET state = 'may-have-arrived', reason = ?, changed_at = ? WHERE may_have_arrived = 1
       AND state IN ('pending', 'sending') AND category = ? AND principal = ?`,
    reason,
    now,
    category,
    principal,
  );
  const inBatches = `batch IN (SELECT id FROM batch WHERE ${open})`;
  const purged = sql.get<{ n: number }>(
    `SELECT coalesce(sum(count), 0) AS n FROM record WHERE ${inBatches}`,
    category,
    principal,
  );
  sql.run(
    `UPDATE record SET state = 'purged', reason = ?, changed_at = ?, batch = NULL, sequence = NULL, size = 0
     WHERE ${inBatches}`,
    reason,
    now,
    category,
    principal,
  );
  sql.run(`DELETE FROM batch WHERE ${open}`, category, principal);
  return { purged: purged?.n ?? 0, mayHaveArrived: arrived?.n ?? 0 };
}

/** A batch that could not be delivered in time. */
export function evictBatches(sql: Sql, before: number, now: number): void {
  const old = `state = 'pending' AND made_at < ?`;
  sql.run(
    `UPDATE batch SET state = 'may-have-arrived', reason = 'age', changed_at = ? WHERE may_have_arrived = 1 AND ${old}`,
    now,
    before,
  );
  sql.run(`UPDATE batch SET state = 'evicted', reason = 'age', changed_at = ?, body = NULL WHERE ${old}`, now, before);
}

/** Deletes bodies beyond age and bytes, the oldest first, and batches that the service no longer holds either. */
export function deleteOldBodies(
  sql: Sql,
  limits: { bodiesBefore: number; batchesBefore: number; maxBytes: number },
): void {
  const ended = `state NOT IN ('pending', 'sending')`;
  sql.run(`UPDATE batch SET body = NULL WHERE body IS NOT NULL AND changed_at < ? AND ${ended}`, limits.bodiesBefore);
  sql.run(
    `DELETE FROM batch WHERE changed_at < ? AND ${ended} AND NOT EXISTS (SELECT 1 FROM record WHERE batch = batch.id)`,
    limits.batchesBefore,
  );
  dropExcessBodies(sql, limits.maxBytes);
}

export function dropExcessBodies(sql: Sql, maxBytes: number): void {
  sql.run(
    `UPDATE batch SET body = NULL WHERE state NOT IN ('pending', 'sending') AND id IN (
       SELECT id FROM (SELECT id, sum(size) OVER (ORDER BY id DESC) AS kept FROM batch WHERE body IS NOT NULL)
       WHERE kept > ?)`,
    maxBytes,
  );
}

/** Batches whose erasure can be asked for. */
export const ERASABLE = `state IN ('sent', 'may-have-arrived')`;
export const erasableBatches = (
  sql: Sql,
  category: Category,
  viewer: Principal,
): { id: number; uuid: string; secret: Uint8Array }[] =>
  sql.all(
    `SELECT id, uuid, secret FROM batch WHERE principal IN ${VISIBLE} AND category = ? AND ${ERASABLE} ORDER BY id`,
    principalKey(viewer),
    category,
  );

export function markErased(sql: Sql, id: number, now: number): void {
  sql.run(`UPDATE batch SET state = 'erased', reason = NULL, body = NULL, changed_at = ? WHERE id = ?`, now, id);
  // Records of it that were refused alone go with it: their payload was in the same body.
}

export interface StoredBody {
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly sentAt: number | null;
}
export const findBody = (sql: Sql, viewer: Principal, uuid: string): StoredBody | undefined =>
  sql.get(
    `SELECT body, content_type AS contentType, sent_at AS sentAt FROM batch
     WHERE principal IN ${VISIBLE} AND uuid = ? AND body IS NOT NULL`,
    principalKey(viewer),
    uuid,
  );
export const bodyOf = (sql: Sql, id: number): StoredBody | undefined =>
  sql.get(
    'SELECT body, content_type AS contentType, sent_at AS sentAt FROM batch WHERE id = ? AND body IS NOT NULL',
    id,
  );
