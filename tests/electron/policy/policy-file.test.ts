import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyOrigin } from '../../../common/policies/reading.ts';
import { MAX_PROBLEMS } from '../../../electron/policy/judge-setting.ts';
import {
  MAX_NESTING,
  MAX_POLICY_FILE_BYTES,
  parsePolicyFile,
  type PolicyFileContent,
} from '../../../electron/policy/policy-file.ts';

const ORIGIN: PolicyOrigin = { source: 'machine', file: '10.json' };
const parse = (text: string | Uint8Array): PolicyFileContent =>
  parsePolicyFile(typeof text === 'string' ? Buffer.from(text) : text, ORIGIN);
const problemOf = (text: string | Uint8Array) => parse(text).problems[0];

describe('a valid file', () => {
  test('gives its settings with line and column', () => {
    expect(parse('{\n  "DisableAutomaticSendTracing": true,\r\n\t"LoggingLevel": "off"\n}')).toEqual({
      isUnderstood: true,
      settings: [
        { key: 'DisableAutomaticSendTracing', value: true, origin: { ...ORIGIN, line: 2, column: 3 } },
        { key: 'LoggingLevel', value: 'off', origin: { ...ORIGIN, line: 3, column: 2 } },
      ],
      problems: [],
    });
  });

  test('may be empty of policies, and may begin with a byte-order mark', () => {
    expect(parse('{}')).toEqual({ isUnderstood: true, settings: [], problems: [] });
    expect(parse('\ufeff{ "LoggingLevel": "full" }').settings).toMatchObject([{ value: 'full' }]);
  });
});

describe('a file that cannot be understood gives one problem that holds, and nothing else', () => {
  const deep = '['.repeat(MAX_POLICY_FILE_BYTES - 10);
  test.each<[string, string | Uint8Array, string]>([
    ['nothing at all', '', 'unparsable'],
    ['white space', ' \n', 'unparsable'],
    ['a truncated file', '{ "DisableAutomaticSendTracing": tr', 'unparsable'],
    ['a comment', '{ // no\n}', 'unparsable'],
    ['a trailing comma', '{ "LoggingLevel": "off", }', 'unparsable'],
    ['two objects', '{}{}', 'unparsable'],
    ['single quotation marks', "{ 'LoggingLevel': 'off' }", 'unparsable'],
    ['a line break in a text', '{ "LoggingLevel": "o\nff" }', 'unparsable'],
    ['NaN', '{ "a": NaN }', 'unparsable'],
    ['a list', '[]', 'not-an-object'],
    ['true', 'true', 'not-an-object'],
    ['null', 'null', 'not-an-object'],
    ['UTF-16 with a mark', Buffer.from('\ufeff{}', 'utf16le'), 'wrong-encoding'],
    ['UTF-16 without one', Buffer.from('{}', 'utf16le'), 'wrong-encoding'],
    ['Latin-1', Buffer.from('{ "ä": 1 }', 'latin1'), 'wrong-encoding'],
    ['NULs, as after a power cut', Buffer.alloc(40), 'wrong-encoding'],
    ['too much', `{ "a": "${'x'.repeat(MAX_POLICY_FILE_BYTES)}" }`, 'too-large'],
    ['brackets without end', deep, 'unparsable'],
    ['deep nesting in a value', `{ "a": ${'['.repeat(MAX_NESTING)}${']'.repeat(MAX_NESTING)} }`, 'unparsable'],
  ])('%s', (_what, text, kind) => {
    const { isUnderstood, settings, problems } = parse(text);
    expect({ isUnderstood, settings }).toEqual({ isUnderstood: false, settings: [] });
    expect(problems).toMatchObject([{ kind, holds: true, origin: { file: '10.json' } }]);
    expect(problems[0]?.remedy).not.toBe('');
  });

  test('says where the mistake is', () => {
    expect(problemOf('{\n  "LoggingLevel" "off"\n}')).toMatchObject({
      message: 'The file is not valid JSON: a colon is missing.',
      origin: { line: 2, column: 18 },
    });
  });
});

describe('a key or value that is wrong', () => {
  test.each<[string, string, object]>([
    ['an unknown key is reported', '{ "Telemetry": 1 }', { kind: 'unknown-key', key: 'Telemetry', holds: false }],
    [
      'a mistyped key is answered by the right one',
      '{ "LogingLevel": "off" }',
      { kind: 'unknown-key', remedy: 'Did you mean "LoggingLevel"? Names are case-sensitive.' },
    ],
    [
      'a key near a stopping switch holds',
      '{ "disableAutomaticSendTracing": true }',
      { kind: 'near-miss', holds: true },
    ],
    [
      'an invalid value of a stopping switch holds',
      '{ "DisableAutomaticSendTracing": "true" }',
      { kind: 'invalid-value', holds: true, remedy: 'Set it to true or false, without quotation marks.' },
    ],
    ['so does 1', '{ "DisableAutomaticSendTracing": 1 }', { kind: 'invalid-value', holds: true }],
    ['so does null', '{ "DisableAutomaticSendTracing": null }', { kind: 'invalid-value', holds: true }],
    [
      'so does an object',
      '{ "DisableAutomaticSendTracing": {"__proto__": true} }',
      { kind: 'invalid-value', holds: true },
    ],
    [
      'an invalid value of another policy does not',
      '{ "LoggingLevel": "loud" }',
      { kind: 'invalid-value', holds: false },
    ],
  ])('%s', (_rule, text, problem) => {
    expect(problemOf(text)).toMatchObject({ ...problem, origin: { line: 1, column: 3 } });
    expect(parse(text).settings).toEqual([]);
  });

  test('leaves what is right beside it in force', () => {
    const { settings, problems } = parse('{ "x": 1, "DisableAutomaticSendTracing": true }');
    expect([settings.length, problems.length]).toEqual([1, 1]);
  });

  test('__proto__ and its like are unknown keys and reach no prototype', () => {
    const text =
      '{ "__proto__": {"DisableAutomaticSendTracing": false}, "constructor": 1, "toString": true, "hasOwnProperty": 0 }';
    const { settings, problems } = parse(text);
    expect(settings).toEqual([]);
    expect(problems.map(({ kind }) => kind)).toEqual(['unknown-key', 'unknown-key', 'unknown-key', 'unknown-key']);
    expect(({} as Record<string, unknown>)['DisableAutomaticSendTracing']).toBeUndefined();
  });

  test('a stopping switch that is written twice keeps both values, so that a stop wins, and holds', () => {
    const { settings, problems } = parse(
      '{ "DisableAutomaticSendTracing": true, "DisableAutomaticSendTracing": false }',
    );
    expect(settings.map(({ value }) => value)).toEqual([true, false]);
    expect(problems).toMatchObject([{ kind: 'duplicate-key', holds: true, origin: { column: 40 } }]);
  });

  test('many wrong keys are summed up, and a hold among them is not lost', () => {
    const keys = Array.from({ length: 2_000 }, (_, i) => `"k${i}": 1`);
    const { problems } = parse(`{ ${keys.join(', ')}, "disableautomaticsendtracing": true }`);
    expect(problems).toHaveLength(MAX_PROBLEMS);
    expect(problems.some((problem) => problem.holds)).toBe(true);
    expect(problems.at(-1)?.message).toContain('1951 more');
  });
});

describe('for any text', () => {
  test('no strict prefix of a valid file is understood', () => {
    const policy = fc.record(
      { DisableAutomaticSendTracing: fc.boolean(), LoggingLevel: fc.constantFrom('off', 'full') },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        policy,
        fc.nat({ max: 4 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (value, indent, at) => {
          const text = JSON.stringify(value, null, indent);
          expect(parse(text.slice(0, Math.floor(text.length * at))).isUnderstood).toBe(false);
        },
      ),
    );
  });

  test('what is understood is what a strict JSON parser takes for an object, and nothing else', () => {
    const soup = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ':',
        ',',
        'true',
        'false',
        '1',
        '-',
        '\\',
        '//',
        '\n',
        ' ',
        'a',
        '"a"',
        '"a":1',
        '\u0001',
        '\u2028',
        '01',
        '1e',
        'null',
      ),
      { maxLength: 14 },
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        let isObject = false;
        try {
          const value: unknown = JSON.parse(text);
          isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        } catch {}
        expect(parse(text).isUnderstood).toBe(isObject);
      }),
      { numRuns: 3_000 },
    );
  });

  test('any bytes give an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const { isUnderstood, problems } = parse(bytes);
        expect(isUnderstood || problems.length === 1).toBe(true);
      }),
    );
  });
});
