/** Catalogue records → OTLP/HTTP JSON. Identity is batch ID + sequence inside the payload, since collectors re-batch. */
import type { Category, FieldValue, FieldValues } from '../catalogue/types.ts';
import {
  RESOURCE_ATTRIBUTES,
  RESOURCE_SERVICE_NAME,
  SCOPE_PREFIX,
  SEQUENCE_ATTRIBUTE,
  type OtlpAnyValue,
  type OtlpKeyValue,
  type OtlpLogsRequest,
} from './types.ts';

const HOUR_MS = 3_600_000;

export interface OutgoingRecord {
  readonly sequence: number;
  readonly event: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly fields: FieldValues;
}
export interface OutgoingBatch {
  readonly category: Category;
  /** A fresh random UUID. */
  readonly batchId: string;
  readonly erasureHash: string;
  readonly records: readonly OutgoingRecord[];
}

/** Census and usage times are rounded down to the hour; error times keep their millisecond. */
export const reportedTimeMs = (category: Category, atMs: number): number =>
  category === 'error' ? atMs : Math.floor(atMs / HOUR_MS) * HOUR_MS;

export function encodeBatch(batch: OutgoingBatch): OtlpLogsRequest {
  return {
    resourceLogs: [
      {
        resource: {
          attributes: [
            text(RESOURCE_ATTRIBUTES.serviceName, RESOURCE_SERVICE_NAME),
            text(RESOURCE_ATTRIBUTES.batchId, batch.batchId),
            text(RESOURCE_ATTRIBUTES.erasureHash, batch.erasureHash),
          ],
        },
        scopeLogs: [
          {
            scope: { name: SCOPE_PREFIX + batch.category },
            logRecords: batch.records.map((record) => ({
              timeUnixNano: `${reportedTimeMs(batch.category, record.atMs)}000000`,
              eventName: record.event,
              attributes: [
                { key: SEQUENCE_ATTRIBUTE, value: { intValue: String(record.sequence) } },
                ...Object.entries(record.fields).map(([key, value]) => ({ key, value: anyValue(value) })),
              ],
            })),
          },
        ],
      },
    ],
  };
}

const text = (key: string, stringValue: string): OtlpKeyValue => ({ key, value: { stringValue } });

function anyValue(value: FieldValue): OtlpAnyValue {
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value === 'string') return { stringValue: value };
  return { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } };
}
