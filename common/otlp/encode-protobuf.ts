/**
 * Catalogue records → OTLP/HTTP protobuf, the same mapping as `encode.ts`. A record is encoded once, when it is made;
 * a batch only puts encoded records together and gives each its sequence.
 */
import type { Category, FieldValue, FieldValues } from '../catalogue/types.ts';
import { reportedTimeMs, type OutgoingBatch, type OutgoingRecord } from './encode.ts';
import { RESOURCE_ATTRIBUTES, RESOURCE_SERVICE_NAME, SCOPE_PREFIX, SEQUENCE_ATTRIBUTE } from './types.ts';
import { createWireWriter, DELIMITED, FIXED64, tagOf, VARINT, type WireWriter } from './wire-writer.ts';

/** Field numbers of opentelemetry/proto, as tags; all of them fit into one byte. */
export const TAG = {
  request: { resourceLogs: tagOf(1, DELIMITED) },
  resourceLogs: { resource: tagOf(1, DELIMITED), scopeLogs: tagOf(2, DELIMITED) },
  resource: { attributes: tagOf(1, DELIMITED) },
  scopeLogs: { scope: tagOf(1, DELIMITED), logRecords: tagOf(2, DELIMITED) },
  scope: { name: tagOf(1, DELIMITED) },
  logRecord: { timeUnixNano: tagOf(1, FIXED64), attributes: tagOf(6, DELIMITED), eventName: tagOf(12, DELIMITED) },
  keyValue: { key: tagOf(1, DELIMITED), value: tagOf(2, DELIMITED) },
  anyValue: { stringValue: tagOf(1, DELIMITED), intValue: tagOf(3, VARINT), arrayValue: tagOf(5, DELIMITED) },
  arrayValue: { values: tagOf(1, DELIMITED) },
} as const;

export interface BatchHead {
  readonly category: Category;
  readonly batchId: string;
  readonly erasureHash: string;
}

/** The fields as attributes of a log record; parts that many records share are encoded once. */
export function encodeAttributes(
  fields: FieldValues,
  writer: WireWriter = createWireWriter(),
): Uint8Array<ArrayBuffer> {
  writeAttributes(writer, fields);
  return writer.take();
}

/**
 * One log record without its sequence and without tag and length in front.
 * @param shared attributes that were encoded before; they come first
 */
export function encodeLogRecord(
  category: Category,
  { event, atMs, fields }: Omit<OutgoingRecord, 'sequence'>,
  shared: Uint8Array | null = null,
  writer: WireWriter = createWireWriter(),
): Uint8Array<ArrayBuffer> {
  writer.byte(TAG.logRecord.timeUnixNano);
  writer.nanoseconds(reportedTimeMs(category, atMs));
  if (shared) writer.raw(shared);
  writeAttributes(writer, fields);
  writer.byte(TAG.logRecord.eventName);
  writer.text(event);
  return writer.take();
}

/** @param records as `encodeLogRecord` made them; the sequence of each is its place in the list. */
export function encodeRequest(
  head: BatchHead,
  records: readonly Uint8Array[],
  writer: WireWriter = createWireWriter(records.reduce((sum, record) => sum + record.length + 40, 1_024)),
): Uint8Array<ArrayBuffer> {
  writer.byte(TAG.request.resourceLogs);
  const resourceLogs = writer.begin();
  writer.byte(TAG.resourceLogs.resource);
  const resource = writer.begin();
  writeAttribute(writer, TAG.resource.attributes, RESOURCE_ATTRIBUTES.serviceName, RESOURCE_SERVICE_NAME);
  writeAttribute(writer, TAG.resource.attributes, RESOURCE_ATTRIBUTES.batchId, head.batchId);
  writeAttribute(writer, TAG.resource.attributes, RESOURCE_ATTRIBUTES.erasureHash, head.erasureHash);
  writer.end(resource);
  writer.byte(TAG.resourceLogs.scopeLogs);
  const scopeLogs = writer.begin();
  writer.byte(TAG.scopeLogs.scope);
  const scope = writer.begin();
  writer.byte(TAG.scope.name);
  writer.text(SCOPE_PREFIX + head.category);
  writer.end(scope);
  for (const [sequence, record] of records.entries()) {
    writer.byte(TAG.scopeLogs.logRecords);
    const mark = writer.begin();
    writeAttribute(writer, TAG.logRecord.attributes, SEQUENCE_ATTRIBUTE, sequence);
    writer.raw(record);
    writer.end(mark);
  }
  writer.end(scopeLogs);
  writer.end(resourceLogs);
  return writer.take();
}

/** A whole batch at once; each record's sequence is its place. */
export function encodeBatchAsProtobuf(batch: OutgoingBatch): Uint8Array<ArrayBuffer> {
  const writer = createWireWriter();
  return encodeRequest(
    batch,
    batch.records.map((record) => encodeLogRecord(batch.category, record, null, writer)),
  );
}

function writeAttributes(writer: WireWriter, fields: FieldValues): void {
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) writeAttribute(writer, TAG.logRecord.attributes, key, value);
  }
}

function writeAttribute(writer: WireWriter, tag: number, key: string, value: FieldValue): void {
  writer.byte(tag);
  const keyValue = writer.begin();
  writer.byte(TAG.keyValue.key);
  writer.text(key);
  writer.byte(TAG.keyValue.value);
  const anyValue = writer.begin();
  writeValue(writer, value);
  writer.end(anyValue);
  writer.end(keyValue);
}

function writeValue(writer: WireWriter, value: FieldValue): void {
  if (typeof value === 'number') {
    writer.byte(TAG.anyValue.intValue);
    writer.int(value);
  } else if (typeof value === 'string') {
    writer.byte(TAG.anyValue.stringValue);
    writer.text(value);
  } else {
    writer.byte(TAG.anyValue.arrayValue);
    const list = writer.begin();
    for (const text of value) {
      writer.byte(TAG.arrayValue.values);
      const item = writer.begin();
      writer.byte(TAG.anyValue.stringValue);
      writer.text(text);
      writer.end(item);
    }
    writer.end(list);
  }
}
