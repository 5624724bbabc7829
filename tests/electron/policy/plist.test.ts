/** The fixtures were written by Python's plistlib; property tests write their own binary lists byte by byte. */
import fs from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBinaryPlist } from '../../../electron/policy/binary-plist.ts';
import { parsePlistPolicies } from '../../../electron/policy/plist.ts';
import { readXmlPlist } from '../../../electron/policy/xml-plist.ts';

const fixture = (name: string): Uint8Array =>
  fs.readFileSync(new URL(`../../fixtures/policies/${name}`, import.meta.url));
const origin = { source: 'machine', file: 'example.parley.client.plist' } as const;
const parse = (bytes: Uint8Array | string) => parsePlistPolicies(Buffer.from(bytes), origin);
const settings = (bytes: Uint8Array | string) => parse(bytes).settings.map(({ key, value }) => [key, value]);
const xml = (body: string): string => `<?xml version="1.0"?>\n<plist version="1.0">${body}</plist>\n`;

describe.each(['stop.xml.plist', 'stop.binary.plist'])('%s', (name) => {
  test('says what the profile set; what the system copied from the profile is passed over', () => {
    expect(Object.fromEntries(settings(fixture(name)))).toEqual({
      DisableAutomaticSendTracing: true,
      LoggingLevel: 'full',
      OpenAtLogin: false,
      TenantUrl: 'https://parley.contoso.example',
    });
    expect(parse(fixture(name)).problems).toEqual([]);
  });

  test('that is cut anywhere is not understood', () => {
    const whole = fixture(name);
    for (let length = 0; length < whole.length - 1; length++)
      expect(parse(whole.subarray(0, length)).isUnderstood).toBe(false);
  });
});

describe.each(['odd.xml.plist', 'odd.binary.plist'])('%s', (name) => {
  test('has a line for each value of a wrong type, and none passes', () => {
    const { isUnderstood, settings: none, problems } = parse(fixture(name));
    expect({ isUnderstood, none }).toEqual({ isUnderstood: true, none: [] });
    expect(Object.fromEntries(problems.map(({ kind, key, holds }) => [key, [kind, holds]]))).toEqual({
      DisableAutomaticSendTracing: ['invalid-value', true],
      DisableDataExport: ['invalid-value', false],
      Language: ['invalid-value', false],
      LoggingLevel: ['invalid-value', false],
      OpenAtLogin: ['invalid-value', false],
      TelemetryServiceUrl: ['invalid-value', false],
      'Color & <more>': ['unknown-key', false],
    });
    expect(problems.find(({ key }) => key === 'DisableAutomaticSendTracing')?.remedy).toContain('<true/> or <false/>');
  });
});

test('a binary list with more objects than a byte counts is read', () => {
  const entries = readBinaryPlist(fixture('many.binary.plist'));
  expect(entries).toHaveLength(302);
  expect(entries).toContainEqual({ name: 'DisableAutomaticSendTracing', value: false });
  expect(entries).toContainEqual({ name: 'Long', value: 'x'.repeat(400) });
});

test('a binary list is never read as text, nor one whose top is no dictionary', () => {
  expect(parse('bplist00 <plist><dict></dict></plist>').isUnderstood).toBe(false);
  expect(parse(fixture('list.binary.plist')).isUnderstood).toBe(false);
  expect(parse(xml('<array><true/></array>')).isUnderstood).toBe(false);
});

describe('an XML list', () => {
  test('may be empty, compact, or full of comments', () => {
    expect(settings(xml('<dict/>'))).toEqual([]);
    expect(settings(xml('<dict></dict>'))).toEqual([]);
    expect(
      settings(xml('<!-- a > b --><dict><!-- x --><key>DisableDataExport</key><!-- y --><true></true></dict>')),
    ).toEqual([['DisableDataExport', true]]);
  });

  test('that names a switch twice is in doubt, and a stop in it stops', () => {
    const twice = xml(
      '<dict><key>DisableAutomaticSendTracing</key><true/><key>DisableAutomaticSendTracing</key><false/></dict>',
    );
    expect(settings(twice)).toContainEqual(['DisableAutomaticSendTracing', true]);
    expect(parse(twice).problems).toMatchObject([{ kind: 'duplicate-key', holds: true }]);
  });

  test.each([
    '<dict><key>a</key></dict>',
    '<dict><true/></dict>',
    '<dict><key>a</key><true/>',
    '<dict><key>a<b/></key><true/></dict>',
    '<dict><key>&unknown;</key><true/></dict>',
    '<dict></dict><dict></dict>',
    `<dict><key>a</key>${'<array>'.repeat(100)}</dict>`,
  ])('that is damaged is not understood: %s', (body) => {
    expect(parse(xml(body)).isUnderstood).toBe(false);
  });

  test('fetches and expands nothing', () => {
    const bomb = `<!DOCTYPE plist [<!ENTITY a "aaaa">]><plist version="1.0"><dict><key>&a;</key><true/></dict></plist>`;
    expect(parse(bomb).isUnderstood).toBe(false);
  });

  test('takes the key as any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
        expect(readXmlPlist(xml(`<dict><key>${escaped}</key><true/></dict>`))).toEqual([{ name, value: true }]);
      }),
    );
  });
});

test('whatever bytes follow the mark, reading ends and says nothing that is not there', () => {
  const whole = fixture('stop.binary.plist');
  fc.assert(
    fc.property(fc.nat(whole.length - 9), fc.uint8Array({ minLength: 1, maxLength: 12 }), (at, bytes) => {
      const damaged = Uint8Array.from(whole);
      damaged.set(bytes.subarray(0, whole.length - 8 - at), 8 + at);
      const { isUnderstood, problems } = parse(damaged);
      expect(isUnderstood || problems.length === 1).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
