/**
 * The second hash. Every field that the catalogue marks `atService: 'hashed'` becomes a GUID before anything is stored;
 * a marked field that has no key here stops the record, so that a new one can never slip through in clear.
 */
import { createHmac } from 'node:crypto';
import { eventOf, type EventName } from '../../../../common/catalogue/catalogue.ts';
import type { Category, FieldValue, FieldValues } from '../../../../common/catalogue/types.ts';
import { guidFromBytes, serviceHashInput } from '../../../../common/identity/guid.ts';
import type { EpochKeys } from './key-file.ts';

type Hash = (value: string, tenantId: string | null, keys: EpochKeys) => string;

const mac = (key: Uint8Array, input: string): string =>
  guidFromBytes(createHmac('sha256', key).update(input, 'utf8').digest());

/** `category/field` → hash. */
const HASHES: Readonly<Record<string, Hash>> = {
  'census/UserID': (value, _tenantId, keys) => mac(keys.censusUser, serviceHashInput.censusUser(value)),
  'error/UserID': (value, tenantId, keys) => mac(keys.errorUser, serviceHashInput.errorUser(known(tenantId), value)),
  'error/SipUri': (value, tenantId, keys) => mac(keys.sipUri, serviceHashInput.sipUri(known(tenantId), value)),
};

function known(tenantId: string | null): string {
  if (tenantId === null) throw new Error('An ID of a user needs the tenant it belongs to.');
  return tenantId;
}

/** The validated fields of `event` as they may be stored. */
export function hashFields(
  event: EventName,
  fields: FieldValues,
  tenantId: string | null,
  keys: EpochKeys,
): FieldValues {
  const { category, fields: catalogued } = eventOf(event);
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      catalogued[name]?.atService === 'hashed' ? hashed(category, name, value, tenantId, keys) : value,
    ]),
  );
}

function hashed(
  category: Category,
  name: string,
  value: FieldValue,
  tenantId: string | null,
  keys: EpochKeys,
): FieldValue {
  const hash = HASHES[`${category}/${name}`];
  if (!hash || typeof value !== 'string') throw new Error(`No hash is defined for ${category}/${name}.`);
  return hash(value, tenantId, keys);
}
