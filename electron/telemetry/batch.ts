/** Makes batches out of what waits: one category, one principal, one body that is built once and kept as it went out. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Category, FieldValues } from '../../common/catalogue/types.ts';
import { encodeBatch } from '../../common/otlp/encode.ts';
import { insertBatch, oldestPending, type OpenBatch, type Passage, type PendingRow } from './batches-table.ts';
import type { Sql } from './database.ts';
import { MAX_BATCH_BYTES, MAX_RECORDS_PER_BATCH } from './limits.ts';

const SECRET_BYTES = 32;

/** @returns null when nothing waits that may travel */
export function makeBatch(sql: Sql, passage: Passage, now: number): OpenBatch | null {
  const pending = oldestPending(sql, passage, MAX_RECORDS_PER_BATCH);
  if (!pending) return null;
  const uuid = randomUUID();
  const secret = randomBytes(SECRET_BYTES);
  const { rows, body } = largestBody(passage.category, uuid, secret, pending.rows);
  return insertBatch(
    sql,
    {
      uuid,
      category: passage.category,
      principal: pending.principal,
      isWhileSignedOut: rows.every((row) => row.isWhileSignedOut === 1),
      secret,
      body,
      recordIds: rows.map((row) => row.id),
    },
    now,
  );
}

/** As many rows as fit; a catalogued record is far smaller than a batch, so one always does. */
function largestBody(
  category: Category,
  batchId: string,
  secret: Uint8Array,
  all: readonly PendingRow[],
): { rows: readonly PendingRow[]; body: string } {
  const erasureHash = createHash('sha256').update(secret).digest('hex');
  let rows = all;
  for (;;) {
    const records = rows.map((row, sequence) => ({
      sequence,
      event: row.event,
      atMs: row.at,
      fields: JSON.parse(row.payload) as FieldValues,
    }));
    const body = JSON.stringify(encodeBatch({ category, batchId, erasureHash, records }));
    if (rows.length === 1 || Buffer.byteLength(body) <= MAX_BATCH_BYTES) return { rows, body };
    rows = rows.slice(0, Math.ceil(rows.length / 2));
  }
}
