/**
 * The one catalogue. An event that is not in it cannot be recorded by the client and is refused by the service.
 * Types, validation, redaction, the viewer's explanations and `docs/data.md` all derive from it.
 */
import { censusEvents } from './census.ts';
import { errorEvents } from './error.ts';
import { usageEvents } from './usage.ts';
import type { CallerFields, Category, Event, Field } from './types.ts';

export const catalogue = { ...censusEvents, ...usageEvents, ...errorEvents } as const;

export type EventName = keyof typeof catalogue;
export type EventFields<E extends EventName> = CallerFields<(typeof catalogue)[E]['fields']>;
export type EventNameOf<C extends Category> = {
  [E in EventName]: (typeof catalogue)[E]['category'] extends C ? E : never;
}[EventName];

/** Usage counters as `event.field`: what `count()` takes. */
export type CounterName = {
  [E in EventNameOf<'usage'>]: `${E}/${Extract<keyof EventFields<E>, string>}`;
}[EventNameOf<'usage'>];

export const EVENT_NAMES = Object.keys(catalogue) as EventName[];
export const isEventName = (name: string): name is EventName => Object.hasOwn(catalogue, name);
/** The record of an event, loosened for code that handles any event. */
export const eventOf = (name: EventName): Event => catalogue[name];
export const fieldsOf = (name: EventName): readonly (readonly [name: string, field: Field])[] =>
  Object.entries(eventOf(name).fields);

/** Every field of the error category as `event/field`, in catalogue order: what an opt-in agrees to. */
export const errorFieldKeys = (): string[] =>
  EVENT_NAMES.filter((name) => eventOf(name).category === 'error').flatMap((name) =>
    fieldsOf(name).map(([field]) => `${name}/${field}`),
  );

/** A stable text of the whole catalogue, to be hashed into the digest that consent records and batches name. */
export const canonicalCatalogue = (): string => JSON.stringify(catalogue);
