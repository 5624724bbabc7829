/** Erasing batches on presentation of their secret, and forgetting what is past its time. */
import { timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { BATCH_IDENTITY_MS, HOUR_MS } from '../limits.ts';
import { bytesOf, hexToBytes, numberOf, textOf, uuidToBytes } from './rows.ts';
import type { ErasureClaim, ErasureResult } from './store.ts';

/** Rows that one transaction of the purge touches, so that uploads get their turn in between. */
export const PURGE_CHUNK = 2_000;

/**
 * @returns the erasure step, to be called within a transaction. It answers null when the batch never came and no more
 * such can be remembered: anybody can ask for those, and what asks in earnest asks again.
 */
export function prepareErase(
  database: DatabaseSync,
  maxUnclaimedTombstones: number,
): (claim: ErasureClaim, nowMs: number) => ErasureResult | null {
  const batches = database.prepare('SELECT category, erasure_hash FROM batches WHERE batch_id = ?');
  const tombstones = database.prepare('SELECT erasure_hash, has_arrived FROM tombstones WHERE batch_id = ?');
  const countRecords = database.prepare(
    'SELECT count(*) AS records FROM records WHERE batch_id = ? AND category = ? AND fields IS NOT NULL',
  );
  const deleteRecords = database.prepare('DELETE FROM records WHERE batch_id = ? AND category = ?');
  const deleteBatch = database.prepare('DELETE FROM batches WHERE batch_id = ? AND category = ?');
  const countUnclaimed = database.prepare('SELECT count(*) AS graves FROM tombstones WHERE has_arrived = 0');
  const bury = database.prepare(
    `INSERT INTO tombstones (batch_id, erasure_hash, created_at, has_arrived) VALUES (?, ?, ?, ?)
     ON CONFLICT (batch_id, erasure_hash) DO UPDATE SET has_arrived = max(has_arrived, excluded.has_arrived)`,
  );

  return (claim, nowMs) => {
    const batchId = uuidToBytes(claim.batchId);
    const hash = hexToBytes(claim.erasureHash);
    // To the hour: batches of several categories that are erased together must not be linked by the time.
    const buriedAtMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
    const result = (outcome: ErasureResult['outcome'], records = 0): ErasureResult => ({
      batchId: claim.batchId,
      outcome,
      records,
    });

    const arrived = batches.all(batchId);
    const granted = arrived.filter((row) => timingSafeEqual(bytesOf(row, 'erasure_hash'), hash));
    if (granted.length > 0) {
      let records = 0;
      for (const row of granted) {
        const category = textOf(row, 'category');
        records += numberOf(countRecords.get(batchId, category) ?? {}, 'records');
        deleteRecords.run(batchId, category);
        deleteBatch.run(batchId, category);
      }
      bury.run(batchId, hash, buriedAtMs, 1);
      return result('erased', records);
    }
    const graves = tombstones.all(batchId);
    if (graves.some((row) => timingSafeEqual(bytesOf(row, 'erasure_hash'), hash))) return result('erased');
    if (arrived.length > 0 || graves.some((row) => numberOf(row, 'has_arrived') === 1)) return result('refused');
    if (numberOf(countUnclaimed.get() ?? {}, 'graves') >= maxUnclaimedTombstones) return null;
    bury.run(batchId, hash, buriedAtMs, 0);
    return result('erased');
  };
}

/** @returns one bounded step of the purge; it is done when nothing was touched. Must be called within a transaction. */
export function preparePurge(database: DatabaseSync): (nowMs: number) => { expired: number; forgottenBatches: number } {
  const expire = database.prepare(
    `UPDATE records SET fields = NULL, event = '', tenant_id = NULL, at = 0, key_epoch = 0 WHERE id IN
       (SELECT id FROM records WHERE fields IS NOT NULL AND expires_at <= ? LIMIT ${PURGE_CHUNK})`,
  );
  const forgettable = database.prepare(
    `SELECT batch_id, category FROM batches WHERE received_at <= ? AND NOT EXISTS
       (SELECT 1 FROM records WHERE records.batch_id = batches.batch_id AND records.category = batches.category
          AND fields IS NOT NULL)
     LIMIT ${PURGE_CHUNK}`,
  );
  const deleteRecords = database.prepare('DELETE FROM records WHERE batch_id = ? AND category = ?');
  const deleteBatch = database.prepare('DELETE FROM batches WHERE batch_id = ? AND category = ?');
  const exhume = database.prepare('DELETE FROM tombstones WHERE created_at <= ?');

  return (nowMs) => {
    const expired = Number(expire.run(nowMs).changes);
    const past = forgettable.all(nowMs - BATCH_IDENTITY_MS);
    for (const row of past) {
      deleteRecords.run(bytesOf(row, 'batch_id'), textOf(row, 'category'));
      deleteBatch.run(bytesOf(row, 'batch_id'), textOf(row, 'category'));
    }
    exhume.run(nowMs - BATCH_IDENTITY_MS);
    return { expired, forgottenBatches: past.length };
  };
}
