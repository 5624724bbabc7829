/**
 * OTLP/HTTP JSON → records, for the service and for the viewer. Reads only what the mapping writes: an attribute, scope
 * or value kind that Parley does not know is named in the refusal, never passed on.
 */
import type { Category, FieldValue } from '../catalogue/types.ts';
import { fail, ok, type Result } from '../result.ts';
import { batchOf, categoryOf, MAX_RECORDS_PER_REQUEST, Refusal, shown, type IncomingRecord } from './checks.ts';
import { SEQUENCE_ATTRIBUTE } from './types.ts';

export { MAX_RECORDS_PER_REQUEST, type IncomingRecord } from './checks.ts';

/** @returns the records in order, or one sentence that names what is wrong and where. */
export function decodeRequest(request: unknown): Result<IncomingRecord[]> {
  try {
    const records: IncomingRecord[] = [];
    for (const [r, resourceLogs] of list(request, 'resourceLogs').entries()) {
      const at = `resourceLogs[${r}]`;
      const { batchId, erasureHash } = readResource(resourceLogs, at);
      for (const [s, scopeLogs] of list(resourceLogs, 'scopeLogs').entries()) {
        const category = readScope(scopeLogs, `${at}.scopeLogs[${s}]`);
        for (const [l, log] of list(scopeLogs, 'logRecords').entries()) {
          if (records.length === MAX_RECORDS_PER_REQUEST)
            throw new Refusal(`more than ${MAX_RECORDS_PER_REQUEST} records in one request`);
          records.push({
            category,
            batchId,
            erasureHash,
            ...readRecord(log, `${at}.scopeLogs[${s}].logRecords[${l}]`),
          });
        }
      }
    }
    return ok(records);
  } catch (error) {
    if (error instanceof Refusal) return fail(error.message);
    throw error;
  }
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function list(owner: unknown, key: string): readonly unknown[] {
  const value = isObject(owner) ? owner[key] : undefined;
  if (!Array.isArray(value)) throw new Refusal(`${key} is missing or not a list`);
  return value;
}

function readResource(resourceLogs: unknown, at: string): Pick<IncomingRecord, 'batchId' | 'erasureHash'> {
  const where = `${at}.resource`;
  const resource = isObject(resourceLogs) ? resourceLogs['resource'] : undefined;
  return batchOf(Object.fromEntries(readAttributes(resource, where)), where);
}

function readScope(scopeLogs: unknown, at: string): Category {
  const scope = isObject(scopeLogs) ? scopeLogs['scope'] : undefined;
  return categoryOf(isObject(scope) ? scope['name'] : undefined, `${at}.scope.name`);
}

const RECORD_KEYS = ['timeUnixNano', 'eventName', 'attributes'];

function readRecord(log: unknown, at: string): Pick<IncomingRecord, 'sequence' | 'event' | 'atMs' | 'fields'> {
  if (!isObject(log)) throw new Refusal(`${at} is not an object`);
  // A body or a severity text would be free text; a trace ID would link records.
  for (const key of Object.keys(log))
    if (!RECORD_KEYS.includes(key)) throw new Refusal(`${at}: not allowed: ${shown(key)}`);
  const { eventName, timeUnixNano } = log;
  if (typeof eventName !== 'string') throw new Refusal(`${at}.eventName is missing`);
  if (typeof timeUnixNano !== 'string' || !/^\d{13,22}$/.test(timeUnixNano))
    throw new Refusal(`${at}.timeUnixNano is not a time in nanoseconds`);
  const fields = readAttributes(log, at);
  const sequence = fields.get(SEQUENCE_ATTRIBUTE);
  fields.delete(SEQUENCE_ATTRIBUTE);
  if (typeof sequence !== 'number' || sequence < 0)
    throw new Refusal(`${at}: ${SEQUENCE_ATTRIBUTE} is missing or not a count`);
  return {
    sequence,
    event: eventName,
    atMs: Number(BigInt(timeUnixNano) / 1_000_000n),
    fields: Object.fromEntries(fields),
  };
}

function readAttributes(owner: unknown, at: string): Map<string, FieldValue> {
  const attributes = new Map<string, FieldValue>();
  for (const attribute of list(owner, 'attributes')) {
    const key = isObject(attribute) ? attribute['key'] : undefined;
    if (typeof key !== 'string' || key === '__proto__') throw new Refusal(`${at}: an attribute has no usable key`);
    if (attributes.has(key)) throw new Refusal(`${at}: attribute appears twice: ${shown(key)}`);
    attributes.set(key, readValue(isObject(attribute) ? attribute['value'] : undefined, `${at}: ${shown(key)}`));
  }
  return attributes;
}

function readValue(value: unknown, at: string): FieldValue {
  if (isObject(value) && Object.keys(value).length === 1) {
    const { stringValue, intValue, arrayValue } = value;
    if (typeof stringValue === 'string') return stringValue;
    if (intValue !== undefined) return readInt(intValue, at);
    if (isObject(arrayValue)) {
      return list(arrayValue, 'values').map((item) => {
        const inner = isObject(item) ? item['stringValue'] : undefined;
        if (typeof inner !== 'string') throw new Refusal(`${at} holds something other than texts`);
        return inner;
      });
    }
  }
  throw new Refusal(`${at} is not a text, whole number or list of texts`);
}

function readInt(value: unknown, at: string): number {
  const number = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw new Refusal(`${at} is not a whole number`);
  return number;
}
