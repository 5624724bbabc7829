/**
 * The second hash. Every field that the catalogue marks `atService: 'hashed'` becomes a GUID before anything is stored;
 * a marked field that has no key here stops the record, so that a new one can never slip through in clear.
 */
import { createHmac, type KeyObject } from 'node:crypto';
import { EVENT_NAMES, eventOf, fieldsOf, type EventName } from '../../../../common/catalogue/catalogue.ts';
import type { Category, FieldValue, FieldValues } from '../../../../common/catalogue/types.ts';
import { guidFromBytes, serviceHashInput } from '../../../../common/identity/guid.ts';
import type { EpochKeys } from './key-file.ts';

type Hash = (value: string, tenantId: string | null, keys: EpochKeys) => string;

const mac = (key: KeyObject, input: string): string =>
  guidFromBytes(createHmac('sha256', key).update(input, 'utf8').digest());

/** `category/field` → hash. */
const HASHES: Readonly<Record<string, Hash>> = {
  'census/UserID': (value, _tenantId, keys) => mac(keys.censusUser, serviceHashInput.censusUser(value)),
  'error/UserID': (value, tenantId, keys) => mac(keys.errorUser, serviceHashInput.errorUser(known(tenantId), value)),
  'error/SipUri': (value, tenantId, keys) => mac(keys.sipUri, serviceHashInput.sipUri(known(tenantId), value)),
};

/** Which fields of each event the catalogue marks. */
const HASHED_FIELDS: ReadonlyMap<EventName, readonly string[]> = new Map(
  EVENT_NAMES.map((event) => [event, fieldsOf(event).flatMap(([name, f]) => (f.atService === 'hashed' ? [name] : []))]),
);

function known(tenantId: string | null): string {
  if (tenantId === null) throw new Error('An ID of a user needs the tenant it belongs to.');
  return tenantId;
}

/** The validated fields of `event` as they may be stored. */
export type SecondHash = (event: EventName, fields: FieldValues) => FieldValues;

/**
 * For the records of one request: its IDs are mostly those of one user, and each is hashed once. To be let go with the
 * request, since it remembers IDs in clear.
 */
export function createSecondHash(keys: EpochKeys, tenantId: string | null): SecondHash {
  const remembered = new Map<string, string>();

  function hashed(category: Category, name: string, value: FieldValue): string {
    const kind = `${category}/${name}`;
    const hash = HASHES[kind];
    if (!hash || typeof value !== 'string') throw new Error(`No hash is defined for ${kind}.`);
    const made = remembered.get(`${kind} ${value}`);
    if (made !== undefined) return made;
    const fresh = hash(value, tenantId, keys);
    remembered.set(`${kind} ${value}`, fresh);
    return fresh;
  }

  return (event, fields) => {
    const storable: Record<string, FieldValue> = { ...fields };
    for (const name of HASHED_FIELDS.get(event) ?? []) {
      const value = fields[name];
      if (value !== undefined) storable[name] = hashed(eventOf(event).category, name, value);
    }
    return storable;
  };
}
