/** What the client shows of its telemetry: the states of a record, receipts, and rows for the viewer. */
import type { Category, FieldValues } from '../catalogue/types.ts';
import type { GateReason } from '../consent/decide.ts';
import type { PolicyOrigin } from '../policies/reading.ts';

/**
 * - `pending`: recorded, waits.
 * - `sending`: its request has begun and is not answered.
 * - `sent`: the service stored it.
 * - `may-have-arrived`: the gate closed between request and answer; never sent again, erasure is offered.
 * - `refused`: the service said no for good (parked).
 * - `purged`: deleted here because the right ended; payload gone. `evicted`: deleted for age, count or size.
 * - `erased`: the service confirmed its erasure.
 */
export const RECORD_STATES = [
  'pending',
  'sending',
  'sent',
  'may-have-arrived',
  'refused',
  'purged',
  'evicted',
  'erased',
] as const;
export type RecordState = (typeof RECORD_STATES)[number];
export type StateCounts = { readonly [S in RecordState]: number };

export interface RecordView {
  readonly id: number;
  readonly category: Category;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
  readonly state: RecordState;
  /** Why it is in that state, when there is something to say (a refusal's reason, the purge's cause). */
  readonly reason: string | null;
  /** Null once purged, evicted or erased. */
  readonly fields: FieldValues | null;
  readonly batchId: string | null;
  readonly sequence: number | null;
  readonly stateChangedAt: number;
}

/** A batch as it went (or will go) out, before gzip. */
export interface BodyView {
  readonly batchId: string;
  /** Of the bytes: `application/x-protobuf`; `application/json` of batches that were made before. */
  readonly contentType: string;
  /** The exact bytes. */
  readonly bytesBase64: string;
  /** What the bytes say, decoded for reading. Not what was sent. */
  readonly rendering: string;
  /** SHA-256 (hex) of the bytes. */
  readonly sha256: string;
  readonly sentAt: number | null;
}

/** Left behind by each closing of a gate. */
export interface ClosingReceipt {
  readonly id: number;
  readonly at: number;
  readonly category: Category;
  readonly reason: GateReason;
  readonly by: PolicyOrigin | null;
  /** Records deleted on this device before they were sent. */
  readonly purged: number;
  /** Requests that were cut off. */
  readonly aborted: number;
  /** Records of those requests: the service may have them. */
  readonly mayHaveArrived: number;
  /** Requests of this category that began since; stays 0. */
  readonly requestsSince: number;
}

export interface ErasureReceipt {
  readonly at: number;
  readonly batches: number;
  readonly erased: number;
  readonly refused: number;
}

/** One category at a glance. */
export interface CategoryStatus {
  readonly counts: StateCounts;
  readonly lastSentAt: number | null;
  /** Batches that the service holds or may hold and whose erasure can be asked for. */
  readonly erasableBatches: number;
}
export type TelemetryStatus = {
  readonly categories: { readonly [C in Category]: CategoryStatus };
  /** The most recent closing of error reporting or usage, newest first; at most 20. */
  readonly receipts: readonly ClosingReceipt[];
  /** `unavailable`: records cannot be written now (full or read-only disk); the app works on. */
  readonly spool: 'ok' | 'unavailable';
};
