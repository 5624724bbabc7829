import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CATEGORIES } from '../../../common/catalogue/types.ts';
import { decodeProtobuf } from '../../../common/otlp/decode-protobuf.ts';
import { decodeRequest, MAX_RECORDS_PER_REQUEST } from '../../../common/otlp/decode.ts';
import {
  encodeAttributes,
  encodeBatchAsProtobuf,
  encodeLogRecord,
  encodeRequest,
} from '../../../common/otlp/encode-protobuf.ts';
import { encodeBatch, type OutgoingBatch } from '../../../common/otlp/encode.ts';
import { decodeLogsResponse } from '../../../common/otlp/logs-response.ts';
import { otlpLibrary } from './otlp-schema.ts';

const library = otlpLibrary();
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  // Lengths around the borders of one and two bytes of length.
  fc.constantFrom(...[0, 1, 63, 64, 65, 127, 128, 16_383, 16_384].map((length) => 'x'.repeat(length))),
);
const value = fc.oneof(fc.integer(), fc.maxSafeInteger(), text, fc.array(text, { maxLength: 4 }));
const fields = fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{0,20}$/), value, { maxKeys: 14 });
const batches: fc.Arbitrary<OutgoingBatch> = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  batchId: fc.uuid(),
  erasureHash: fc.stringMatching(/^[0-9a-f]{64}$/),
  records: fc
    .array(
      fc.record({
        event: fc.stringMatching(/^[a-z]{1,9}\.[a-z-]{1,20}$/),
        atMs: fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
        fields,
      }),
      { maxLength: 6 },
    )
    .map((all) => all.map((record, sequence) => ({ ...record, sequence }))),
});
const example = (): OutgoingBatch => ({
  category: 'usage',
  batchId: '0b9f9f1e-6a3c-4d59-8a53-0d9d0a9cf001',
  erasureHash: 'a'.repeat(64),
  records: [{ sequence: 0, event: 'usage.stability', atMs: Date.UTC(2026, 0, 5), fields: { Starts: 1, Crashes: -7 } }],
});
type Loose = { [key: string]: Loose } & Loose[];
const asJson = (batch: OutgoingBatch): Loose => JSON.parse(JSON.stringify(encodeBatch(batch))) as Loose;
const reasonOf = (bytes: Uint8Array): string => {
  const decoded = decodeProtobuf(bytes);
  return decoded.ok ? 'accepted' : decoded.reason;
};

describe('OTLP protobuf', () => {
  test('what we write, the library reads as what the JSON mapping says', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const { records, ...head } = batch;
        fc.pre(records.length > 0);
        expect(library.decode(encodeBatchAsProtobuf(batch))).toEqual(
          library.decode(library.encode(encodeBatch({ ...head, records }))),
        );
      }),
    );
  });

  test('what the library writes, and what we write, is read like the same request in JSON', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const read = decodeRequest(asJson(batch));
        expect(read.ok).toBe(true);
        expect(decodeProtobuf(library.encode(encodeBatch(batch)))).toEqual(read);
        expect(decodeProtobuf(encodeBatchAsProtobuf(batch))).toEqual(read);
      }),
    );
  });

  test('parts that were encoded before are the same bytes', () => {
    fc.assert(
      fc.property(fields, fields, (shared, own) => {
        const record = { event: 'usage.x', atMs: 1e12 };
        const own2 = Object.fromEntries(Object.entries(own).map(([key, each]) => [`${key}2`, each]));
        expect(encodeLogRecord('usage', { ...record, fields: own2 }, encodeAttributes(shared))).toEqual(
          encodeLogRecord('usage', { ...record, fields: { ...shared, ...own2 } }),
        );
      }),
    );
  });

  test('parts may come in any order, and unknown parts outside of records are skipped', () => {
    const bytes = library.encode({
      resourceLogs: [
        { ...encodeBatch(example()).resourceLogs[0]!, schemaUrl: 'https://schemas.example/1' },
        encodeBatch({ ...example(), category: 'error' }).resourceLogs[0]!,
      ],
    });
    const categories = ['usage', 'error'];
    const read = decodeProtobuf(bytes);
    expect(read.ok && read.value.map(({ category }) => category)).toEqual(categories);
    // Scope before resource, records before scope: the same parts, their order turned round.
    const turned = decodeProtobuf(reversed(bytes, 3));
    expect(turned.ok && turned.value.map(({ category }) => category)).toEqual(categories.toReversed());
  });

  test('half of a surrogate pair is written as U+FFFD', () => {
    const [record] = example().records;
    const read = decodeProtobuf(
      encodeBatchAsProtobuf({ ...example(), records: [{ ...record!, fields: { A: 'a\ud800b' } }] }),
    );
    expect(read.ok && read.value[0]?.fields).toEqual({ A: 'a\ufffdb' });
  });

  const record = (request: Loose): Loose => request['resourceLogs']![0]!['scopeLogs']![0]!['logRecords']![0]!;
  const loosely = (change: unknown): Loose => change as Loose;
  test.each<[string, (request: Loose) => void, RegExp]>([
    [
      'a foreign resource attribute',
      (r) =>
        void r['resourceLogs']![0]!['resource']!['attributes']!.push(
          loosely({ key: 'host.name', value: { stringValue: 'x' } }),
        ),
      /resource: attribute is not allowed: "host.name"/,
    ],
    [
      'no batch',
      (r) => void r['resourceLogs']![0]!['resource']!['attributes']!.pop(),
      /parley.batch.erasure is missing/,
    ],
    ['no resource', (r) => void Reflect.deleteProperty(r['resourceLogs']![0]!, 'resource'), /resource is missing/],
    [
      'no scope',
      (r) => void Reflect.deleteProperty(r['resourceLogs']![0]!['scopeLogs']![0]!, 'scope'),
      /scope is missing/,
    ],
    [
      'a foreign scope',
      (r) => void (r['resourceLogs']![0]!['scopeLogs']![0]!['scope']!['name'] = loosely('other')),
      /scope.name is not one of/,
    ],
    [
      'a body',
      (r) => void (record(r)['body'] = loosely({ stringValue: 'free' })),
      /not allowed in a log record: field 5/,
    ],
    ['a severity', (r) => void (record(r)['severityNumber'] = loosely(9)), /not allowed in a log record: field 2/],
    [
      'a trace ID',
      (r) => void (record(r)['traceId'] = loosely('q6urq6urq6urq6urq6urqw==')),
      /not allowed in a log record: field 9/,
    ],
    ['no event name', (r) => void Reflect.deleteProperty(record(r), 'eventName'), /eventName is missing/],
    ['no time', (r) => void Reflect.deleteProperty(record(r), 'timeUnixNano'), /not a time/],
    ['no sequence', (r) => void record(r)['attributes']!.shift(), /parley.sequence is missing/],
    [
      'two sequences',
      (r) => void record(r)['attributes']!.push(record(r)['attributes']![0]!),
      /attribute appears twice: "parley.sequence"/,
    ],
    ['an attribute twice', (r) => void record(r)['attributes']!.push(record(r)['attributes']![1]!), /appears twice/],
    [
      'a double',
      (r) => void (record(r)['attributes']![1]!['value'] = loosely({ doubleValue: 1 })),
      /not a text, whole number/,
    ],
    [
      'a list in a list',
      (r) => void (record(r)['attributes']![1]!['value'] = loosely({ arrayValue: { values: [{ arrayValue: {} }] } })),
      /other than texts/,
    ],
    [
      'an attribute without a value',
      (r) => void (record(r)['attributes']![1]!['value'] = loosely({})),
      /is not a text/,
    ],
    ['__proto__', (r) => void (record(r)['attributes']![1]!['key'] = loosely('__proto__')), /no usable key/],
    [
      'a number beyond 53 bits',
      (r) => void (record(r)['attributes']![1]!['value'] = loosely({ intValue: '9007199254740993' })),
      /too large/,
    ],
  ])('refuses %s, and says where', (_what, change, reason) => {
    const request = asJson(example());
    change(request);
    expect(reasonOf(library.encode(request))).toMatch(reason);
  });

  test('what a collector writes for "not set" in a log record is no reason to refuse', () => {
    const { records, ...head } = example();
    // Empty body, trace ID and span ID, flags and observed time of zero.
    const unset = [0x2a, 0, 0x4a, 0, 0x52, 0, 0x45, 0, 0, 0, 0, 0x59, 0, 0, 0, 0, 0, 0, 0, 0];
    const padded = Uint8Array.of(...encodeLogRecord('usage', records[0]!), ...unset);
    expect(decodeProtobuf(encodeRequest(head, [padded]))).toEqual(decodeRequest(asJson(example())));
  });

  test('bounds the number of records', () => {
    const [only] = example().records;
    const records = Array.from({ length: MAX_RECORDS_PER_REQUEST + 1 }, (_, sequence) => ({ ...only!, sequence }));
    expect(reasonOf(encodeBatchAsProtobuf({ ...example(), records }))).toMatch(/more than/);
  });

  test('refuses what is cut off anywhere but between two parts', () => {
    const bytes = encodeBatchAsProtobuf(example());
    for (let length = 0; length < bytes.length; length++)
      expect(reasonOf(bytes.subarray(0, length))).not.toBe('accepted');
    expect(reasonOf(bytes)).toBe('accepted');
  });

  test('never throws, never reads beyond its input, whatever it is given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void decodeProtobuf(bytes)),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(
        batches,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
        (batch, hits) => {
          const bytes = encodeBatchAsProtobuf(batch);
          for (const [at, byte] of hits) bytes[at % bytes.length] = byte;
          // The same bytes in the midst of others must read the same.
          const surrounded = new Uint8Array(bytes.length + 64).fill(0x0a);
          surrounded.set(bytes, 32);
          expect(decodeProtobuf(surrounded.subarray(32, 32 + bytes.length))).toEqual(decodeProtobuf(bytes));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('an answer is read as the library writes it, and never throws', () => {
  fc.assert(
    fc.property(fc.nat(), fc.string(), (rejectedLogRecords, errorMessage) => {
      const partialSuccess = { rejectedLogRecords, errorMessage };
      expect(decodeLogsResponse(library.encodeAnswer({ partialSuccess }))).toEqual({
        ok: true,
        value: { partialSuccess },
      });
    }),
  );
  expect(decodeLogsResponse(new Uint8Array())).toEqual({ ok: true, value: {} });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => void decodeLogsResponse(bytes)));
});

/** Turns round the order of the parts of a message, and of those within it, `depth` levels deep. */
function reversed(bytes: Uint8Array, depth: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    let head = at + 1;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[head++]!;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const inner = bytes.subarray(head, head + length);
    const isText = depth === 1 || (bytes[at]! >> 3 === 3 && depth > 1);
    parts.push(Uint8Array.of(...bytes.subarray(at, head), ...(isText ? inner : reversed(inner, depth - 1))));
    at = head + length;
  }
  return Uint8Array.of(...parts.toReversed().flatMap((part) => [...part]));
}
