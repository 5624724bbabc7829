import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, eventOf, type EventName } from '../../../../common/catalogue/catalogue.ts';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import { encodeBatchAsProtobuf } from '../../../../common/otlp/encode-protobuf.ts';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { decodeLogsResponse } from '../../../../common/otlp/logs-response.ts';
import { MAX_INFLATED_BYTES, MAX_WIRE_BYTES, type RefusalReason } from '../../../../common/wire/telemetry.ts';
import { batchOf, exampleFields, merged, type TestBatch } from './batches.ts';
import { startHarness, type Answer, type Harness } from './harness.ts';
import { asProtobuf, PROTOBUF, responseOf } from './protobuf.ts';

const GZIP = { 'content-encoding': 'gzip' };
type Headers = Record<string, string>;
interface Form {
  readonly headers: Headers;
  encode(request: object): Buffer;
}
const FORMS = {
  json: { headers: {}, encode: (request) => Buffer.from(JSON.stringify(request)) },
  protobuf: { headers: PROTOBUF, encode: asProtobuf },
} as const satisfies Record<string, Form>;

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
const send = (harness: Harness, form: Form, batch: TestBatch, headers: Headers = bearer(harness.contoso.uploadToken)) =>
  harness.uploadRaw(form.encode(encodeBatch(batch)), { ...form.headers, ...headers });
const one = (category: Category, event: EventName | 'error.unheard-of', changes: Record<string, unknown> = {}) =>
  batchOf(category, [{ event, fields: exampleFields(event === 'error.unheard-of' ? 'error.log' : event, changes) }]);

/** `status` 200: the record is refused, with any other the whole request. */
const REFUSALS: Record<
  RefusalReason,
  { readonly status: number; request(harness: Harness, form: Form): Promise<Answer> }
> = {
  malformed: {
    status: 400,
    request: (harness, form) => harness.uploadRaw(Buffer.from('census'), form.headers),
  },
  'too-large': {
    status: 413,
    request: (harness, form) => harness.uploadRaw(Buffer.alloc(MAX_WIRE_BYTES + 1), form.headers),
  },
  'unknown-event': {
    status: 200,
    request: (harness, form) => send(harness, form, one('error', 'error.unheard-of')),
  },
  'forbidden-field': {
    status: 200,
    request: (harness, form) => send(harness, form, one('error', 'error.exception', { Typed: 'x' })),
  },
  'invalid-value': {
    status: 200,
    request: (harness, form) => send(harness, form, one('error', 'error.exception', { ErrorType: 7 })),
  },
  'category-mismatch': {
    status: 400,
    request: (harness, form) =>
      harness.uploadRaw(form.encode(merged(batchOf('usage'), batchOf('error'))), {
        ...form.headers,
        ...bearer(harness.contoso.uploadToken),
      }),
  },
  'token-missing': {
    status: 401,
    request: (harness, form) => send(harness, form, batchOf('usage'), {}),
  },
  'token-not-allowed': {
    status: 400,
    request: (harness, form) => send(harness, form, batchOf('census')),
  },
  'tenant-unknown': {
    status: 403,
    request: (harness, form) => send(harness, form, batchOf('error'), bearer('x'.repeat(43))),
  },
  'tenant-forbids': {
    status: 403,
    async request(harness, form) {
      await harness.pushSwitch({ disableAutomaticSendTracing: true, serial: 2 });
      return send(harness, form, batchOf('error'));
    },
  },
};

function reasonOf({ status, body }: Answer): unknown {
  if (status !== 200) return body['error'];
  const { rejectedLogRecords, errorMessage } = body['partialSuccess'] as Record<string, unknown>;
  const [first] = JSON.parse(String(errorMessage)) as { sequence: number; reason: string }[];
  return rejectedLogRecords === 1 && first?.sequence === 0 ? first.reason : { rejectedLogRecords, errorMessage };
}

describe.each(Object.entries(FORMS))('a refusal of a request in %s', (_form, form) => {
  it.each(Object.entries(REFUSALS))('says %s, stores nothing and is counted', async (reason, { status, request }) => {
    const harness = await startHarness();
    const answer = await request(harness, form);
    expect([answer.status, reasonOf(answer)]).toEqual([status, reason]);
    // What OTLP has as google.rpc.Status is JSON in both forms.
    const type = status === 200 && form === FORMS.protobuf ? 'application/x-protobuf' : 'application/json';
    expect(String(answer.headers['content-type']).split(';')[0]).toBe(type);
    expect(await harness.read()).toEqual([]);
    expect((await harness.get('/api/summary')).body['refusals']).toEqual({ [reason]: 1 });
  });
});

describe('protobuf', () => {
  const request = encodeBatch(batchOf('census'));

  it('is answered in protobuf, an empty message when all was stored', async () => {
    const harness = await startHarness();
    const payload = asProtobuf(request);
    for (const [body, headers] of [
      [payload, PROTOBUF],
      [gzipSync(payload), { ...PROTOBUF, ...GZIP }],
      [payload, { 'content-type': 'Application/X-Protobuf; encoding=binary' }],
    ] as const) {
      const answer = await harness.app.inject({ method: 'POST', url: '/v1/logs', headers, payload: body });
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/x-protobuf']);
      expect(answer.rawPayload).toHaveLength(0);
      expect(responseOf(answer.rawPayload)).toEqual({});
    }
    expect(await harness.read()).toHaveLength(1);
  });

  it('is answered in words that the client reads', async () => {
    const harness = await startHarness();
    const answer = await harness.app.inject({
      method: 'POST',
      url: '/v1/logs',
      headers: { ...PROTOBUF, ...bearer(harness.contoso.uploadToken) },
      payload: asProtobuf(encodeBatch(one('error', 'error.unheard-of'))),
    });
    expect(decodeLogsResponse(answer.rawPayload)).toEqual({ ok: true, value: responseOf(answer.rawPayload) });
    expect(responseOf(answer.rawPayload)).toMatchObject({ partialSuccess: { rejectedLogRecords: 1 } });
  });

  it.each([
    ['JSON that says it is protobuf', Buffer.from(JSON.stringify(request)), PROTOBUF],
    ['protobuf that says it is JSON', asProtobuf(request), {}],
    ['protobuf that is cut off', asProtobuf(request).subarray(0, -1), PROTOBUF],
    ['cut-off gzip', gzipSync(asProtobuf(request)).subarray(0, -9), { ...PROTOBUF, ...GZIP }],
    ['nothing', Buffer.alloc(0), PROTOBUF],
  ])('is refused as malformed when it is none: %s', async (_name, payload, headers) => {
    const harness = await startHarness();
    const { status, body } = await harness.uploadRaw(payload, headers);
    expect([status, body['error']]).toEqual([400, 'malformed']);
    expect(await harness.read()).toEqual([]);
  });

  it('is inflated up to the same limit', async () => {
    const harness = await startHarness();
    const bomb = gzipSync(Buffer.alloc(MAX_INFLATED_BYTES + 1));
    expect((await harness.uploadRaw(bomb, { ...PROTOBUF, ...GZIP })).status).toBe(413);
  });

  it('and JSON of one batch are the same batch: what came in one form is a repetition in the other', async () => {
    const harness = await startHarness();
    const batch = batchOf('error', 5);
    for (const form of [FORMS.json, FORMS.protobuf, FORMS.json])
      expect((await send(harness, form, batch)).status).toBe(200);
    expect(await harness.read()).toHaveLength(5);
  });

  it('and JSON of the same batch store the same rows, whatever the batch', async () => {
    const [json, protobuf] = [await startHarness(), await startHarness()];
    const batches = fc.constantFrom(...CATEGORIES).chain((category) => {
      const events = EVENT_NAMES.filter((name) => eventOf(name).category === category);
      const record = fc.record({
        event: fc.constantFrom(...events, 'unheard.of'),
        atMs: fc.integer({ min: 1_000_000_000_000, max: 4_000_000_000_000 }),
        changes: fc.dictionary(
          fc.constantFrom('ErrorType', 'OSVersion', 'Calls', 'Frames', 'Typed'),
          fc.oneof(
            fc.string({ unit: 'grapheme', maxLength: 20 }),
            fc.integer(),
            fc.array(fc.string(), { maxLength: 3 }),
          ),
          { maxKeys: 2 },
        ),
      });
      return fc.array(record, { maxLength: 8 }).map((records) =>
        batchOf(
          category,
          records.map(({ event, atMs, changes }) => ({
            event,
            atMs,
            fields: exampleFields(event === 'unheard.of' ? events[0]! : event, changes),
          })),
        ),
      );
    });
    await fc.assert(
      fc.asyncProperty(batches, async (batch) => {
        const token = batch.category === 'census' ? {} : bearer(json.contoso.uploadToken);
        const other = batch.category === 'census' ? {} : bearer(protobuf.contoso.uploadToken);
        const asJson = await send(json, FORMS.json, batch, token);
        const asBytes = await protobuf.uploadRaw(Buffer.from(encodeBatchAsProtobuf(batch)), { ...PROTOBUF, ...other });
        expect(asBytes.status).toBe(asJson.status);
        expect(asBytes.body).toEqual(asJson.body);
        const query = `batchId=${batch.batchId}`;
        expect(hashless(await protobuf.read(query))).toEqual(hashless(await json.read(query)));
      }),
      { numRuns: 60 },
    );
  });
});

/** The two services have keys of their own; what they hash differs, and must be hashed in both. */
const hashless = (records: Awaited<ReturnType<Harness['read']>>): unknown[] =>
  records.map(({ fields, ...record }) => ({
    ...record,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        eventOf(record.event as EventName).fields[name]?.atService === 'hashed' ? typeof value : value,
      ]),
    ),
  }));
