import http from 'node:http';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tenantSwitchRequest } from '../../../../common/wire/telemetry.ts';
import { switchPayload, type SignedSwitch } from '../../../../common/wire/tenant.ts';
import {
  createSwitchPush,
  fullJitter,
  REPEAT_MS,
  type SwitchPush,
} from '../../../../server/organization/tenant/switch-push.ts';
import type { StopSwitchStore, StoredSwitch } from '../../../../server/organization/tenant/store/stop-switch.ts';
import { silentLog } from '../../../../server/shared/log.ts';
import { addressOf } from '../../../../server/shared/serve.ts';
import { fakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { ADA, ADMIN, bearer, startHarness } from './harness.ts';

const POLL = { timeout: 20_000, interval: 10 } as const;
const signed = (serial: number): SignedSwitch => ({ payload: `serial${serial}`, signature: 's' });

interface Setup {
  readonly push: SwitchPush;
  readonly clock: FakeClock;
  readonly sent: string[];
  answer: () => Promise<Response>;
  stored: StoredSwitch;
}

function setUp(): Setup {
  const clock = fakeClock();
  const setup = {
    clock,
    sent: [] as string[],
    answer: () => Promise.resolve(new Response('{}')),
    stored: { serial: 1, signed: signed(1), confirmedAt: null } as StoredSwitch,
  };
  const store: StopSwitchStore = {
    current: () => setup.stored,
    update: () => {},
    renew: () => {},
    confirm: (serial, now) => {
      if (serial === setup.stored.serial && setup.stored.confirmedAt === null)
        setup.stored = { ...setup.stored, confirmedAt: now };
    },
  };
  const push = createSwitchPush({
    telemetryUrl: 'https://vendor.example/',
    store,
    clock,
    log: silentLog,
    random: () => 0.5,
    fetch: async (url, init) => {
      setup.sent.push(`${url} ${typeof init.body === 'string' ? init.body : ''}`);
      const aborted = new Promise<never>((_resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
      return Promise.race([setup.answer(), aborted]);
    },
  });
  onTestFinished(() => push.close());
  return Object.assign(setup, { push });
}
const failWith =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    Promise.resolve(new Response('', { status, headers }));

describe('pushing the switch', () => {
  it('repeats every five minutes what the vendor has confirmed', async () => {
    const setup = setUp();
    setup.push.pushNow();
    await vi.waitFor(() => expect(setup.push.state().confirmedAt).toBe(setup.clock.now()), POLL);
    expect(setup.sent).toEqual([
      'https://vendor.example/v1/tenant-switch {"switch":{"payload":"serial1","signature":"s"}}',
    ]);
    const confirmedAt = setup.clock.now();
    setup.clock.advance(REPEAT_MS - 1);
    expect(setup.sent).toHaveLength(1);
    setup.clock.advance(1);
    await vi.waitFor(() => expect(setup.push.state()).toMatchObject({ triedAt: setup.clock.now(), confirmedAt }), POLL);
    expect(setup.sent).toHaveLength(2);
  });

  it('tries again with growing delays after failures, and says why', async () => {
    const setup = setUp();
    setup.answer = failWith(503);
    setup.push.pushNow();
    const delays: number[] = [];
    for (let i = 0; i < 8; i++) {
      await vi.waitFor(() => expect(setup.push.state().nextTryAt).toBeGreaterThan(setup.clock.now()), POLL);
      expect(setup.push.state()).toMatchObject({ confirmedAt: null, failure: { kind: 'refused', status: 503 } });
      delays.push((setup.push.state().nextTryAt ?? 0) - setup.clock.now());
      setup.clock.advance(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    setup.answer = () => Promise.reject(new TypeError('fetch failed'));
    await vi.waitFor(() => expect(setup.push.state().nextTryAt).toBeGreaterThan(setup.clock.now()), POLL);
    setup.clock.advance(30_000);
    await vi.waitFor(() => expect(setup.push.state().failure).toEqual({ kind: 'unreachable' }), POLL);
  });

  it('waits as long as the vendor asks, within bounds', async () => {
    const setup = setUp();
    setup.answer = failWith(429, { 'retry-after': '120' });
    setup.push.pushNow();
    await vi.waitFor(() => expect(setup.push.state().nextTryAt).toBe(setup.clock.now() + 120_000), POLL);
    setup.answer = failWith(503, { 'retry-after': '999999' });
    setup.push.pushNow();
    await vi.waitFor(() => expect(setup.push.state().nextTryAt).toBe(setup.clock.now() + REPEAT_MS), POLL);
  });

  it('sends a change at once, also while an older push hangs, whose late answer says nothing', async () => {
    const setup = setUp();
    const hanging = Promise.withResolvers<Response>();
    setup.answer = () => hanging.promise;
    setup.push.pushNow();
    setup.stored = { serial: 2, signed: signed(2), confirmedAt: null };
    setup.answer = failWith(503);
    setup.push.pushNow();
    expect(setup.sent[1]).toContain('serial2');
    await vi.waitFor(() => expect(setup.push.state().failure).not.toBeNull(), POLL);
    hanging.resolve(new Response('{}'));
    await hanging.promise;
    expect(setup.push.state().confirmedAt).toBeNull();
  });

  it('gives up on an answer that does not come, and tries again', async () => {
    const setup = setUp();
    setup.answer = () => new Promise(() => {});
    setup.push.pushNow();
    setup.clock.advance(10_000);
    await vi.waitFor(() => expect(setup.push.state().failure).toEqual({ kind: 'unreachable' }), POLL);
  });

  it('sends nothing more once it is closed', async () => {
    const setup = setUp();
    setup.push.close();
    setup.push.pushNow();
    setup.clock.advance(10 * REPEAT_MS);
    expect(setup.sent).toEqual([]);
  });

  it('spreads delays from nothing to a bound that doubles up to a minute', () => {
    expect(fullJitter(1, 0)).toBe(0);
    expect(fullJitter(1, 0.999)).toBeLessThanOrEqual(2_000);
    expect(fullJitter(1_000, 1)).toBe(60_000);
  });
});

describe('what the vendor gets', () => {
  it('is the signed switch alone: no account, token, key, policy or session of the organization', async () => {
    const requests: { method: string; url: string; headers: string; body: string }[] = [];
    const vendor = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '' } = request;
        requests.push({
          method,
          url,
          headers: JSON.stringify(request.rawHeaders),
          body: Buffer.concat(chunks).toString(),
        });
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => vendor.close().closeAllConnections());
    const { port } = vendor.address() as { port: number };
    const service = await startHarness({ telemetryUrl: `http://127.0.0.1:${port}`, fetch: globalThis.fetch });
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    await vi.waitFor(() => expect(requests).toHaveLength(1), POLL);

    const [admin, ada] = [await service.signIn(ADMIN), await service.signIn(ADA)];
    await service.putPolicy({ DisableAutomaticSendTracing: true, LoggingLevel: 'full' });
    await vi.waitFor(() => expect(requests).toHaveLength(2), POLL);
    await fetch(`${addressOf(service.app)}/v1/sign-out`, { method: 'POST', headers: bearer(ada.sessionToken) });
    service.clock.advance(REPEAT_MS);
    await vi.waitFor(() => expect(requests).toHaveLength(3), POLL);

    const { hashingKey, uploadToken, guestToken } = service.organization;
    const secrets = [
      hashingKey,
      uploadToken,
      guestToken,
      admin.sessionToken,
      ada.sessionToken,
      ada.accountId,
      admin.accountId,
    ];
    for (const { method, url, headers, body } of requests) {
      expect([method, url]).toEqual(['POST', '/v1/tenant-switch']);
      const { payload } = tenantSwitchRequest.parse(JSON.parse(body)).switch;
      const text = Buffer.from(payload, 'base64url').toString('utf8');
      expect(switchPayload.safeParse(JSON.parse(text)).success).toBe(true);
      for (const secret of [...secrets, ADA, ADMIN, 'LoggingLevel', 'Ada Okafor']) {
        expect(`${headers}${body}${text}`).not.toContain(secret);
      }
      expect(headers.toLowerCase()).not.toMatch(/cookie|authorization/);
    }
    const stops = requests.map(({ body }) => {
      const { payload } = tenantSwitchRequest.parse(JSON.parse(body)).switch;
      return switchPayload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).disableAutomaticSendTracing;
    });
    expect(stops).toEqual([false, true, true]);
  });

  it('is nothing for a policy that the switch does not carry', async () => {
    const service = await startHarness();
    await service.putPolicy({ LoggingLevel: 'full' });
    expect(service.pushed).toEqual([]);
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    expect(service.pushed).toHaveLength(1);
  });
});
