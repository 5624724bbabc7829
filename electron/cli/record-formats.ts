/** Records as lines of a JSON or CSV file. Pure. */
import type { RecordView } from '../../common/telemetry/views.ts';
import { isoTime } from './words.ts';

export const FORMATS = ['json', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];

export interface RecordFormat {
  readonly head: string;
  /** @param index counts from 0 */
  record(record: RecordView, index: number): string;
  readonly tail: string;
}

export function recordFormat(name: FormatName, nowMs: number): RecordFormat {
  if (name === 'csv') return { head: csvLine(COLUMNS), record: (record) => csvLine(cells(record)), tail: '' };
  return {
    head: `{"exportedAt":${JSON.stringify(isoTime(nowMs))},"records":[`,
    record: (record, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(readable(record))}`,
    tail: '\n]}\n',
  };
}

/** Times as people and other programs read them. */
const readable = (record: RecordView) => ({
  ...record,
  recordedAt: isoTime(record.recordedAt),
  stateChangedAt: isoTime(record.stateChangedAt),
});

const COLUMNS = [
  'id',
  'category',
  'event',
  'recordedAt',
  'state',
  'stateChangedAt',
  'reason',
  'batchId',
  'sequence',
  'fields',
];
const cells = (record: RecordView): string[] => [
  String(record.id),
  record.category,
  record.event,
  isoTime(record.recordedAt),
  record.state,
  isoTime(record.stateChangedAt),
  record.reason ?? '',
  record.batchId ?? '',
  String(record.sequence ?? ''),
  record.fields === null ? '' : JSON.stringify(record.fields),
];

/** RFC 4180. No cell begins with a sign that a spreadsheet takes for a formula: names, numbers, times and `{`. */
const csvLine = (values: readonly string[]): string =>
  `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
