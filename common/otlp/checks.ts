/** What both readings, of JSON and of protobuf, check alike. */
import { CATEGORIES, type Category, type FieldValue } from '../catalogue/types.ts';
import { RESOURCE_ATTRIBUTES, SCOPE_PREFIX } from './types.ts';

export const MAX_RECORDS_PER_REQUEST = 2_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SHA256_HEX = /^[0-9a-f]{64}$/;
const KNOWN_RESOURCE_ATTRIBUTES: readonly string[] = Object.values(RESOURCE_ATTRIBUTES);

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
/** Attributes while they are read. */
export type ReadFields = Record<string, FieldValue>;

/** Carries the first fault out of the nested reading; never leaves this folder. */
export class Refusal extends Error {}

/** @param at names the resource in a refusal */
export function batchOf(attributes: ReadFields, at: string): Pick<IncomingRecord, 'batchId' | 'erasureHash'> {
  for (const key of Object.keys(attributes))
    if (!KNOWN_RESOURCE_ATTRIBUTES.includes(key)) throw new Refusal(`${at}: attribute is not allowed: ${shown(key)}`);
  const batchId = attributes[RESOURCE_ATTRIBUTES.batchId];
  const erasureHash = attributes[RESOURCE_ATTRIBUTES.erasureHash];
  if (typeof batchId !== 'string' || !UUID.test(batchId))
    throw new Refusal(`${at}: ${RESOURCE_ATTRIBUTES.batchId} is missing or not a UUID`);
  if (typeof erasureHash !== 'string' || !SHA256_HEX.test(erasureHash))
    throw new Refusal(`${at}: ${RESOURCE_ATTRIBUTES.erasureHash} is missing or not a SHA-256`);
  return { batchId, erasureHash };
}

/** @param at names the scope's name in a refusal */
export function categoryOf(scopeName: unknown, at: string): Category {
  const category = CATEGORIES.find((candidate) => scopeName === SCOPE_PREFIX + candidate);
  if (!category) throw new Refusal(`${at} is not one of ${CATEGORIES.map((c) => SCOPE_PREFIX + c).join(', ')}`);
  return category;
}

/** Names in refusals are bounded and printable: they end up in logs, and a hostile sender chose them. */
export const shown = (key: string): string => JSON.stringify(key.slice(0, 64));
