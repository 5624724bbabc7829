/** The catalogue as a person reads it. */
import { EVENT_NAMES, eventOf, fieldsOf, isEventName, type EventName } from '../../common/catalogue/catalogue.ts';
import type { Category, Event, Field, FieldValue } from '../../common/catalogue/types.ts';
import type { CatalogueTexts } from '../../common/messages/catalogue/texts.ts';
import type { Translate } from '../../common/messages/format.ts';

const UNITS = [
  'attempts',
  'failures',
  'messages',
  'calls',
  'joins',
  'minutes',
  'times',
  'starts',
  'exits',
  'crashes',
  'hangs',
  'ms',
  'MiB',
  '‰',
] as const;

export interface EventDescription {
  readonly name: EventName;
  readonly event: Event;
  readonly fields: readonly (readonly [name: string, field: Field])[];
}

export const eventsOf = (category: Category): EventDescription[] =>
  EVENT_NAMES.filter((name) => eventOf(name).category === category).map((name) => ({
    name,
    event: eventOf(name),
    fields: fieldsOf(name),
  }));

/** Records may be older than this build's catalogue, so a name may be unknown. */
export const eventTitle = (name: string, t: Translate): string =>
  isEventName(name) ? t(`event.${name}`) : t('event.unknown');

/** What a field is; empty for one that this build's catalogue does not have. */
export function fieldText(texts: CatalogueTexts, event: EventName, field: string): string {
  const fields: { readonly [name: string]: string } = texts.events[event].fields;
  return fields[field] ?? '';
}

/** A value as text, with its unit in words. */
export function valueText(value: FieldValue, field: Field | undefined, t: Translate): string {
  if (typeof value === 'object') return value.join('\n');
  const unit = field && 'unit' in field ? field.unit : undefined;
  const known = UNITS.find((candidate) => candidate === unit);
  return known === undefined ? String(value) : t(`unit.${known}`, { count: value });
}
