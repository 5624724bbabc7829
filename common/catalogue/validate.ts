/**
 * Checks the values of an event against the catalogue. The client runs it before a record is written, the service
 * before one is stored. Every string type is bounded and patterned, so that no free text can travel.
 */
import { eventOf, isEventName } from './catalogue.ts';
import type { Field, FieldValue, StringFieldType } from './types.ts';

export const MAX_COUNT = 2 ** 31 - 1;
export const MAX_FRAMES = 20;

const PATTERNS: { readonly [T in StringFieldType]: RegExp } = {
  guid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  version: /^[0-9A-Za-z][0-9A-Za-z.+_~-]{0,63}$/,
  language: /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/,
  region: /^([A-Z]{2}|[0-9]{3})$/,
  identifier: /^[A-Za-z_$][A-Za-z0-9_$.:-]{0,63}$/,
  // A maker's name for a kind of computer: six short words at most, no path.
  model: /^[A-Za-z0-9][A-Za-z0-9.,_()+-]{0,23}( [A-Za-z0-9.,_()+-]{1,24}){0,5}$/,
  name: /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u,
  'account-id': /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/,
  'thread-id': /^[A-Za-z0-9+/]{1,64}={0,2}$/,
  'ip-address': /^([0-9]{1,3}(\.[0-9]{1,3}){3}|[0-9A-Fa-f:]{2,39})$/,
  'sip-uri': /^sips?:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,190}$/,
};
/** `function@path:line:column`, the path relative to the program. */
const FRAME = /^[\w$.<>]{0,64}@(electron|renderer|assets)\/[\w./-]{1,120}:\d{1,7}:\d{1,7}$/;

export interface FieldProblem {
  readonly field: string;
  readonly reason: 'unknown-event' | 'unknown-field' | 'missing' | 'wrong-type' | 'out-of-range' | 'malformed';
}

/** Problems of `values` as a record of `event`; an empty list means that it may be recorded or stored. */
export function validateEvent(event: string, values: Readonly<Record<string, unknown>>): FieldProblem[] {
  if (!isEventName(event)) return [{ field: event, reason: 'unknown-event' }];
  const { fields } = eventOf(event);
  const problems: FieldProblem[] = [];
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(fields, name)) problems.push({ field: name, reason: 'unknown-field' });
  }
  for (const [name, field] of Object.entries(fields)) {
    const reason = Object.hasOwn(values, name) ? problemOf(field, values[name]) : field.optional ? null : 'missing';
    if (reason) problems.push({ field: name, reason });
  }
  return problems;
}

function problemOf(field: Field, value: unknown): FieldProblem['reason'] | null {
  switch (field.type) {
    case 'count':
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) return 'wrong-type';
      return value > MAX_COUNT || value < (field.type === 'count' ? 0 : -MAX_COUNT - 1) ? 'out-of-range' : null;
    case 'enum':
      if (typeof value !== 'string') return 'wrong-type';
      return field.values.includes(value) ? null : 'malformed';
    case 'frames':
      if (!Array.isArray(value)) return 'wrong-type';
      if (value.length > MAX_FRAMES) return 'out-of-range';
      return value.every((frame) => typeof frame === 'string' && FRAME.test(frame)) ? null : 'malformed';
    default:
      if (typeof value !== 'string') return 'wrong-type';
      return PATTERNS[field.type].test(value) ? null : 'malformed';
  }
}

/** For the pipeline, which drops an optional environment value that does not fit rather than the whole record. */
export const isValidValue = (field: Field, value: FieldValue): boolean => problemOf(field, value) === null;
