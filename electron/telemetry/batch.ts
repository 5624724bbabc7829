/** Makes batches out of what waits: one category, one principal, one body that is built once and kept as it went out. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { encodeRequest } from '../../common/otlp/encode-protobuf.ts';
import { createWireWriter } from '../../common/otlp/wire-writer.ts';
import { PROTOBUF } from '../../common/otlp/types.ts';
import { oldestPending, type NewBatch, type Passage, type PendingRun } from './batches-table.ts';
import type { Sql } from './database.ts';
import { MAX_BATCH_BYTES, MAX_RECORDS_PER_BATCH } from './limits.ts';
import { payloadOf, refuseUnreadable } from './records-table.ts';
import { recordsOfRun, UnreadableRun } from './runs.ts';

const SECRET_BYTES = 32;
const requestWriter = createWireWriter();

/** A batch before it is gzipped and written. */
export type BatchDraft = Omit<NewBatch, 'body'> & {
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Not all that waits found a place. */
  readonly hasMore: boolean;
};

/** @returns null when nothing waits that may travel */
export function draftBatch(sql: Sql, passage: Passage, now: number): BatchDraft | null {
  for (;;) {
    const pending = oldestPending(sql, passage, { records: MAX_RECORDS_PER_BATCH, bytes: MAX_BATCH_BYTES });
    if (!pending) return null;
    const { runs, records } = readable(sql, pending.runs, now);
    if (runs.length === 0) continue;
    const { category } = passage;
    const uuid = randomUUID();
    const secret = randomBytes(SECRET_BYTES);
    requestWriter.clear();
    const erasureHash = createHash('sha256').update(secret).digest('hex');
    return {
      uuid,
      category,
      principal: pending.principal,
      isWhileSignedOut: runs.every((run) => run.isWhileSignedOut === 1),
      secret,
      contentType: PROTOBUF,
      plain: encodeRequest({ category, batchId: uuid, erasureHash }, records, requestWriter),
      runs,
      hasMore: pending.hasMore,
    };
  }
}

/** Parks runs whose bytes are damaged, so that they hold up no others. */
function readable(
  sql: Sql,
  all: readonly PendingRun[],
  now: number,
): { runs: PendingRun[]; records: readonly Uint8Array[] } {
  const runs: PendingRun[] = [];
  const records: Uint8Array[] = [];
  for (const run of all) {
    const own = recordsOrNull(payloadOf(sql, run.id));
    if (own?.length !== run.count) refuseUnreadable(sql, run.id, now);
    else {
      runs.push(run);
      records.push(...own);
    }
  }
  return { runs, records };
}

function recordsOrNull(payload: Uint8Array | undefined): readonly Uint8Array[] | null {
  try {
    return payload ? recordsOfRun(payload) : null;
  } catch (error) {
    if (error instanceof UnreadableRun) return null;
    throw error;
  }
}
