/** What the viewer shows: counts by state, records with their fields, bodies with their hash. Reads only. */
import { createHash } from 'node:crypto';
import { CATEGORIES, type Category, type FieldValues } from '../../common/catalogue/types.ts';
import type { RecordsQuery } from '../../common/ipc/contract.ts';
import { decodeRequest } from '../../common/otlp/decode.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import {
  RECORD_STATES,
  type BodyView,
  type CategoryStatus,
  type RecordState,
  type RecordView,
  type StateCounts,
  type TelemetryStatus,
} from '../../common/telemetry/views.ts';
import { ERASABLE, findBody } from './batches-table.ts';
import type { Sql } from './database.ts';
import { MAX_RECEIPTS_SHOWN } from './limits.ts';
import { listRecords, VISIBLE } from './records-table.ts';
import { listReceipts } from './state-tables.ts';

export function readStatus(sql: Sql, viewer: Principal): Omit<TelemetryStatus, 'spool'> {
  const key = principalKey(viewer);
  // Each part is answered from an index alone: the list may be long, and this is asked after every change.
  const counts = sql.all<{ category: Category; state: RecordState; n: number }>(
    `WITH visible AS MATERIALIZED ${VISIBLE}
     SELECT category, 'pending' AS state, count(*) AS n FROM record
       WHERE state = 'pending' AND principal IN (SELECT id FROM visible) GROUP BY category
     UNION ALL
     SELECT category, state, count(*) FROM record
       WHERE state NOT IN ('pending', 'batched') AND principal IN (SELECT id FROM visible) GROUP BY category, state
     UNION ALL
     SELECT category, state, sum(record_count) FROM batch
       WHERE principal IN (SELECT id FROM visible) GROUP BY category, state`,
    key,
  );
  const batches = sql.all<{ category: Category; lastSentAt: number | null; erasable: number }>(
    `SELECT category, max(iif(state IN ('sent', 'erased'), sent_at, NULL)) AS lastSentAt,
       count(*) FILTER (WHERE ${ERASABLE}) AS erasable
     FROM batch WHERE principal IN ${VISIBLE} GROUP BY category`,
    key,
  );
  const statusOf = (category: Category): CategoryStatus => {
    const own = batches.find((row) => row.category === category);
    const sums = Object.fromEntries(RECORD_STATES.map((state) => [state, 0])) as { [S in RecordState]: number };
    for (const row of counts) if (row.category === category) sums[row.state] += row.n;
    return { counts: sums, lastSentAt: own?.lastSentAt ?? null, erasableBatches: own?.erasable ?? 0 };
  };
  return {
    categories: Object.fromEntries(CATEGORIES.map((c) => [c, statusOf(c)])) as TelemetryStatus['categories'],
    receipts: listReceipts(sql, viewer, MAX_RECEIPTS_SHOWN),
  };
}

export function noStatus(): Omit<TelemetryStatus, 'spool'> {
  const counts = Object.fromEntries(RECORD_STATES.map((state) => [state, 0])) as StateCounts;
  const none: CategoryStatus = { counts, lastSentAt: null, erasableBatches: 0 };
  return { categories: { census: none, usage: none, error: none }, receipts: [] };
}

export function readRecords(sql: Sql, viewer: Principal, query: RecordsQuery): RecordView[] {
  const bodies = new Map<number, readonly FieldValues[]>();
  const fieldsInBody = (batch: number, sequence: number): FieldValues | null => {
    let fields = bodies.get(batch);
    if (!fields) bodies.set(batch, (fields = decodedBody(sql, batch)));
    return fields[sequence] ?? null;
  };
  const rows = listRecords(sql, viewer, {
    category: query.category ?? null,
    state: query.state ?? null,
    beforeId: query.beforeId ?? null,
    limit: query.limit,
  });
  return rows.map((row) => ({
    id: row.id,
    category: row.category,
    event: row.event,
    recordedAt: row.recordedAt,
    state: row.state,
    reason: row.reason,
    fields:
      row.payload !== null
        ? (JSON.parse(row.payload) as FieldValues)
        : row.batch !== null && row.sequence !== null
          ? fieldsInBody(row.batch, row.sequence)
          : null,
    batchId: row.batchId,
    sequence: row.sequence,
    stateChangedAt: row.changedAt,
  }));
}

/** Fields by sequence, read from the very bytes that went out. */
function decodedBody(sql: Sql, batch: number): readonly FieldValues[] {
  const row = sql.get<{ body: string | null }>('SELECT body FROM batch WHERE id = ?', batch);
  if (!row?.body) return [];
  const decoded = decodeRequest(JSON.parse(row.body) as unknown);
  if (!decoded.ok) return [];
  const fields: FieldValues[] = [];
  for (const record of decoded.value) fields[record.sequence] = record.fields;
  return fields;
}

export function readBody(sql: Sql, viewer: Principal, batchId: string): BodyView | null {
  const found = findBody(sql, viewer, batchId);
  if (!found) return null;
  return { batchId, ...found, sha256: createHash('sha256').update(found.text).digest('hex') };
}
