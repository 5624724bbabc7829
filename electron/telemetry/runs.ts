/**
 * A run: records of one event, one principal and one event-loop turn, kept as one row. Its records are encoded when they
 * are written, each with its length in front, so a batch is made by putting bytes together.
 */
import type { Category, FieldValues } from '../../common/catalogue/types.ts';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { encodeLogRecord, encodeRequest } from '../../common/otlp/encode-protobuf.ts';
import { createWireWriter } from '../../common/otlp/wire-writer.ts';
import type { Principal } from '../../common/principal.ts';
import { MAX_RECORDS_PER_BATCH, MAX_RUN_BYTES } from './limits.ts';

/** A record as it leaves the turn's buffer. */
export interface NewRecord {
  readonly principal: Principal;
  readonly category: Category;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isWhileSignedOut: boolean;
  readonly fields: FieldValues;
  /** Attributes that were encoded before, to which `fields` are added. */
  readonly shared?: Uint8Array | null;
}
export type RunHead = Pick<NewRecord, 'category' | 'event' | 'isWhileSignedOut'>;
export interface EncodedRun extends RunHead {
  readonly times: readonly number[];
  readonly payload: Uint8Array;
}

const recordWriter = createWireWriter();
const runWriter = createWireWriter(MAX_RUN_BYTES);

/** Sorts records into runs in the order in which each kind first came; none is larger than a batch may be. */
export function encodeRuns(records: readonly NewRecord[]): EncodedRun[] {
  const runs: EncodedRun[] = [];
  // Nothing of one that failed half-way may get into the next.
  recordWriter.clear();
  runWriter.clear();
  for (const own of Map.groupBy(records, kindOf).values()) {
    const [head] = own;
    if (!head) continue;
    const { category, event, isWhileSignedOut } = head;
    let times: number[] = [];
    let size = 0;
    const finish = (): void => {
      runs.push({ category, event, isWhileSignedOut, times, payload: runWriter.take() });
      [times, size] = [[], 0];
    };
    for (const { at, fields, shared } of own) {
      const bytes = encodeLogRecord(category, { event, atMs: at, fields }, shared ?? null, recordWriter);
      if (size > 0 && !fits(times.length + 1, size + bytes.length)) finish();
      const mark = runWriter.begin();
      runWriter.raw(bytes);
      runWriter.end(mark);
      times.push(at);
      size += bytes.length;
    }
    finish();
  }
  return runs;
}

/** Puts runs of a kind together, as long as the whole still fits into one batch. */
export function mergeRuns(small: readonly EncodedRun[]): EncodedRun[] {
  const merged: EncodedRun[] = [];
  for (const own of Map.groupBy(small, kindOf).values()) {
    let group: EncodedRun[] = [];
    let [count, size] = [0, 0];
    for (const run of own) {
      if (group.length > 0 && !fits(count + run.times.length, size + run.payload.length)) {
        merged.push(joined(group));
        [group, count, size] = [[], 0, 0];
      }
      group.push(run);
      count += run.times.length;
      size += run.payload.length;
    }
    merged.push(joined(group));
  }
  return merged;
}

function joined(group: readonly EncodedRun[]): EncodedRun {
  const [first] = group;
  if (!first) throw new Error('nothing to join');
  if (group.length === 1) return first;
  for (const { payload } of group) runWriter.raw(payload);
  return { ...first, times: group.flatMap(({ times }) => times), payload: runWriter.take() };
}

const fits = (count: number, size: number): boolean => count <= MAX_RECORDS_PER_BATCH && size <= MAX_RUN_BYTES;
const kindOf = ({ event, isWhileSignedOut }: RunHead): string => (isWhileSignedOut ? `${event} ` : event);

/** The encoded records of a run, as views into it. @throws when it is not what `encodeRuns` wrote */
export function recordsOfRun(payload: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < payload.length;) {
    let length = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = payload[at++];
      if (byte === undefined || factor > MAX_LENGTH_FACTOR) throw new UnreadableRun();
      length += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    if (length > payload.length - at) throw new UnreadableRun();
    records.push(payload.subarray(at, at + length));
    at += length;
  }
  return records;
}

const MAX_LENGTH_FACTOR = 128 ** 3;
/** The bytes of a run are not what was once written. */
export class UnreadableRun extends Error {}

/** What the records of a run say, read as the service would read it. */
export function fieldsOfRun(category: Category, payload: Uint8Array): readonly FieldValues[] {
  const head = { category, batchId: NO_BATCH_ID, erasureHash: NO_HASH };
  const decoded = decodeProtobuf(encodeRequest(head, recordsOfRun(payload)));
  return decoded.ok ? decoded.value.map(({ fields }) => fields) : [];
}
const NO_BATCH_ID = '00000000-0000-4000-8000-000000000000';
const NO_HASH = '0'.repeat(64);

/** `times` of a row: milliseconds after the first record; null when there is one record only. */
export const packTimes = (times: readonly number[]): string | null =>
  times.length === 1 ? null : JSON.stringify(times.map((at) => at - (times[0] ?? 0)));
export const unpackTimes = (first: number, packed: string | null): number[] =>
  packed === null ? [first] : (JSON.parse(packed) as number[]).map((after) => first + after);
