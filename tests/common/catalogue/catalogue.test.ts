import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errorFieldKeys, EVENT_NAMES, eventOf, fieldsOf, type EventName } from '../../../common/catalogue/catalogue.ts';
import {
  census,
  error,
  usage,
  ALLOWED_CLASSIFICATIONS,
  type Field,
  type FieldValue,
} from '../../../common/catalogue/types.ts';
import { MAX_COUNT, MAX_FRAMES, validateEvent } from '../../../common/catalogue/validate.ts';

const exampleOf = (event: EventName): Record<string, FieldValue> =>
  Object.fromEntries(fieldsOf(event).map(([name, field]) => [name, field.example]));
const namesOf = (category: string): string[] =>
  EVENT_NAMES.filter((event) => eventOf(event).category === category).flatMap((event) =>
    fieldsOf(event).map(([name]) => name),
  );

describe('the catalogue', () => {
  test.each(EVENT_NAMES)('%s carries only classes that its category allows', (event) => {
    const { category } = eventOf(event);
    for (const [, field] of fieldsOf(event)) expect(ALLOWED_CLASSIFICATIONS[category]).toContain(field.classification);
  });

  test.each(EVENT_NAMES)('%s has a purpose, an owner, a retention, and examples that it accepts itself', (event) => {
    const { purpose, owner, retentionDays } = eventOf(event);
    expect(purpose.length * owner.length * retentionDays).toBeGreaterThan(0);
    expect(validateEvent(event, exampleOf(event))).toEqual([]);
  });

  test('has every field of the practices document', () => {
    expect(namesOf('census')).toEqual(
      expect.arrayContaining([
        'AppName',
        'DeviceModel',
        'OSName',
        'OSVersion',
        'UserLanguage',
        'Region',
        'UserID',
        'DeviceID',
        'SignInAttempts',
        'SignInFailures',
      ]),
    );
    expect(namesOf('usage')).toEqual(
      expect.arrayContaining([
        'IMSent',
        'IMReceived',
        'CallsMade',
        'JoinMeetingAttempts',
        'JoinMeetingSuccess',
        'CallMeetingMinutes',
        'FederationPartner',
      ]),
    );
    expect(namesOf('error')).toEqual(
      expect.arrayContaining([
        'MessageDirection',
        'ConversationState',
        'ConversationThreadID',
        'UserID',
        'IPAddress',
        'SipUri',
        'ErrorCode',
      ]),
    );
  });

  test('census names no organization, usage no user and no device, errors no device', () => {
    expect(namesOf('census')).not.toContain('FederationPartner');
    for (const name of ['UserID', 'DeviceID', 'SipUri', 'IPAddress']) expect(namesOf('usage')).not.toContain(name);
    expect(namesOf('error')).not.toContain('DeviceID');
  });

  test('a field whose class its category forbids does not compile', () => {
    const body = { purpose: 'p', owner: 'o', retentionDays: 1 };
    const partner = { type: 'name', classification: 'organization', example: 'Contoso', description: 'd' } as const;
    const device = { type: 'guid', classification: 'user-pseudonymous', example: 'x', description: 'd' } as const;
    // @ts-expect-error census never identifies the organization
    census({ ...body, fields: { partner } });
    // @ts-expect-error usage carries no user or device ID, hashed or not
    usage({ ...body, fields: { device } });
    // @ts-expect-error errors carry no device ID
    error({ ...body, fields: { device } });
    expect(error({ ...body, fields: { partner } }).category).toBe('error');
  });

  test('an opt-in agrees to error fields only', () => {
    expect(errorFieldKeys().length).toBe(namesOf('error').length);
    expect(errorFieldKeys().every((key) => key.startsWith('error.'))).toBe(true);
  });
});

describe('validation', () => {
  test('refuses an event that is not in the catalogue', () => {
    for (const event of ['census.everything', 'toString', '__proto__', 'constructor', '']) {
      expect(validateEvent(event, {})).toEqual([{ field: event, reason: 'unknown-event' }]);
    }
  });

  test.each(EVENT_NAMES)(
    '%s refuses a field that is not in its record, and misses each one that is not optional',
    (event) => {
      expect(validateEvent(event, { ...exampleOf(event), Message: 'free text' })).toEqual([
        { field: 'Message', reason: 'unknown-field' },
      ]);
      for (const [name, field] of fieldsOf(event)) {
        const { [name]: _dropped, ...rest } = exampleOf(event);
        expect(validateEvent(event, rest)).toEqual(field.optional ? [] : [{ field: name, reason: 'missing' }]);
      }
    },
  );

  test('lets no sentence, address or path through any text field', () => {
    const texts = [
      'Cannot read /home/ada/secret.txt',
      'ada@contoso.example wrote: hello',
      'C:\\Users\\ada',
      '<script>',
      'a\nb',
      'x'.repeat(300),
    ];
    const stringFields = EVENT_NAMES.flatMap((event) =>
      fieldsOf(event)
        .map(([name, field]) => ({ event, name, field }))
        .filter(({ field }) => isText(field) && field.type !== 'name'),
    );
    for (const { event, name } of stringFields) {
      for (const text of texts)
        expect(validateEvent(event, { ...exampleOf(event), [name]: text }), `${event}/${name}: ${text}`).toHaveLength(
          1,
        );
    }
  });

  test('never throws and never accepts a value of another type', () => {
    fc.assert(
      fc.property(fc.constantFrom(...EVENT_NAMES), fc.nat(), fc.anything(), (event, pick, value) => {
        const fields = fieldsOf(event);
        const [name, field] = fields[pick % fields.length] ?? ['', undefined];
        const problems = validateEvent(event, { ...exampleOf(event), [name]: value });
        return problems.length === 1 || typeof value === typeof field?.example;
      }),
    );
  });

  test('bounds counts and frames', () => {
    const exception = exampleOf('error.exception');
    const device = exampleOf('census.device');
    expect(validateEvent('census.device', { ...device, SignInAttempts: MAX_COUNT + 1 })).toEqual([
      { field: 'SignInAttempts', reason: 'out-of-range' },
    ]);
    expect(validateEvent('census.device', { ...device, SignInAttempts: -1 })).toEqual([
      { field: 'SignInAttempts', reason: 'out-of-range' },
    ]);
    expect(validateEvent('census.device', { ...device, SignInAttempts: 0.5 })).toEqual([
      { field: 'SignInAttempts', reason: 'wrong-type' },
    ]);
    const frame = 'f@electron/main.mjs:1:1';
    expect(
      validateEvent('error.exception', { ...exception, Frames: Array.from({ length: MAX_FRAMES + 1 }, () => frame) }),
    ).toEqual([{ field: 'Frames', reason: 'out-of-range' }]);
    expect(validateEvent('error.exception', { ...exception, Frames: ['at f (/home/ada/x.js:1:1)'] })).toEqual([
      { field: 'Frames', reason: 'malformed' },
    ]);
  });
});

const isText = (field: Field): boolean => typeof field.example === 'string';
