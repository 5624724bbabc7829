/**
 * OTLP/HTTP JSON → records, for the service and for the viewer. Reads only what the mapping writes: an attribute, scope
 * or value kind that Parley does not know is named in the refusal, never passed on.
 */
import { CATEGORIES, type Category, type FieldValue } from '../catalogue/types.ts';
import { fail, ok, type Result } from '../result.ts';
import { RESOURCE_ATTRIBUTES, SCOPE_PREFIX, SEQUENCE_ATTRIBUTE } from './types.ts';

export const MAX_RECORDS_PER_REQUEST = 2_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;

export interface IncomingRecord {
  readonly category: Category;
  readonly batchId: string;
  readonly erasureHash: string;
  readonly sequence: number;
  readonly event: string;
  readonly atMs: number;
  /** Not yet checked against the catalogue. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

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

/** Carries the first fault out of the nested reading; never leaves this module. */
class Refusal extends Error {}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function list(owner: unknown, key: string): readonly unknown[] {
  const value = isObject(owner) ? owner[key] : undefined;
  if (!Array.isArray(value)) throw new Refusal(`${key} is missing or not a list`);
  return value;
}

function readResource(resourceLogs: unknown, at: string): { batchId: string; erasureHash: string } {
  const attributes = readAttributes(isObject(resourceLogs) ? resourceLogs['resource'] : undefined, `${at}.resource`);
  const known: readonly string[] = Object.values(RESOURCE_ATTRIBUTES);
  for (const key of attributes.keys())
    if (!known.includes(key)) throw new Refusal(`${at}.resource: attribute is not allowed: ${shown(key)}`);
  const batchId = attributes.get(RESOURCE_ATTRIBUTES.batchId);
  const erasureHash = attributes.get(RESOURCE_ATTRIBUTES.erasureHash);
  if (typeof batchId !== 'string' || !UUID.test(batchId))
    throw new Refusal(`${at}.resource: ${RESOURCE_ATTRIBUTES.batchId} is missing or not a UUID`);
  if (typeof erasureHash !== 'string' || !SHA256_HEX.test(erasureHash))
    throw new Refusal(`${at}.resource: ${RESOURCE_ATTRIBUTES.erasureHash} is missing or not a SHA-256`);
  return { batchId, erasureHash };
}

function readScope(scopeLogs: unknown, at: string): Category {
  const scope = isObject(scopeLogs) ? scopeLogs['scope'] : undefined;
  const name = isObject(scope) ? scope['name'] : undefined;
  const category = CATEGORIES.find((candidate) => name === SCOPE_PREFIX + candidate);
  if (!category)
    throw new Refusal(`${at}.scope.name is not one of ${CATEGORIES.map((c) => SCOPE_PREFIX + c).join(', ')}`);
  return category;
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

/** Names in refusals are bounded and printable: they end up in logs, and a hostile sender chose them. */
const shown = (key: string): string => JSON.stringify(key.slice(0, 64));
