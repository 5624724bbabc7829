import { describe, expect, onTestFinished, test } from 'vitest';
import { TENANT_PATHS, type TenantPolicy } from '../../../common/wire/tenant.ts';
import { MAX_ANSWER_BYTES, REQUEST_TIMEOUT_MS } from '../../../electron/account/bounded-answer.ts';
import { createTenantClient, SILENCE_MS } from '../../../electron/account/tenant-client.ts';
import { fakeClock } from '../../fakes/clock.ts';
import {
  FAKE_ACCOUNT,
  FAKE_PASSWORD,
  startOrganizationService,
  type Misbehaviour,
} from '../../fakes/organization-service.ts';

const soon = { timeout: 30_000, interval: 10 };

async function setUp() {
  const service = await startOrganizationService();
  const clock = fakeClock();
  const client = createTenantClient({ transport: service.transport, baseUrl: `${service.url}/`, clock });
  return { service, clock, client };
}
async function signedIn(client: Awaited<ReturnType<typeof setUp>>['client']) {
  const answer = await client.signIn(FAKE_ACCOUNT, FAKE_PASSWORD);
  if (!answer.ok) throw new Error(answer.reason);
  return answer.value.sessionToken;
}

describe('sign-in', () => {
  test('hands out what the service says, and nothing else', async () => {
    const { client } = await setUp();
    const answer = await client.signIn(FAKE_ACCOUNT, FAKE_PASSWORD);
    expect(answer).toMatchObject({
      ok: true,
      value: {
        accountId: 'account-1',
        organization: { tenantId: 'contoso', name: 'Contoso' },
        policy: { revision: 1 },
      },
    });
  });

  test.each<[string, Misbehaviour | null, string]>([
    ['a wrong password is wrong credentials', null, 'wrong-credentials'],
    ['429 is locked', { status: 429, body: '{"error":"locked","message":"later"}' }, 'locked'],
    ['500 is refused', { status: 500, body: 'boom' }, 'refused'],
    ['403 is refused', { status: 403 }, 'refused'],
    ['no JSON is a malformed answer', { status: 200, body: '<html>' }, 'malformed-answer'],
    ['missing fields are a malformed answer', { status: 200, body: '{"accountId":"a"}' }, 'malformed-answer'],
    [
      'an endless answer is a malformed answer',
      { status: 200, body: 'x'.repeat(MAX_ANSWER_BYTES + 1) },
      'malformed-answer',
    ],
    ['a cut connection is unreachable', 'cut', 'unreachable'],
  ])('%s', async (_rule, bad, reason) => {
    const { service, client } = await setUp();
    if (bad) service.misbehave.set(TENANT_PATHS.signIn, bad);
    expect(await client.signIn(FAKE_ACCOUNT, 'wrong')).toEqual({ ok: false, reason });
  });

  test('a service that is down or never answers is unreachable', async () => {
    const { service, client, clock } = await setUp();
    service.misbehave.set(TENANT_PATHS.signIn, 'hang');
    const answer = client.signIn(FAKE_ACCOUNT, FAKE_PASSWORD);
    await expect.poll(() => service.requests, soon).toHaveLength(1);
    clock.advance(REQUEST_TIMEOUT_MS);
    expect(await answer).toEqual({ ok: false, reason: 'unreachable' });
    await service.goDown();
    expect(await client.signIn(FAKE_ACCOUNT, FAKE_PASSWORD)).toEqual({ ok: false, reason: 'unreachable' });
  });
});

describe('the signed switch', () => {
  test('is read without a session', async () => {
    const { service, client } = await setUp();
    service.setSwitch({ disableAutomaticSendTracing: true });
    expect(await client.fetchSwitch()).toMatchObject({
      ok: true,
      value: { payload: { tenantId: 'contoso', disableAutomaticSendTracing: true, serial: 2 } },
    });
  });

  test('is malformed when its payload is no switch', async () => {
    const { service, client } = await setUp();
    const payload = Buffer.from('{"disableAutomaticSendTracing":false}').toString('base64url');
    const body = JSON.stringify({ switch: { payload, signature: 'c2ln' }, guestToken: 'g'.repeat(43) });
    service.misbehave.set(TENANT_PATHS.stopSwitch, { status: 200, body });
    expect(await client.fetchSwitch()).toEqual({ ok: false, reason: 'malformed-answer' });
  });
});

describe('policy', () => {
  test('is asked for by tag and not sent twice', async () => {
    const { service, client } = await setUp();
    const token = await signedIn(client);
    const first = await client.fetchPolicy(token, null);
    expect(first).toMatchObject({ ok: true, value: { kind: 'policy', etag: '"1"' } });
    expect(await client.fetchPolicy(token, '"1"')).toEqual({ ok: true, value: { kind: 'not-modified' } });
    service.setPolicy({ LoggingLevel: 'off' });
    expect(await client.fetchPolicy(token, '"1"')).toMatchObject({ ok: true, value: { policy: { revision: 2 } } });
  });

  test('is refused without a live session', async () => {
    const { service, client } = await setUp();
    const token = await signedIn(client);
    service.revokeSessions();
    expect(await client.fetchPolicy(token, null)).toEqual({ ok: false, reason: 'unauthorized' });
    expect(await client.signOut(token)).toEqual({ ok: false, reason: 'unauthorized' });
  });
});

describe('policy events', () => {
  async function follow() {
    const t = await setUp();
    const token = await signedIn(t.client);
    const policies: TenantPolicy[] = [];
    const heard = { opened: 0, alive: 0 };
    const controller = new AbortController();
    onTestFinished(() => controller.abort());
    const listeners = {
      onOpen: () => void heard.opened++,
      onPolicy: (policy: TenantPolicy) => void policies.push(policy),
      onAlive: () => void heard.alive++,
    };
    const ended = t.client.followPolicy(token, listeners, controller.signal);
    await expect.poll(() => heard.alive, soon).toBeGreaterThan(0);
    return { ...t, policies, heard, controller, ended };
  }

  test('arrive one by one', async () => {
    const t = await follow();
    t.service.pushPolicy({ DisableAutomaticSendTracing: true });
    await expect.poll(() => t.policies.map(({ revision }) => revision), soon).toEqual([1, 2]);
    expect(t.heard.opened).toBe(1);
  });

  test('survive being cut into bytes', async () => {
    const t = await follow();
    const text = `event: policy\r\ndata: ${JSON.stringify({ revision: 9, issuedAt: 1, settings: { LoggingLevel: 'ä' } })}\r\n\r\n`;
    for (const part of text.match(/.{1,7}/gs) ?? []) t.service.writeToStreams(part);
    await expect.poll(() => t.policies.at(-1), soon).toMatchObject({ revision: 9, settings: { LoggingLevel: 'ä' } });
  });

  test('end when the service ends them', async () => {
    const t = await follow();
    t.service.endStreams();
    expect(await t.ended).toBe('ended');
  });

  test('end after 45 seconds of silence, and a heartbeat is no silence', async () => {
    const t = await follow();
    t.clock.advance(SILENCE_MS - 1);
    const before = t.heard.alive;
    t.service.writeToStreams(': still here\n\n');
    await expect.poll(() => t.heard.alive, soon).toBeGreaterThan(before);
    t.clock.advance(SILENCE_MS - 1);
    expect(t.service.streamCount()).toBe(1);
    t.clock.advance(1);
    expect(await t.ended).toBe('unreachable');
    await expect.poll(t.service.streamCount, soon).toBe(0);
  });

  test('end when the caller aborts', async () => {
    const t = await follow();
    t.controller.abort();
    await t.ended;
    await expect.poll(t.service.streamCount, soon).toBe(0);
  });

  test.each([
    ['a policy that cannot be parsed', 'event: policy\ndata: {"revision":\n\n'],
    ['a policy of the wrong shape', 'event: policy\ndata: {"revision":"2"}\n\n'],
    ['an event without end', `data: ${'x'.repeat(MAX_ANSWER_BYTES + 1)}`],
  ])('end on %s, which is never taken for a sign of life', async (_what, text) => {
    const t = await follow();
    const alive = t.heard.alive;
    t.service.writeToStreams(text);
    expect(await t.ended).toBe('malformed-answer');
    expect(t.policies).toHaveLength(1);
    // The endless one arrives in several chunks, of which the first are still well-formed.
    expect(t.heard.alive - alive).toBeLessThanOrEqual(text.startsWith('event') ? 0 : 64);
  });

  test('are no events when the answer is something else', async () => {
    const { service, client } = await setUp();
    const token = await signedIn(client);
    const never = { onOpen: () => {}, onPolicy: () => {}, onAlive: () => {} };
    service.misbehave.set(TENANT_PATHS.policyEvents, { status: 200, body: 'hello' });
    expect(await client.followPolicy(token, never, new AbortController().signal)).toBe('malformed-answer');
    service.misbehave.set(TENANT_PATHS.policyEvents, { status: 503 });
    expect(await client.followPolicy(token, never, new AbortController().signal)).toBe('refused');
  });
});
