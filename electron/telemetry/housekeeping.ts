/** Hourly tidying: what waited too long is evicted, what ended long ago is forgotten, bodies stay below their cap. */
import { deleteOldBodies, evictBatches } from './batches-table.ts';
import type { Sql } from './database.ts';
import {
  MAX_BATCH_AGE_MS,
  MAX_BODY_AGE_MS,
  MAX_BODY_BYTES,
  MAX_HISTORY_AGE_MS,
  MAX_HISTORY_RECORDS,
  MAX_PENDING_AGE_MS,
} from './limits.ts';
import { deleteHistory, evictOlder } from './records-table.ts';
import { evictCounters, writeLastSeen } from './state-tables.ts';
import { utcHour } from './usage.ts';

/**
 * @param mayEvict false while the clock is in doubt: then nothing is judged by its age
 * @returns how many records were evicted
 */
export function tidy(sql: Sql, now: number, mayEvict: boolean): number {
  if (!mayEvict) return 0;
  const evicted = evictOlder(sql, now - MAX_PENDING_AGE_MS, now);
  evictBatches(sql, now - MAX_PENDING_AGE_MS, now);
  evictCounters(sql, utcHour(now - MAX_PENDING_AGE_MS));
  deleteHistory(sql, now - MAX_HISTORY_AGE_MS, MAX_HISTORY_RECORDS);
  deleteOldBodies(sql, {
    bodiesBefore: now - MAX_BODY_AGE_MS,
    batchesBefore: now - MAX_BATCH_AGE_MS,
    maxBytes: MAX_BODY_BYTES,
  });
  sql.run('DELETE FROM receipt WHERE is_reopened = 1 AND at < ?', now - MAX_BATCH_AGE_MS);
  writeLastSeen(sql, now);
  return evicted;
}
