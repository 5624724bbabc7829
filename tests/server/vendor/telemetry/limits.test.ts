import { once } from 'node:events';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { MAX_INFLATED_BYTES, MAX_WIRE_BYTES } from '../../../../common/wire/telemetry.ts';
import { addressOf } from '../../../../server/shared/serve.ts';
import { createInFlight } from '../../../../server/vendor/telemetry/ingest/in-flight.ts';
import { batchOf, gzipped } from './batches.ts';
import { READER_TOKEN, startHarness, type Answer, type Harness } from './harness.ts';

const GZIP = { 'content-encoding': 'gzip' };
const text = JSON.stringify(encodeBatch(batchOf('census')));

/** Sends over a real connection, in `chunks`, and returns the answer. */
async function sendChunks(
  harness: Harness,
  headers: Record<string, string>,
  chunks: Iterable<Buffer>,
): Promise<number> {
  if (!harness.app.server.listening) await harness.app.listen({ host: '127.0.0.1', port: 0 });
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${addressOf(harness.app)}/v1/logs`, { method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

/** Sends the first bytes of `text` and waits until the service reads them. */
async function underWay(harness: Harness, request: ClientRequest): Promise<void> {
  const seen = once(harness.app.server, 'request');
  request.write(text.slice(0, 10));
  await seen;
  await nextTurn();
}

const refusal = ({ status, body }: Answer): unknown[] => [status, body['error']];

describe('what cannot be read is refused', () => {
  it.each([
    ['protobuf by another name', { 'content-type': 'application/protobuf' }],
    ['no type', { 'content-type': '' }],
    ['plain text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['deflate', { 'content-encoding': 'deflate' }],
    ['two encodings', { 'content-encoding': 'gzip, gzip' }],
  ])('as an unsupported type: %s', async (_name, headers) => {
    const harness = await startHarness();
    expect(refusal(await harness.uploadRaw(text, headers))).toEqual([415, 'malformed']);
  });

  it.each([
    ['no body', ''],
    ['no JSON', 'census'],
    ['JSON that ends early', text.slice(0, -1)],
    ['JSON that is no request', '[]'],
    ['text that is not UTF-8', Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xff, 0x7d])])],
    ['an attribute of the resource that is not allowed', text.replace('service.name', 'host.name')],
    ['a body of a log record, which would be free text', text.replace('"eventName"', '"body":{},"eventName"')],
    ['a batch without erasure hash', text.replace('parley.batch.erasure', 'service.name')],
    ['a scope that is no category', text.replace('parley.census', 'parley.quality')],
  ])('as malformed: %s', async (_name, payload) => {
    const harness = await startHarness();
    expect(refusal(await harness.uploadRaw(payload))).toEqual([400, 'malformed']);
    expect(await harness.read()).toEqual([]);
  });

  it('reads JSON with a charset, with and without gzip', async () => {
    const harness = await startHarness();
    const type = { 'content-type': 'application/json; charset=utf-8' };
    expect((await harness.uploadRaw(text, type)).status).toBe(200);
    expect((await harness.uploadRaw(gzipSync(text), { ...type, ...GZIP })).status).toBe(200);
  });

  it('answers a request without records, and stores nothing', async () => {
    const harness = await startHarness();
    expect(await harness.uploadRaw('{"resourceLogs":[]}')).toMatchObject({ status: 200, body: {} });
  });

  it.each([
    ['gzip that is cut off', gzipSync(text).subarray(0, -9)],
    ['gzip with a wrong checksum', Buffer.concat([gzipSync(text).subarray(0, -8), Buffer.alloc(8)])],
    ['text that says it is gzip', Buffer.from(text)],
  ])('as malformed: %s', async (_name, payload) => {
    const harness = await startHarness();
    expect(refusal(await harness.uploadRaw(payload, GZIP))).toEqual([400, 'malformed']);
    expect(await harness.read()).toEqual([]);
  });
});

describe('what is too large is refused, and costs no more than the limit', () => {
  it('stops reading at 4 MiB on the wire, whether or not the length was announced', async () => {
    const harness = await startHarness();
    const headers = { 'content-type': 'application/json' };
    const chunk = Buffer.alloc(64 * 1024, ' ');
    const chunks = Array.from({ length: MAX_WIRE_BYTES / chunk.length + 16 }, () => chunk);
    expect(await sendChunks(harness, headers, chunks)).toBe(413);
    expect(
      await sendChunks(harness, { ...headers, 'content-length': String(chunks.length * chunk.length) }, chunks),
    ).toBe(413);
  });

  it('refuses a decompression bomb without inflating on', async () => {
    const harness = await startHarness();
    // 512 MiB of spaces in half a megabyte.
    const bomb = Buffer.concat(Array.from({ length: 8 }, () => gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))));
    const before = process.memoryUsage.rss();
    expect(refusal(await harness.uploadRaw(bomb, GZIP))).toEqual([413, 'too-large']);
    expect(process.memoryUsage.rss() - before).toBeLessThan(10 * MAX_INFLATED_BYTES);
    expect(await sendChunks(harness, { 'content-type': 'application/json', ...GZIP }, [bomb])).toBe(413);
    expect((await harness.upload(batchOf('census'))).status).toBe(200);
  });

  it('accepts a body of exactly the inflated limit', async () => {
    const harness = await startHarness();
    const padded = gzipSync(text + ' '.repeat(MAX_INFLATED_BYTES - Buffer.byteLength(text)));
    expect((await harness.uploadRaw(padded, GZIP)).status).toBe(200);
    expect(refusal(await harness.uploadRaw(gzipSync(text + ' '.repeat(MAX_INFLATED_BYTES)), GZIP))).toEqual([
      413,
      'too-large',
    ]);
  });

  it.each([
    ['deep nesting that is closed', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
    ['deep nesting that is not', '{"resourceLogs":'.repeat(1_000_000)],
    ['millions of empty lists', `[${'[],'.repeat(5_000_000)}[]]`],
  ])('refuses before parsing: %s', async (_name, payload) => {
    const harness = await startHarness();
    expect(refusal(await harness.uploadRaw(gzipSync(payload), GZIP))).toEqual([400, 'malformed']);
  });

  it('takes brackets within texts for what they are', async () => {
    const harness = await startHarness();
    const frames = ['<anonymous>@electron/main.mjs:1:1'];
    const batch = batchOf('error', [{ fields: { Process: 'main', ErrorType: 'Error', Frames: frames } }]);
    const request = JSON.stringify(encodeBatch(batch)).replace('<anonymous>', `\\"\\\\${'['.repeat(100)}`);
    const answer = await harness.uploadRaw(request, { authorization: `Bearer ${harness.contoso.uploadToken}` });
    // Read, and refused for its content alone.
    expect(answer).toMatchObject({ status: 200, body: { partialSuccess: { rejectedLogRecords: 1 } } });
  });
});

describe('under pressure senders are told to come back', () => {
  it('answers 503 with Retry-After when too many requests are under way, and serves again after', async () => {
    const harness = await startHarness({ limits: { maxRequestsInFlight: 1 } });
    await harness.app.listen({ host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    const slow = httpRequest(`${addressOf(harness.app)}/v1/logs`, { method: 'POST', headers });
    const slowStatus = new Promise((resolve, reject) => {
      slow.on('error', reject).on('response', (response) => resolve(response.resume().statusCode));
    });
    await underWay(harness, slow);
    const answer = await harness.upload(batchOf('census'));
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    slow.end(text.slice(10));
    expect(await slowStatus).toBe(200);
    await expect.poll(async () => (await harness.upload(batchOf('census'))).status, { timeout: 20_000 }).toBe(200);
  });

  it('answers 503 when bodies under way would fill the memory', async () => {
    const harness = await startHarness({ limits: { maxBytesInFlight: 1_000 } });
    const answer = await harness.uploadRaw(Buffer.from(gzipped(encodeBatch(batchOf('census', 20)))), GZIP);
    expect(answer).toMatchObject({ status: 503, body: { error: 'unavailable' } });
    expect(answer.headers['retry-after']).toBeDefined();
  });

  it('gives a lease back whole, and counts the bytes of all requests together', () => {
    const shares = { maxRequestsPerNetwork: 2, maxBytesPerNetwork: 100 };
    const inFlight = createInFlight({ maxRequestsInFlight: 2, maxBytesInFlight: 100, ...shares });
    const [a, b] = [inFlight.enter('n'), inFlight.enter('m')];
    expect(inFlight.enter('o')).toBeNull();
    expect([a?.take(60), b?.take(60), b?.take(40)]).toEqual([true, false, true]);
    a?.release();
    expect(b?.take(60)).toBe(true);
    expect(inFlight.enter('o')).not.toBeNull();
  });

  it('keeps room for others while one network sends slowly', () => {
    const shares = { maxRequestsPerNetwork: 2, maxBytesPerNetwork: 60 };
    const inFlight = createInFlight({ maxRequestsInFlight: 4, maxBytesInFlight: 100, ...shares });
    const [first] = [inFlight.enter('slow'), inFlight.enter('slow')];
    expect(inFlight.enter('slow')).toBeNull();
    expect([first?.take(60), first?.take(1)]).toEqual([true, false]);
    expect(inFlight.enter('other')?.take(40)).toBe(true);
    first?.release();
    expect(inFlight.enter('slow')?.take(60)).toBe(true);
  });

  it('serves another network while one holds all of its connections open', async () => {
    const harness = await startHarness({ limits: { maxRequestsPerNetwork: 2 } });
    await harness.app.listen({ host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json', 'content-length': '5000' };
    const slow = Array.from({ length: 3 }, () =>
      httpRequest(`${addressOf(harness.app)}/v1/logs`, { method: 'POST', headers }).on('error', () => {}),
    );
    for (const request of slow) await underWay(harness, request);
    const payload = {
      method: 'POST',
      url: '/v1/logs',
      headers: { 'content-type': 'application/json' },
      payload: text,
    } as const;
    expect((await harness.app.inject({ ...payload, remoteAddress: '127.0.0.1' })).statusCode).toBe(503);
    expect((await harness.app.inject({ ...payload, remoteAddress: '192.0.2.7' })).statusCode).toBe(200);
    for (const request of slow) request.destroy();
  });

  it('answers 429 to a network that sends without pause, in words that keep the data', async () => {
    const harness = await startHarness({ limits: { uploadsPerMinute: 3 } });
    for (let i = 0; i < 3; i++) expect((await harness.upload(batchOf('census'))).status).toBe(200);
    const answer = await harness.upload(batchOf('census'));
    expect(refusal(answer)).toEqual([429, 'too-many-requests']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(await harness.read()).toHaveLength(3);
  });
});

describe('what strangers send has an end', () => {
  it('lets census wait before it takes the room of reports that come with a token', async () => {
    const harness = await startHarness({ quotas: { maxBytesForCensus: 1 } });
    const census = await harness.upload(batchOf('census'));
    expect(refusal(census)).toEqual([503, 'unavailable']);
    expect(census.headers['retry-after']).toBeDefined();
    expect((await harness.upload(batchOf('error'))).status).toBe(200);
  });

  it('lets everything wait when the store holds what it may, and still erases', async () => {
    const quotas = { maxBytes: Infinity };
    const harness = await startHarness({ quotas });
    const batch = batchOf('error');
    expect((await harness.upload(batch)).status).toBe(200);
    const full = await startHarness({ quotas: { maxBytes: 1 }, folder: harness.folder, isWithoutTenant: true });
    expect(refusal(await full.upload(batchOf('error'), { token: harness.contoso.uploadToken }))).toEqual([
      503,
      'unavailable',
    ]);
    expect((await full.erase(batch)).body).toMatchObject({ results: [{ outcome: 'erased', records: 1 }] });
  });

  it('remembers a bounded number of erasures of batches that never came; those that came are erased all the same', async () => {
    const harness = await startHarness({ quotas: { maxUnclaimedTombstones: 2 } });
    const known = batchOf('census');
    await harness.upload(known);
    expect((await harness.erase(batchOf('census'), batchOf('census'))).status).toBe(200);
    const answer = await harness.erase(batchOf('census'), known);
    expect(refusal(answer)).toEqual([503, 'unavailable']);
    expect(await harness.read()).toEqual([]);
    expect((await harness.erase(known)).body).toMatchObject({ results: [{ outcome: 'erased' }] });
  });

  it('forgets a sender that goes away in the middle', async () => {
    const harness = await startHarness({ limits: { maxRequestsInFlight: 1 } });
    await harness.app.listen({ host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json', 'content-length': '5000' };
    const leaving = httpRequest(`${addressOf(harness.app)}/v1/logs`, { method: 'POST', headers });
    leaving.on('error', () => {});
    await underWay(harness, leaving);
    expect((await harness.upload(batchOf('census'))).status).toBe(503);
    leaving.destroy();
    await expect.poll(async () => (await harness.upload(batchOf('census'))).status, { timeout: 20_000 }).toBe(200);
  });
});

describe('behind a proxy that ends TLS', () => {
  const front = { publicUrl: new URL('https://telemetry.example'), trustProxy: ['127.0.0.1'] };
  const upload = (harness: Harness, from: string, remoteAddress = '127.0.0.1') =>
    harness.app
      .inject({
        method: 'POST',
        url: '/v1/logs',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
        payload: text,
        remoteAddress,
      })
      .then(({ statusCode }) => statusCode);

  it('counts the networks of the senders, and believes nobody else who names one', async () => {
    const harness = await startHarness({ front, limits: { uploadsPerMinute: 1 } });
    expect([await upload(harness, '192.0.2.1'), await upload(harness, '192.0.2.2')]).toEqual([200, 200]);
    expect(await upload(harness, '192.0.2.1')).toBe(429);
    expect(await upload(harness, '192.0.2.3', '198.51.100.9')).toBe(200);
    expect(await upload(harness, '192.0.2.4', '198.51.100.9')).toBe(429);
  });

  it('lets readers sign in at its public address alone, with a cookie for https alone', async () => {
    const harness = await startHarness({ front });
    const signIn = (origin: string) =>
      harness.app.inject({
        method: 'POST',
        url: '/sign-in',
        headers: { origin, host: 'internal:4872', 'content-type': 'application/x-www-form-urlencoded' },
        payload: `token=${READER_TOKEN}`,
      });
    const answer = await signIn('https://telemetry.example');
    expect([answer.statusCode, answer.cookies[0]?.secure]).toEqual([303, true]);
    expect(answer.headers['strict-transport-security']).toBeDefined();
    expect((await signIn('http://internal:4872')).statusCode).toBe(403);
  });
});
