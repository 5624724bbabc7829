/**
 * Storing records: each (category, batch, sequence) once. The first record of a batch binds its erasure hash; what comes
 * later under another hash is not the same batch and is refused, so nobody can take over the erasure of a batch, nor
 * have another's late copy dropped.
 */
import { timingSafeEqual } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import { bytesOf, hexToBytes, numberOf, uuidToBytes } from './rows.ts';
import type { AppendOutcome, NewRecord } from './store.ts';

/** Category c takes the IDs n × 4 + c: unique over the table, and no hint at what came to other categories between. */
const ID_STRIDE = 4;
type Standing = 'open' | 'erased' | 'conflict';

/** @returns the append step over prepared statements; must be called within a transaction. */
export function prepareAppend(database: DatabaseSync): (records: readonly NewRecord[]) => AppendOutcome {
  const nextId = database.prepare('SELECT next FROM counters WHERE category = ?');
  const saveNextId = database.prepare('INSERT OR REPLACE INTO counters (category, next) VALUES (?, ?)');
  const batchHash = database.prepare('SELECT erasure_hash FROM batches WHERE batch_id = ? AND category = ?');
  const tombstones = database.prepare('SELECT erasure_hash, has_arrived FROM tombstones WHERE batch_id = ?');
  const insertBatch = database.prepare(
    'INSERT INTO batches (batch_id, category, erasure_hash, received_at) VALUES (?, ?, ?, ?)',
  );
  const insertRecord = database.prepare(
    `INSERT INTO records
       (id, category, batch_id, sequence, event, tenant_id, at, received_at, expires_at, key_epoch, fields)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (batch_id, category, sequence) DO NOTHING`,
  );

  function standingOf(record: NewRecord, batchId: Uint8Array): Standing {
    const hash = hexToBytes(record.erasureHash);
    const known = batchHash.get(batchId, record.category);
    if (known) return timingSafeEqual(bytesOf(known, 'erasure_hash'), hash) ? 'open' : 'conflict';
    const graves = tombstones.all(batchId);
    if (graves.some((grave) => timingSafeEqual(bytesOf(grave, 'erasure_hash'), hash))) return 'erased';
    // A tombstone for a batch that never came may be anybody's guess: it must not stop the real one.
    if (graves.some((grave) => numberOf(grave, 'has_arrived') === 1)) return 'conflict';
    insertBatch.run(batchId, record.category, hash, record.receivedAtMs);
    return 'open';
  }

  return (records) => {
    const standings = new Map<string, { standing: Standing; batchId: Uint8Array }>();
    const ids = new Map<Category, number>();
    const conflicts: NewRecord[] = [];
    let [stored, duplicates, erased] = [0, 0, 0];
    for (const record of records) {
      const { category } = record;
      const key = `${category} ${record.batchId} ${record.erasureHash}`;
      let batch = standings.get(key);
      if (!batch) {
        const bytes = uuidToBytes(record.batchId);
        standings.set(key, (batch = { standing: standingOf(record, bytes), batchId: bytes }));
      }
      const { standing, batchId } = batch;
      if (standing === 'erased') erased += 1;
      else if (standing === 'conflict') conflicts.push(record);
      else {
        const next = ids.get(category) ?? numberOf(nextId.get(category) ?? { next: 1 }, 'next');
        const isNew =
          insertRecord.run(
            next * ID_STRIDE + CATEGORIES.indexOf(category),
            category,
            batchId,
            record.sequence,
            record.event,
            record.tenantId,
            record.atMs,
            record.receivedAtMs,
            record.expiresAtMs,
            record.keyEpoch,
            JSON.stringify(record.fields),
          ).changes === 1;
        if (isNew) stored += 1;
        else duplicates += 1;
        ids.set(category, isNew ? next + 1 : next);
      }
    }
    for (const [category, next] of ids) saveNextId.run(category, next);
    return { stored, duplicates, erased, conflicts };
  };
}
