/**
 * OTLP/HTTP protobuf → records, in one pass and with the same rules as `decode.ts`: a log record may hold nothing but
 * time, event name and attributes, and only kinds of values that the mapping writes. Other parts (scope version, schema
 * addresses) are skipped. Work and memory are bounded by the length of the input, nesting by the format itself.
 */
import type { Category, FieldValue } from '../catalogue/types.ts';
import { fail, ok, type Result } from '../result.ts';
import {
  batchOf,
  categoryOf,
  MAX_RECORDS_PER_REQUEST,
  Refusal,
  shown,
  type IncomingRecord,
  type ReadFields,
} from './checks.ts';
import { TAG } from './encode-protobuf.ts';
import { SEQUENCE_ATTRIBUTE } from './types.ts';
import { WireReader } from './wire-reader.ts';

/** The JSON form wants thirteen digits of nanoseconds: 1970, but not "no time". */
const MIN_TIME_MS = 1_000_000;

/** @returns the records in order, or one sentence that names what is wrong and where. */
export function decodeProtobuf(bytes: Uint8Array): Result<IncomingRecord[]> {
  const reading = { resourceLogs: -1, records: [] as IncomingRecord[] };
  try {
    const reader = new WireReader(bytes);
    while (reader.at < bytes.length) {
      const tag = reader.tag(bytes.length);
      if (tag !== TAG.request.resourceLogs) {
        reader.skip(tag, bytes.length);
        continue;
      }
      reading.resourceLogs += 1;
      readResourceLogs(reader, reader.delimited(bytes.length), reading.records);
    }
    if (reading.resourceLogs === -1) return fail('resourceLogs is missing or not a list');
    return ok(reading.records);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return fail(
      `resourceLogs[${Math.max(reading.resourceLogs, 0)}], after ${reading.records.length} records: ${error.message}`,
    );
  }
}

/** The one part with this tag, wherever it stands; afterwards the reader is back where it was. @returns its end */
function find(reader: WireReader, end: number, wanted: number, name: string): { start: number; end: number } {
  const begin = reader.at;
  let found: { start: number; end: number } | null = null;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag !== wanted) reader.skip(tag, end);
    else if (found) throw new Refusal(`${name} appears twice`);
    else {
      const stop = reader.delimited(end);
      found = { start: reader.at, end: stop };
      reader.at = stop;
    }
  }
  reader.at = begin;
  if (!found) throw new Refusal(`${name} is missing`);
  return found;
}

function readResourceLogs(reader: WireReader, end: number, records: IncomingRecord[]): void {
  const begin = reader.at;
  const resource = find(reader, end, TAG.resourceLogs.resource, 'resource');
  reader.at = resource.start;
  const attributes: Attributes = { fields: {}, sequence: undefined };
  while (reader.at < resource.end) {
    const tag = reader.tag(resource.end);
    if (tag === TAG.resource.attributes) readAttribute(reader, reader.delimited(resource.end), attributes);
    else reader.skip(tag, resource.end);
  }
  if (attributes.sequence !== undefined)
    throw new Refusal(`resource: attribute is not allowed: ${shown(SEQUENCE_ATTRIBUTE)}`);
  const batch = batchOf(attributes.fields, 'resource');
  reader.at = begin;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === TAG.resourceLogs.scopeLogs) readScopeLogs(reader, reader.delimited(end), batch, records);
    else reader.skip(tag, end);
  }
}

function readScopeLogs(
  reader: WireReader,
  end: number,
  batch: Pick<IncomingRecord, 'batchId' | 'erasureHash'>,
  records: IncomingRecord[],
): void {
  const begin = reader.at;
  const scope = find(reader, end, TAG.scopeLogs.scope, 'scope');
  reader.at = scope.start;
  const category = readScope(reader, scope.end);
  reader.at = begin;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag !== TAG.scopeLogs.logRecords) {
      reader.skip(tag, end);
      continue;
    }
    const stop = reader.delimited(end);
    if (records.length === MAX_RECORDS_PER_REQUEST)
      throw new Refusal(`more than ${MAX_RECORDS_PER_REQUEST} records in one request`);
    const { sequence, event, atMs, fields } = readLogRecord(reader, stop);
    records.push({ category, batchId: batch.batchId, erasureHash: batch.erasureHash, sequence, event, atMs, fields });
  }
}

function readScope(reader: WireReader, end: number): Category {
  let name: string | null = null;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === TAG.scope.name) name = reader.text(end);
    else reader.skip(tag, end);
  }
  return categoryOf(name, 'scope.name');
}

/** Attributes while they are read; the sequence is no field of the event, so it is kept apart. */
interface Attributes {
  readonly fields: ReadFields;
  sequence: FieldValue | undefined;
}

function readLogRecord(
  reader: WireReader,
  end: number,
): Pick<IncomingRecord, 'sequence' | 'event' | 'atMs' | 'fields'> {
  let event: string | null = null;
  let atMs = 0;
  const attributes: Attributes = { fields: {}, sequence: undefined };
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === TAG.logRecord.attributes) readAttribute(reader, reader.delimited(end), attributes);
    else if (tag === TAG.logRecord.eventName) event = reader.text(end);
    else if (tag === TAG.logRecord.timeUnixNano) atMs = reader.milliseconds(end);
    // A body or a severity text would be free text; a trace ID would link records. Empty ones say nothing, and
    // collectors write them.
    else if (!reader.skip(tag, end)) throw new Refusal(`not allowed in a log record: field ${tag >>> 3}`);
  }
  const { sequence, fields } = attributes;
  if (event === null) throw new Refusal('eventName is missing');
  if (atMs < MIN_TIME_MS) throw new Refusal('timeUnixNano is not a time in nanoseconds');
  if (typeof sequence !== 'number' || sequence < 0)
    throw new Refusal(`${SEQUENCE_ATTRIBUTE} is missing or not a count`);
  return { sequence, event, atMs, fields };
}

function readAttribute(reader: WireReader, end: number, into: Attributes): void {
  let key: string | null = null;
  let value: FieldValue | undefined;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === TAG.keyValue.key) key = reader.text(end);
    else if (tag === TAG.keyValue.value) value = readValue(reader, reader.delimited(end));
    else if (!reader.skip(tag, end)) throw new Refusal(`not allowed in an attribute: field ${tag >>> 3}`);
  }
  if (key === SEQUENCE_ATTRIBUTE && into.sequence === undefined) into.sequence = value;
  else {
    if (key === null || key === '__proto__') throw new Refusal('an attribute has no usable key');
    if (key === SEQUENCE_ATTRIBUTE || Object.hasOwn(into.fields, key))
      throw new Refusal(`attribute appears twice: ${shown(key)}`);
    if (value === undefined) throw new Refusal(`${shown(key)} is not a text, whole number or list of texts`);
    into.fields[key] = value;
  }
}

function readValue(reader: WireReader, end: number): FieldValue | undefined {
  let value: FieldValue | undefined;
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (value !== undefined) throw new Refusal('an attribute has two values');
    if (tag === TAG.anyValue.stringValue) value = reader.text(end);
    else if (tag === TAG.anyValue.intValue) value = reader.int(end);
    else if (tag === TAG.anyValue.arrayValue) value = readTexts(reader, reader.delimited(end));
    else throw new Refusal('an attribute is not a text, whole number or list of texts');
  }
  return value;
}

function readTexts(reader: WireReader, end: number): string[] {
  const texts: string[] = [];
  while (reader.at < end) {
    const text = reader.tag(end) === TAG.arrayValue.values ? readValue(reader, reader.delimited(end)) : undefined;
    if (typeof text !== 'string') throw new Refusal('a list holds something other than texts');
    texts.push(text);
  }
  return texts;
}
