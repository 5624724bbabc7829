import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATEGORIES } from '../../../common/catalogue/types.ts';
import { decodeRequest, MAX_RECORDS_PER_REQUEST } from '../../../common/otlp/decode.ts';
import { encodeBatch, type OutgoingBatch } from '../../../common/otlp/encode.ts';

const HOUR_MS = 3_600_000;
const batch = (patch: Partial<OutgoingBatch> = {}): OutgoingBatch => ({
  category: 'usage',
  batchId: '0b9f9f1e-6a3c-4d59-8a53-0d9d0a9cf001',
  erasureHash: 'a'.repeat(64),
  records: [
    {
      sequence: 0,
      event: 'usage.stability',
      atMs: Date.UTC(2026, 0, 5, 9, 59),
      fields: { Starts: 1, FederationPartner: 'Contoso' },
    },
  ],
  ...patch,
});
/** What a collector or a hostile sender may make of it. */
const tampered = (change: (request: Record<string, unknown>) => void): unknown => {
  const request = JSON.parse(JSON.stringify(encodeBatch(batch()))) as Record<string, unknown>;
  change(request);
  return request;
};
type Loose = { [key: string]: Loose } & Loose[];
const firstLog = (request: unknown): Loose =>
  (request as Loose)['resourceLogs']![0]!['scopeLogs']![0]!['logRecords']![0]!;
const reasonOf = (request: unknown): string => {
  const decoded = decodeRequest(request);
  return decoded.ok ? 'accepted' : decoded.reason;
};

describe('the OTLP mapping', () => {
  test('gives back what went in, through JSON', () => {
    const value = fc.oneof(fc.integer(), fc.string(), fc.array(fc.string(), { maxLength: 4 }));
    const fields = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/), value, { maxKeys: 6 });
    fc.assert(
      fc.property(
        fc.constantFrom(...CATEGORIES),
        fc.array(fields, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
        (category, all, atMs) => {
          const records = all.map((each, sequence) => ({ sequence, event: `${category}.x`, atMs, fields: each }));
          const decoded = decodeRequest(JSON.parse(JSON.stringify(encodeBatch(batch({ category, records })))));
          const expectedMs = category === 'error' ? atMs : Math.floor(atMs / HOUR_MS) * HOUR_MS;
          expect(decoded).toEqual({
            ok: true,
            value: records.map((record) => ({
              ...record,
              atMs: expectedMs,
              category,
              batchId: batch().batchId,
              erasureHash: batch().erasureHash,
            })),
          });
        },
      ),
    );
  });

  test('rounds times of census and usage down to the hour, and keeps those of errors', () => {
    const time = (category: OutgoingBatch['category']) =>
      encodeBatch(batch({ category })).resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.timeUnixNano;
    expect(time('usage')).toBe(`${Date.UTC(2026, 0, 5, 9)}000000`);
    expect(time('census')).toBe(`${Date.UTC(2026, 0, 5, 9)}000000`);
    expect(time('error')).toBe(`${Date.UTC(2026, 0, 5, 9, 59)}000000`);
  });

  test.each([
    [
      'a resource attribute beyond the allowed ones',
      (r: unknown) =>
        (r as Loose)['resourceLogs']![0]!['resource']!['attributes']!.push({
          key: 'host.name',
          value: { stringValue: 'ada-laptop' },
        } as unknown as Loose),
      /not allowed: "host.name"/,
    ],
    [
      'a body',
      (r: unknown) => void (firstLog(r)['body'] = { stringValue: 'free text' } as unknown as Loose),
      /not allowed: "body"/,
    ],
    [
      'a severity text',
      (r: unknown) => void (firstLog(r)['severityText'] = 'hello' as unknown as Loose),
      /not allowed: "severityText"/,
    ],
    ['a trace ID', (r: unknown) => void (firstLog(r)['traceId'] = 'abc' as unknown as Loose), /not allowed: "traceId"/],
    ['no sequence', (r: unknown) => void firstLog(r)['attributes']!.shift(), /parley.sequence is missing/],
    [
      'an attribute twice',
      (r: unknown) => void firstLog(r)['attributes']!.push(firstLog(r)['attributes']![1]!),
      /appears twice/,
    ],
    [
      'a floating-point value',
      (r: unknown) => void (firstLog(r)['attributes']![1]!['value'] = { doubleValue: 1.5 } as unknown as Loose),
      /is not a text, whole number or list/,
    ],
    [
      'a foreign scope',
      (r: unknown) =>
        void ((r as Loose)['resourceLogs']![0]!['scopeLogs']![0]!['scope']!['name'] = 'other' as unknown as Loose),
      /scope.name is not one of/,
    ],
    ['no event name', (r: unknown) => void Reflect.deleteProperty(firstLog(r), 'eventName'), /eventName is missing/],
  ])('refuses %s, and says where', (_what, change, reason) => {
    const request = tampered(change);
    expect(reasonOf(request)).toMatch(reason);
  });

  test('takes the batches of several clients in one request, as a collector sends them', () => {
    const [first, second] = [
      encodeBatch(batch()),
      encodeBatch(batch({ batchId: '0b9f9f1e-6a3c-4d59-8a53-0d9d0a9cf002' })),
    ];
    const decoded = decodeRequest({ resourceLogs: [...first.resourceLogs, ...second.resourceLogs] });
    expect(decoded.ok && decoded.value.map((record) => record.batchId.at(-1))).toEqual(['1', '2']);
  });

  test('bounds the number of records', () => {
    const records = Array.from({ length: MAX_RECORDS_PER_REQUEST + 1 }, (_, sequence) => ({
      sequence,
      event: 'usage.stability',
      atMs: 1e12,
      fields: {},
    }));
    expect(reasonOf(encodeBatch(batch({ records })))).toMatch(/more than/);
  });

  test('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (anything) => void decodeRequest(anything)));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        decodeRequest({ resourceLogs: [{ resource: { attributes: a }, scopeLogs: b }] });
        decodeRequest(tampered((request) => void (firstLog(request)['attributes'] = a as unknown as Loose)));
      }),
    );
  });
});
