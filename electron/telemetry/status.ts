/** What the viewer shows: counts by state, records with their fields, bodies with their hash. Reads only. */
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CATEGORIES, type Category, type FieldValues } from '../../common/catalogue/types.ts';
import type { RecordsQuery } from '../../common/ipc/contract.ts';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { decodeRequest, type IncomingRecord } from '../../common/otlp/decode.ts';
import { encodeBatch } from '../../common/otlp/encode.ts';
import { PROTOBUF } from '../../common/otlp/types.ts';
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
import { bodyOf, ERASABLE, findBody, type StoredBody } from './batches-table.ts';
import type { Sql } from './database.ts';
import { MAX_RECEIPTS_SHOWN } from './limits.ts';
import { listRuns, payloadOf, VISIBLE, type RunRow } from './records-table.ts';
import { fieldsOfRun, unpackTimes, UnreadableRun } from './runs.ts';
import { listReceipts } from './state-tables.ts';

export function readStatus(sql: Sql, viewer: Principal): Omit<TelemetryStatus, 'spool'> {
  const key = principalKey(viewer);
  // Each part is answered from an index alone: the list may be long, and this is asked after every change.
  const counts = sql.all<{ category: Category; state: RecordState; n: number }>(
    `WITH visible AS MATERIALIZED ${VISIBLE}
     SELECT category, 'pending' AS state, sum(count) AS n FROM record
       WHERE state = 'pending' AND principal IN (SELECT id FROM visible) GROUP BY category
     UNION ALL
     SELECT category, state, sum(count) FROM record
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
  const fieldsInBody = (batch: number): readonly FieldValues[] => {
    let fields = bodies.get(batch);
    if (!fields) bodies.set(batch, (fields = decodedBody(sql, batch)));
    return fields;
  };
  const runs = listRuns(sql, viewer, {
    category: query.category ?? null,
    state: query.state ?? null,
    beforeId: query.beforeId ?? null,
    limit: query.limit,
  });
  const views: RecordView[] = [];
  for (const run of runs) {
    const times = unpackTimes(run.recordedAt, run.times);
    const fields = run.batch === null ? waitingFields(sql, run) : fieldsInBody(run.batch).slice(run.sequence ?? 0);
    for (let n = run.count - 1; n >= 0; n--) {
      const id = run.id + n;
      if (query.beforeId !== undefined && id >= query.beforeId) continue;
      if (views.length === query.limit) return views;
      views.push({
        id,
        category: run.category,
        event: run.event,
        recordedAt: times[n] ?? run.recordedAt,
        state: run.state,
        reason: run.reason,
        fields: fields[n] ?? null,
        batchId: run.batchId,
        sequence: run.sequence === null ? null : run.sequence + n,
        stateChangedAt: run.changedAt,
      });
    }
  }
  return views;
}

function waitingFields(sql: Sql, run: RunRow): readonly FieldValues[] {
  const payload = run.state === 'pending' ? payloadOf(sql, run.id) : undefined;
  if (!payload) return [];
  try {
    return fieldsOfRun(run.category, payload);
  } catch (error) {
    // It is parked as soon as its turn to travel comes.
    if (error instanceof UnreadableRun) return [];
    throw error;
  }
}

/** Fields by sequence, read from the very bytes that went out. */
function decodedBody(sql: Sql, batch: number): readonly FieldValues[] {
  const stored = bodyOf(sql, batch);
  const fields: FieldValues[] = [];
  for (const record of stored ? decoded(stored) : []) fields[record.sequence] = record.fields;
  return fields;
}

function decoded({ body, contentType }: StoredBody): readonly IncomingRecord[] {
  const plain = gunzipSync(body);
  const read = contentType === PROTOBUF ? decodeProtobuf(plain) : decodeRequest(JSON.parse(plain.toString('utf8')));
  return read.ok ? read.value : [];
}

export function readBody(sql: Sql, viewer: Principal, batchId: string): BodyView | null {
  const stored = findBody(sql, viewer, batchId);
  if (!stored) return null;
  const { contentType, sentAt } = stored;
  const bytes = gunzipSync(stored.body);
  return {
    batchId,
    contentType,
    bytesBase64: bytes.toString('base64'),
    rendering: contentType === PROTOBUF ? renderProtobuf(bytes) : bytes.toString('utf8'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
    sentAt,
  };
}

/** The same request as OTLP/HTTP would put it in JSON. */
function renderProtobuf(bytes: Uint8Array): string {
  const read = decodeProtobuf(bytes);
  const [first] = read.ok ? read.value : [];
  if (!read.ok || !first) return '';
  return JSON.stringify(encodeBatch({ ...first, records: read.value }), null, 2);
}
