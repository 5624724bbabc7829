/** The rules of the design that this part keeps, each by its sentence. */
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guidFromBytes } from '../../../common/identity/guid.ts';
import { decodeRequest } from '../../../common/otlp/decode.ts';
import type { Telemetry } from '../../../electron/telemetry/telemetry.ts';
import { environmentWith, factsWith, NOTHING_KNOWN, OPTED_IN, UPLOAD_TOKEN } from './facts.ts';
import { readLogs } from '../../fakes/telemetry-service.ts';
import { bodyOf, createWorld, logsOf, quiet, recordError, recordsOf, until, type World } from './world.ts';

const DAY_MS = 24 * 3_600_000;

function filesContain(directory: string, text: string): string[] {
  return readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(text));
}

const sentCount = (telemetry: Telemetry): number => telemetry.status().categories.error.counts.sent;

async function uploading(world: World): Promise<Telemetry> {
  world.service.behave('stall');
  const telemetry = world.open();
  telemetry.start();
  recordError(telemetry, 'E1');
  await until(world.clock, () => world.service.requests.some(({ text }) => text.includes('E1')), 'the upload');
  return telemetry;
}

describe('1. no right, no record', () => {
  test('nothing is written for usage and error while their gates are held or closed', async () => {
    const world = await createWorld();
    for (const facts of [
      NOTHING_KNOWN,
      factsWith({ policy: 'unknown' }),
      factsWith({ account: null }),
      factsWith({ policy: 'stops' }),
    ]) {
      const telemetry = world.open();
      telemetry.start();
      telemetry.setFacts(facts);
      recordError(telemetry, 'E1');
      telemetry.count('usage.features/OptionsOpened');
      telemetry.flushUsage();
      expect(recordsOf(telemetry, 'error')).toEqual([]);
      expect(recordsOf(telemetry, 'usage')).toEqual([]);
      await telemetry.stop();
    }
    expect(world.begun.filter(({ category }) => category !== 'census')).toEqual([]);
  });

  test('a failed sign-in is recorded before sign-in only once the tenant switch is known', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    for (const policy of ['tenant-unknown', 'allows'] as const) {
      telemetry.setFacts(factsWith({ account: null, policy }));
      telemetry.record('error.sign-in', { Reason: 'wrong-credentials' });
      recordError(telemetry, 'E1');
    }
    expect(recordsOf(telemetry, 'error').map(({ event, fields }) => [event, fields?.['UserID']])).toEqual([
      ['error.sign-in', undefined],
    ]);
    telemetry.flushNow();
    await until(world.clock, () => sentCount(telemetry) === 1);
  });

  test('the right is asked for again before each request: a gate held meanwhile lets nothing out', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'E1');
    telemetry.setFacts(factsWith({ policy: 'unknown' }));
    telemetry.flushNow();
    await quiet(world.clock);
    expect(world.begun.filter(({ category }) => category === 'error')).toEqual([]);
    telemetry.setFacts(factsWith());
    await until(world.clock, () => sentCount(telemetry) === 1);
  });

  test('an error report carries only fields that the opt-in covers', async () => {
    const world = await createWorld();
    const agreedFields = OPTED_IN.agreedFields.filter(
      (field) => !['error.exception/SipUri', 'error.exception/ErrorCode', 'error.hang/Window'].includes(field),
    );
    const telemetry = world.open({ facts: factsWith({ consent: { ...OPTED_IN, agreedFields } }) });
    recordError(telemetry, 'E1');
    telemetry.record('error.hang', { Window: 'main' });
    const [record, ...others] = recordsOf(telemetry, 'error');
    expect(others).toEqual([]);
    expect(Object.keys(record?.fields ?? {}).toSorted()).toEqual([
      'AppVersion',
      'ErrorType',
      'FederationPartner',
      'IPAddress',
      'OSName',
      'OSVersion',
      'Process',
      'UserID',
    ]);
  });
});

describe('2. restrict at once', () => {
  test('closing the gate destroys the socket within 100 ms, never retries, and offers erasure', async () => {
    const world = await createWorld();
    const telemetry = await uploading(world);
    expect(world.transports.error.openSockets()).toBe(1);
    recordError(telemetry, 'E2');
    const [receipt] = telemetry.setFacts(factsWith({ consent: 'out' }));
    expect(receipt).toMatchObject({
      category: 'error',
      reason: 'not-opted-in',
      purged: 1,
      aborted: 1,
      mayHaveArrived: 1,
      requestsSince: 0,
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(world.transports.error.openSockets()).toBe(0);
    expect(recordsOf(telemetry, 'error').map(({ state }) => state)).toEqual(['purged', 'may-have-arrived']);
    expect(telemetry.status().categories.error.erasableBatches).toBe(1);

    world.service.behave('store');
    telemetry.setFacts(factsWith());
    recordError(telemetry, 'E3');
    await until(world.clock, () => sentCount(telemetry) === 1);
    expect(world.service.requests.filter(({ text }) => text.includes('E1'))).toHaveLength(1);
    expect(world.service.requests.filter(({ text }) => text.includes('E2'))).toHaveLength(0);
  });

  test('a policy that stops closes usage and error with a receipt that names its source, and purges counters', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    telemetry.setFacts(factsWith());
    telemetry.count('usage.features/OptionsOpened');
    const receipts = telemetry.setFacts(factsWith({ policy: 'stops' }));
    expect(receipts.map(({ category, reason, by }) => [category, reason, by?.file])).toEqual([
      ['usage', 'policy-stops', '10-privacy.json'],
      ['error', 'policy-stops', '10-privacy.json'],
    ]);
    expect(telemetry.setFacts(factsWith({ policy: 'stops' }))).toEqual([]);
    telemetry.setFacts(factsWith());
    telemetry.flushUsage();
    expect(recordsOf(telemetry, 'usage')).toEqual([]);
    expect(telemetry.status().receipts).toHaveLength(2);
  });

  test('a held gate cuts off the request too, and repeats the same bytes when it opens', async () => {
    const world = await createWorld();
    const telemetry = await uploading(world);
    telemetry.setFacts(factsWith({ policy: 'unknown' }));
    expect(recordsOf(telemetry, 'error').map(({ state }) => state)).toEqual(['pending']);
    world.service.behave('store');
    telemetry.setFacts(factsWith());
    await until(world.clock, () => sentCount(telemetry) === 1);
    const [first, second] = world.begun.filter(({ category }) => category === 'error').map(bodyOf);
    expect(second).toBe(first);
  });
});

describe('3. unknown never opens', () => {
  test('a restart with a held gate loses nothing', async () => {
    const world = await createWorld();
    const before = world.open();
    recordError(before, 'E1');
    await before.stop();
    const telemetry = world.open({ facts: NOTHING_KNOWN });
    telemetry.start();
    telemetry.setFacts(factsWith({ policy: 'unknown' }));
    await quiet(world.clock);
    expect(recordsOf(telemetry, 'error').map(({ state }) => state)).toEqual(['pending']);
    telemetry.setFacts(factsWith());
    await until(world.clock, () => sentCount(telemetry) === 1);
  });

  test('after a restart with a closed gate, what waits is purged at the first facts that say so', async () => {
    const world = await createWorld();
    const before = world.open();
    before.start();
    before.setFacts(factsWith());
    recordError(before, 'E1');
    await before.stop();
    const telemetry = world.open({ facts: NOTHING_KNOWN });
    telemetry.start();
    const receipts = telemetry.setFacts(factsWith({ consent: 'out' }));
    expect(receipts).toMatchObject([{ category: 'error', purged: 1 }]);
    expect(recordsOf(telemetry, 'error')).toMatchObject([
      { state: 'purged', reason: 'not-opted-in', event: 'error.exception', fields: null },
    ]);
  });
});

describe('5. one principal', () => {
  test('signing out holds what an account recorded; another account neither sends nor sees it', async () => {
    const world = await createWorld();
    world.isOnline = false;
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'E1');
    telemetry.count('usage.features/OptionsOpened');
    telemetry.setFacts(factsWith({ account: 'acc-bob' }));
    world.isOnline = true;
    telemetry.flushUsage();
    telemetry.flushNow();
    await quiet(world.clock);
    expect(recordsOf(telemetry, 'error')).toEqual([]);
    expect(recordsOf(telemetry, 'usage')).toEqual([]);
    expect(world.begun.filter(({ category }) => category !== 'census')).toEqual([]);

    telemetry.setFacts(factsWith());
    telemetry.flushUsage();
    await until(world.clock, () => sentCount(telemetry) === 1);
    await until(world.clock, () => telemetry.status().categories.usage.counts.sent === 1);
  });

  test('removing the account purges what belongs to it, and what was sent can still be called back', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'ESent');
    telemetry.flushNow();
    await until(world.clock, () => sentCount(telemetry) === 1);
    world.isOnline = false;
    recordError(telemetry, 'EWaiting');
    telemetry.setFacts(factsWith({ account: null }));
    telemetry.removePrincipal(factsWith().principal);
    expect(recordsOf(telemetry, 'error').map(({ state, fields }) => [state, fields])).toEqual([
      ['purged', null],
      ['sent', null],
    ]);
    for (const text of ['EWaiting', 'ESent', 'acc-ada']) expect(filesContain(world.directory, text)).toEqual([]);
    world.isOnline = true;
    await telemetry.erase('error');
    expect(world.service.stored().filter(({ category }) => category === 'error')).toEqual([]);
  });
});

describe('6. least data, unlinkable envelopes', () => {
  test('census carries no token, tenant or organization; usage no user or device; error no device', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    telemetry.count('usage.communication/IMSent', 3);
    telemetry.flushUsage();
    recordError(telemetry, 'E1');
    telemetry.flushNow();
    await until(world.clock, () => world.service.stored().length === 3);
    const byCategory = Object.fromEntries(world.service.stored().map((record) => [record.category, record]));
    expect(Object.keys(byCategory['census']?.fields ?? {}).toSorted()).toEqual([
      'AppName',
      'AppVersion',
      'DeviceID',
      'DeviceModel',
      'OSName',
      'OSVersion',
      'Region',
      'SignInAttempts',
      'SignInFailures',
      'UserID',
      'UserLanguage',
    ]);
    expect(byCategory['usage']?.fields).toEqual({ FederationPartner: 'Contoso', AppVersion: '0.1.0', IMSent: 3 });
    expect(byCategory['error']?.fields).not.toHaveProperty('DeviceID');
    const tokens = world.service.requests.map(({ headers, body }) => {
      const read = readLogs(headers['content-type'], body);
      return [read.ok && read.value[0]?.category, headers.authorization];
    });
    expect(Object.fromEntries(tokens)).toEqual({
      census: undefined,
      usage: `Bearer ${UPLOAD_TOKEN}`,
      error: `Bearer ${UPLOAD_TOKEN}`,
    });
    for (const { headers } of world.service.requests) {
      const constant = ['accept', 'authorization', 'connection', 'content-encoding', 'content-type', 'host'];
      const known = [...constant, 'content-length', 'transfer-encoding'];
      expect(Object.keys(headers).filter((name) => !known.includes(name))).toEqual([]);
    }
    // Census and usage times are those of the hour.
    expect([byCategory['census'], byCategory['usage']].map((record) => (record?.atMs ?? 1) % 3_600_000)).toEqual([
      0, 0,
    ]);
    expect(new Set(world.service.stored().map(({ batchId }) => batchId)).size).toBe(3);
  });

  test('the user ID of census is a keyed hash as a GUID, and left out while signed out', async () => {
    const world = await createWorld();
    const telemetry = world.open({ facts: factsWith({ account: null, consent: 'out' }) });
    telemetry.start();
    await until(world.clock, () => world.service.stored().length === 1);
    expect(world.service.stored()[0]?.fields).not.toHaveProperty('UserID');
    telemetry.setFacts(factsWith());
    world.clock.advance(DAY_MS);
    await until(world.clock, () => world.service.stored().length === 2);
    const hashed = world.service.stored()[1]?.fields['UserID'];
    const mac = await crypto.subtle.sign(
      'HMAC',
      await crypto.subtle.importKey('raw', Buffer.alloc(32, 7), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']),
      Buffer.from('parley client user\0v1\0acc-ada'),
    );
    expect(hashed).toBe(guidFromBytes(new Uint8Array(mac)));
  });

  test('an optional environment value that is malformed is left out, not replaced', async () => {
    const world = await createWorld();
    const environment = environmentWith({ deviceModel: 'To be filled\u0000', region: 'nowhere', ipAddress: () => 'x' });
    const telemetry = world.open({ environment });
    telemetry.start();
    recordError(telemetry, 'E1');
    telemetry.flushNow();
    await until(world.clock, () => world.service.stored().length === 2);
    for (const { fields } of world.service.stored())
      for (const name of ['DeviceModel', 'Region', 'IPAddress']) expect(fields).not.toHaveProperty(name);
  });
});

describe('7. nothing accepted is lost, nothing counts twice', () => {
  test.for([
    'drop',
    'half-answer',
    'reset',
    'half-read',
    { status: 503 },
    { status: 429 },
    { status: 408 },
    { status: 500 },
  ] as const)('%j is tried again with the same bytes until it is stored, once', async (behaviour) => {
    const world = await createWorld();
    world.service.behave(behaviour, behaviour, 'store');
    const telemetry = world.open({ facts: { ...factsWith(), gate: { ...factsWith().gate, isNoticeShown: false } } });
    telemetry.start();
    for (let i = 0; i < 20; i++) recordError(telemetry, `E${i}`);
    await until(world.clock, () => sentCount(telemetry) === 20);
    const errors = world.service.stored();
    expect(errors.map(({ fields }) => fields['ErrorCode'])).toEqual(Array.from({ length: 20 }, (_, i) => `E${i}`));
    expect(new Set(world.begun.map(bodyOf)).size).toBe(1);
    expect(world.begun).toHaveLength(3);
  });

  test('a stalled request times out and is repeated', async () => {
    const world = await createWorld();
    const telemetry = await uploading(world);
    world.service.behave('store');
    world.clock.advance(60_000);
    await until(world.clock, () => sentCount(telemetry) === 1);
    expect(world.service.stored().filter(({ category }) => category === 'error')).toHaveLength(1);
  });

  test.for([
    ['120', 120_000],
    ['Mon, 05 Jan 2026 09:32:00 GMT', 120_000],
    ['99999999', DAY_MS],
  ] as const)('Retry-After: %s is honoured', async ([header, waitMs]) => {
    const world = await createWorld();
    world.service.setDate(world.clock.now());
    world.service.behave({ status: 503, headers: { 'retry-after': header } }, 'store');
    const telemetry = world.open({ facts: { ...factsWith(), gate: { ...factsWith().gate, isNoticeShown: false } } });
    telemetry.start();
    recordError(telemetry, 'E1');
    await until(world.clock, () => recordsOf(telemetry, 'error')[0]?.reason === 'http-503');
    const answeredAt = world.clock.monotonicMs();
    // A date is exact to the second, and some fake time passes while the answer is on its way.
    while (world.clock.monotonicMs() - answeredAt < waitMs - 3_000) world.clock.advance(1_000);
    telemetry.flushNow();
    await quiet(world.clock);
    expect(world.begun).toHaveLength(1);
    world.clock.advance(3_000);
    await until(world.clock, () => sentCount(telemetry) === 1);
  });

  test('a service that still believes the organization forbids is asked again, and nothing is lost', async () => {
    const world = await createWorld();
    const telemetry = world.open({ facts: { ...factsWith(), gate: { ...factsWith().gate, isNoticeShown: false } } });
    telemetry.start();
    world.service.behave({ status: 403, body: { error: 'tenant-forbids', message: 'no' } });
    recordError(telemetry, 'E1');
    telemetry.flushNow();
    await until(world.clock, () => world.begun.length === 1);
    expect(recordsOf(telemetry, 'error', 'refused')).toEqual([]);
    world.service.behave('store');
    await until(world.clock, () => sentCount(telemetry) === 1);
  });

  test('a refused batch is parked with its reason and does not block the next; a part refused is named', async () => {
    const world = await createWorld();
    const telemetry = world.open({ facts: { ...factsWith(), gate: { ...factsWith().gate, isNoticeShown: false } } });
    telemetry.start();
    world.service.behave({ status: 403, body: { error: 'token-not-allowed', message: 'no' } });
    recordError(telemetry, 'E1');
    telemetry.flushNow();
    await until(world.clock, () => recordsOf(telemetry, 'error', 'refused').length === 1);
    world.service.behave({ refuse: [{ sequence: 1, reason: 'unknown-event' }] });
    for (const code of ['E2', 'E3', 'E4']) recordError(telemetry, code);
    telemetry.flushNow();
    await until(world.clock, () => sentCount(telemetry) === 2);
    expect(
      recordsOf(telemetry, 'error').map(({ fields, state, reason }) => [fields?.['ErrorCode'], state, reason]),
    ).toEqual([
      ['E4', 'sent', null],
      ['E3', 'refused', 'unknown-event'],
      ['E2', 'sent', null],
      ['E1', 'refused', 'token-not-allowed'],
    ]);
    expect(world.begun).toHaveLength(2);
  });

  async function afterCrash(
    consent: 'in' | 'out',
  ): Promise<{ telemetry: Telemetry; bodies: () => string[]; world: World }> {
    const world = await createWorld();
    await uploading(world); // never stopped, as after kill -9
    world.service.behave('store');
    const telemetry = world.open({ facts: NOTHING_KNOWN });
    telemetry.start();
    telemetry.setFacts(factsWith({ consent }));
    return { telemetry, world, bodies: () => world.begun.filter(({ category }) => category === 'error').map(bodyOf) };
  }

  test('a batch found in mid-request after a crash is sent again with the same bytes and batch ID', async () => {
    const { telemetry, world, bodies } = await afterCrash('in');
    await until(world.clock, () => sentCount(telemetry) === 1);
    expect(bodies()).toHaveLength(2);
    expect(new Set(bodies()).size).toBe(1);
  });

  test('a batch found in mid-request after a crash may have arrived when the gate is closed, and is not repeated', async () => {
    const { telemetry, world, bodies } = await afterCrash('out');
    await quiet(world.clock);
    expect(recordsOf(telemetry, 'error').map(({ state }) => state)).toEqual(['may-have-arrived']);
    expect(bodies()).toHaveLength(1);
  });
});

describe('8. everything is visible', () => {
  test('a purged payload is gone from database and WAL when the gate has closed; event, time and reason remain', async () => {
    const world = await createWorld();
    world.isOnline = false;
    const telemetry = world.open();
    telemetry.start();
    const marker = `E${randomUUID().replaceAll('-', '')}`;
    for (let i = 0; i < 2_500; i++) recordError(telemetry, `${marker}.${i}`);
    telemetry.status();
    expect(filesContain(world.directory, marker)).not.toEqual([]);
    telemetry.setFacts(factsWith({ consent: 'out' }));
    expect(filesContain(world.directory, marker)).toEqual([]);
    expect(telemetry.status().categories.error.counts.purged).toBe(2_500);
    expect(recordsOf(telemetry, 'error')[0]).toMatchObject({
      event: 'error.exception',
      recordedAt: expect.any(Number),
      reason: 'not-opted-in',
    });
  });

  test('a purged payload that waited in a batch is gone as well', async () => {
    const world = await createWorld();
    world.service.behave({ status: 503, headers: { 'retry-after': '600' } });
    const telemetry = world.open();
    telemetry.start();
    const marker = `E${randomUUID().replaceAll('-', '')}`;
    for (let i = 0; i < 700; i++) recordError(telemetry, `${marker}.${i}`);
    telemetry.flushNow();
    await until(world.clock, () => recordsOf(telemetry, 'error').some(({ reason }) => reason === 'http-503'));
    const [receipt] = telemetry.setFacts(factsWith({ consent: 'out' }));
    // 503 says that nothing was stored, so nothing may have arrived.
    expect(receipt).toMatchObject({ purged: 700, mayHaveArrived: 0 });
    expect(filesContain(world.directory, marker)).toEqual([]);
  });

  test('each body is kept as it was sent and decodes to what is shown', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    for (let i = 0; i < 1_200; i++) recordError(telemetry, `E${i}`);
    await until(world.clock, () => sentCount(telemetry) === 1_200);
    const requests = world.begun.filter(({ category }) => category === 'error');
    expect(requests).toHaveLength(3);
    for (const request of requests) {
      const decoded = logsOf(request);
      const records = decoded.ok ? decoded.value : [];
      const shown = telemetry.body(records[0]?.batchId ?? '');
      expect(Buffer.from(shown?.bytesBase64 ?? '', 'base64').toString('latin1')).toBe(bodyOf(request));
      expect(decodeRequest(JSON.parse(shown?.rendering ?? ''))).toEqual(decoded);
      const fields = new Map(
        telemetry
          .records({ category: 'error', limit: 2_000 })
          .map((view) => [`${view.batchId} ${view.sequence}`, view.fields]),
      );
      expect(records.map(({ batchId, sequence }) => fields.get(`${batchId} ${sequence}`))).toEqual(
        records.map((record) => record.fields),
      );
    }
  });
});

describe('9. sent data can be called back', () => {
  test('erasure presents batch ID and secret, and deletes payload and body here too', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    const marker = `E${randomUUID().replaceAll('-', '')}`;
    recordError(telemetry, marker);
    await until(world.clock, () => sentCount(telemetry) === 1);
    telemetry.setFacts(factsWith({ consent: 'out' }));
    expect(await telemetry.erase('error')).toEqual({
      ok: true,
      value: { at: world.clock.now(), batches: 1, erased: 1, refused: 0 },
    });
    expect(world.service.stored().filter(({ category }) => category === 'error')).toEqual([]);
    expect(recordsOf(telemetry, 'error')).toMatchObject([{ state: 'erased', fields: null }]);
    expect(filesContain(world.directory, marker)).toEqual([]);
    expect(await telemetry.erase('error')).toEqual({ ok: false, reason: 'nothing-to-erase' });
    const erasure = world.service.requests.find(({ path }) => path === '/v1/erasure');
    expect(erasure?.headers.authorization).toBeUndefined();
  });

  test('erasure that cannot reach the service says so and may be asked again', async () => {
    const world = await createWorld();
    const telemetry = await uploading(world);
    telemetry.setFacts(factsWith({ consent: 'out' }));
    world.service.behave('reset');
    expect(await telemetry.erase('error')).toEqual({ ok: false, reason: 'offline' });
    world.isOnline = false;
    expect(await telemetry.erase('error')).toEqual({ ok: false, reason: 'offline' });
    world.isOnline = true;
    world.service.behave('store');
    expect(await telemetry.erase('error')).toMatchObject({ ok: true, value: { erased: 1 } });
  });
});

describe('10. failures are quiet for the user and loud for the log', () => {
  test('the log holds no payloads, IDs, addresses or tokens', async () => {
    const world = await createWorld();
    world.service.behave({ status: 503 }, 'drop', { status: 400, body: { error: 'malformed' } }, 'store');
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'ESecretCode');
    telemetry.record('error.exception', { Process: 'main', ErrorType: 'not valid: ada@contoso.example' });
    await until(world.clock, () => recordsOf(telemetry, 'error', 'pending').length === 0);
    telemetry.setFacts(factsWith({ consent: 'out' }));
    await telemetry.erase('error');
    telemetry.removePrincipal(factsWith().principal);
    world.clock.jump(400 * DAY_MS);
    world.clock.advance(3_600_000);
    const log = JSON.stringify(world.logger.lines);
    expect(world.logger.lines.length).toBeGreaterThan(1);
    const batchIds = world.begun.flatMap(({ url, init }) =>
      url.endsWith('/v1/logs') ? [/[0-9a-f-]{36}/.exec(bodyOf({ init }))?.[0] ?? ''] : [],
    );
    const secrets = ['acc-ada', 'ada@', 'ESecretCode', '192.0.2.17', UPLOAD_TOKEN, '127.0.0.1', 'Contoso', ...batchIds];
    for (const secret of secrets) expect(log).not.toContain(secret);
  });

  test('spool, device ID and folder are private', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'E1');
    telemetry.status();
    expect(statSync(world.directory).mode & 0o777).toBe(0o700);
    const modes = readdirSync(world.directory).map((name) => [
      name,
      statSync(join(world.directory, name)).mode & 0o777,
    ]);
    expect(modes.length).toBeGreaterThanOrEqual(3);
    for (const [name, mode] of modes) expect([name, mode]).toEqual([name, 0o600]);
  });
});

describe('11. clocks lie', () => {
  test('a jump of a year evicts nothing and repeats no census until a server confirms it', async () => {
    const world = await createWorld();
    world.service.setDate(world.clock.now());
    const telemetry = world.open();
    telemetry.start();
    await until(world.clock, () => telemetry.status().categories.census.counts.sent === 1);
    world.isOnline = false;
    recordError(telemetry, 'E1');
    world.clock.jump(365 * DAY_MS);
    world.clock.advance(2 * 3_600_000);
    expect(telemetry.status().categories).toMatchObject({
      error: { counts: { pending: 1, evicted: 0 } },
      census: { counts: { pending: 0, sent: 1 } },
    });
    expect(world.logger.lines.filter(({ message }) => message.includes('clock jumped'))).toHaveLength(1);

    world.service.setDate(world.clock.now());
    world.isOnline = true;
    await until(world.clock, () => telemetry.status().categories.census.counts.sent === 2);
    expect(telemetry.status().categories.error.counts.sent).toBe(1);
  });

  test('what waited 30 days by a clock that runs true is evicted and shown', async () => {
    const world = await createWorld();
    world.isOnline = false;
    const telemetry = world.open();
    telemetry.start();
    recordError(telemetry, 'E1');
    world.clock.advance(30 * DAY_MS + 2 * 3_600_000);
    expect(recordsOf(telemetry, 'error')).toMatchObject([{ state: 'evicted', reason: 'age', fields: null }]);
  });

  test('after a suspend the clocks are compared anew', async () => {
    const world = await createWorld();
    const telemetry = world.open();
    telemetry.start();
    await until(world.clock, () => telemetry.status().categories.census.counts.sent === 1);
    world.clock.jump(2 * DAY_MS); // asleep: the monotonic clock stood still
    telemetry.resumed();
    await until(world.clock, () => telemetry.status().categories.census.counts.sent === 2);
    expect(world.logger.lines.filter(({ message }) => message.includes('clock jumped'))).toEqual([]);
  });
});
