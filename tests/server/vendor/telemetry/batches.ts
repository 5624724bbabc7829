/** Uploads as a client makes them: batches from the catalogue's own examples, and their secrets. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { fieldsOf, isEventName, type EventName } from '../../../../common/catalogue/catalogue.ts';
import type { Category, FieldValues } from '../../../../common/catalogue/types.ts';
import { encodeBatch, type OutgoingBatch, type OutgoingRecord } from '../../../../common/otlp/encode.ts';
import type { OtlpLogsRequest } from '../../../../common/otlp/types.ts';

export const SOME_EVENT = {
  census: 'census.device',
  usage: 'usage.communication',
  error: 'error.exception',
} as const satisfies Record<Category, EventName>;

/** Every field of the event with the catalogue's example, changed by `changes`; undefined leaves a field out. */
export function exampleFields(event: EventName, changes: Record<string, unknown> = {}): FieldValues {
  const fields: Record<string, unknown> = Object.fromEntries(fieldsOf(event).map(([name, f]) => [name, f.example]));
  return Object.fromEntries(
    Object.entries({ ...fields, ...changes }).filter(([, value]) => value !== undefined),
  ) as FieldValues;
}

export interface TestBatch extends OutgoingBatch {
  /** base64url of 32 bytes. */
  readonly secret: string;
}

export const hashOf = (secret: string): string =>
  createHash('sha256').update(Buffer.from(secret, 'base64url')).digest('hex');
export const newSecret = (): string => randomBytes(32).toString('base64url');

export function batchOf(category: Category, records: number | readonly Partial<OutgoingRecord>[] = 1): TestBatch {
  const secret = newSecret();
  const parts: readonly Partial<OutgoingRecord>[] =
    typeof records === 'number' ? Array.from({ length: records }, () => ({})) : records;
  return {
    category,
    batchId: randomUUID(),
    secret,
    erasureHash: hashOf(secret),
    records: parts.map((part, sequence) => ({
      sequence,
      event: SOME_EVENT[category],
      atMs: Date.UTC(2026, 0, 5, 9, 12, 34, 567),
      fields: part.fields ?? exampleFields(part.event && isEventName(part.event) ? part.event : SOME_EVENT[category]),
      ...part,
    })),
  };
}

/** One request that holds several batches, as a collector in between would make it. */
export const merged = (...batches: readonly TestBatch[]): OtlpLogsRequest => ({
  resourceLogs: batches.flatMap((batch) => encodeBatch(batch).resourceLogs),
});

export const gzipped = (request: unknown): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(gzipSync(JSON.stringify(request)));
