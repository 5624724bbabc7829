/**
 * What the catalogue and the policy records say to people, as text that can be translated. English is in the records
 * themselves; every other language is a file of this folder, and one that misses an event, a field or a policy does not
 * compile. Plain text, no messages: nothing is filled in.
 */
import { EVENT_NAMES, eventOf, fieldsOf, type catalogue, type EventName } from '../../catalogue/catalogue.ts';
import { POLICY_KEYS, policyRecord, type PolicyKey } from '../../policies/records.ts';

type Catalogue = typeof catalogue;
/** Field names that an event of the catalogue has. */
type FieldName<E extends EventName> = Extract<keyof Catalogue[E]['fields'], string>;

export interface CatalogueTexts {
  readonly events: {
    readonly [E in EventName]: {
      /** Why it is collected. */
      readonly purpose: string;
      /** What each field is. */
      readonly fields: { readonly [F in FieldName<E>]: string };
    };
  };
  readonly policies: { readonly [K in PolicyKey]: string };
}

/** What the records say, each text through `change`. */
export function sourceTexts(change: (text: string) => string = (text) => text): CatalogueTexts {
  const events = EVENT_NAMES.map((name) => [
    name,
    {
      purpose: change(eventOf(name).purpose),
      fields: Object.fromEntries(fieldsOf(name).map(([field, { description }]) => [field, change(description)])),
    },
  ]);
  const policies = POLICY_KEYS.map((key) => [key, change(policyRecord(key).description)]);
  return { events: Object.fromEntries(events), policies: Object.fromEntries(policies) };
}

/** Fields that every usage event and every error report carries. */
export type UsageCommon = 'FederationPartner' | 'AppVersion';
export type ErrorCommon =
  'FederationPartner' | 'UserID' | 'SipUri' | 'IPAddress' | 'AppVersion' | 'OSName' | 'OSVersion';
