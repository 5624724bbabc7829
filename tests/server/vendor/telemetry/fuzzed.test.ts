/** Bodies that are nearly right, thousands of them in both forms, as a broken or hostile sender makes them. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { validateEvent } from '../../../../common/catalogue/validate.ts';
import { CATEGORIES } from '../../../../common/catalogue/types.ts';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { batchOf } from './batches.ts';
import { startHarness } from './harness.ts';
import { asProtobuf, PROTOBUF } from './protobuf.ts';

const BODIES = 5_000;
const AT_ONCE = 25;
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Overwrites, cuts out, repeats and swaps. */
type Hit =
  | { readonly kind: 'set'; readonly at: number; readonly byte: number }
  | { readonly kind: 'cut' | 'repeat'; readonly at: number; readonly length: number }
  | { readonly kind: 'insert'; readonly at: number; readonly text: string };
const at = fc.nat();
const hit: fc.Arbitrary<Hit> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), at, byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constantFrom('cut' as const, 'repeat' as const), at, length: fc.integer({ min: 1, max: 60 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at,
    text: fc.constantFrom(
      "'); DROP TABLE records; --",
      '\n{"level":"info","event":"forged"}',
      '__proto__',
      '"body":{"stringValue":"free text"},',
      '\u0000',
      '99999999999999999999',
      '[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
    ),
  }),
);

function struck(body: Buffer, hits: readonly Hit[]): Buffer {
  return hits.reduce((bytes, hitNow) => {
    const from = hitNow.at % (bytes.length + 1);
    const [head, tail] = [bytes.subarray(0, from), bytes.subarray(from)];
    if (hitNow.kind === 'insert') return Buffer.concat([head, Buffer.from(hitNow.text), tail]);
    if (hitNow.kind === 'set') return Buffer.concat([head, Buffer.from([hitNow.byte]), tail.subarray(1)]);
    if (hitNow.kind === 'cut') return Buffer.concat([head, tail.subarray(hitNow.length)]);
    return Buffer.concat([head, tail.subarray(0, hitNow.length), tail]);
  }, body);
}

it.each([
  ['json', {}, (request: object) => Buffer.from(JSON.stringify(request))],
  ['protobuf', PROTOBUF, asProtobuf],
] as const)(
  'is refused or is right, never an error, and what is stored is catalogued: %s',
  async (_form, headers, encode) => {
    const harness = await startHarness({ limits: { uploadsPerMinute: 1_000_000 } });
    const bodies = CATEGORIES.map((category) => encode(encodeBatch(batchOf(category, 2))));
    const sample = fc.tuple(fc.nat(CATEGORIES.length - 1), fc.array(hit, { minLength: 1, maxLength: 3 }), fc.boolean());
    const inputs = fc.sample(sample, { numRuns: BODIES, seed: 20_261_120 });
    const statuses = new Set<number>();
    for (let i = 0; i < inputs.length; i += AT_ONCE) {
      const sent = inputs.slice(i, i + AT_ONCE).map(([category, hits, hasToken]) =>
        harness.uploadRaw(struck(bodies[category]!, hits), {
          ...headers,
          ...(hasToken ? { authorization: `Bearer ${harness.contoso.uploadToken}` } : {}),
        }),
      );
      for (const { status } of await Promise.all(sent)) statuses.add(status);
    }
    expect([...statuses].toSorted((a, b) => a - b)).toEqual([200, 400, 401]);
    const records = await harness.read();
    // Some hits change nothing that counts, such as a digit of a number or the ID of a batch.
    expect(records.length).toBeGreaterThan(0);
    const problems = records.flatMap(({ event, fields }) =>
      // What was hashed is a GUID now, whatever it was.
      validateEvent(event, fields).filter(({ field }) => !GUID.test(String(fields[field]))),
    );
    expect(problems).toEqual([]);
    expect(harness.logLines.filter((line) => !/"event":"(purged|request)"/.test(line))).toEqual([]);
    expect((await harness.upload(batchOf('error'))).status).toBe(200);
  },
  120_000,
);
