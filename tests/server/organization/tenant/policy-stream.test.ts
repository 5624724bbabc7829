import { createParser } from 'eventsource-parser';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tenantPolicy, TENANT_PATHS, type TenantPolicy } from '../../../../common/wire/tenant.ts';
import {
  createPolicyStreams,
  HEARTBEAT_MS,
  MAX_STREAMS_PER_SESSION,
} from '../../../../server/organization/tenant/policy-stream.ts';
import { SESSION_MS } from '../../../../server/organization/tenant/store/sessions.ts';
import { addressOf } from '../../../../server/shared/serve.ts';
import { fakeClock } from '../../../fakes/clock.ts';
import { ADA, bearer, BEN, startHarness, type Harness } from './harness.ts';

interface Listener {
  readonly policies: TenantPolicy[];
  readonly comments: string[];
  readonly hasEnded: () => boolean;
  readonly response: Response;
}

async function listen(url: string, token: string): Promise<Listener> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${url}${TENANT_PATHS.policyEvents}`, { headers: bearer(token), signal: abort.signal });
  const policies: TenantPolicy[] = [];
  const comments: string[] = [];
  let hasEnded = false;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'policy') policies.push(tenantPolicy.parse(JSON.parse(data)));
    },
    onComment: (comment) => void comments.push(comment),
  });
  const drain = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  };
  void drain()
    .catch(() => {})
    .finally(() => (hasEnded = true));
  return { policies, comments, hasEnded: () => hasEnded, response };
}

async function listening(): Promise<{ service: Harness; url: string }> {
  const service = await startHarness();
  await service.app.listen({ host: '127.0.0.1', port: 0 });
  return { service, url: addressOf(service.app) };
}

const POLL = { timeout: 20_000, interval: 10 } as const;

describe('policy events', () => {
  it('give the current policy at once and each change to every client', async () => {
    const { service, url } = await listening();
    await service.putPolicy({ LoggingLevel: 'light' });
    const ada = await listen(url, (await service.signIn(ADA)).sessionToken);
    const ben = await listen(url, (await service.signIn(BEN)).sessionToken);
    expect(ada.response.headers.get('content-type')).toContain('text/event-stream');
    await vi.waitFor(() => expect([ada.policies.length, ben.policies.length]).toEqual([1, 1]), POLL);
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    await service.putPolicy({});
    for (const client of [ada, ben]) {
      await vi.waitFor(() => expect(client.policies).toHaveLength(3), POLL);
      const revisions = client.policies.map(({ revision }) => revision);
      expect(revisions).toEqual([...new Set(revisions)].toSorted((a, b) => a - b));
      expect(client.policies.map(({ settings }) => settings)).toEqual([
        { LoggingLevel: 'light' },
        { DisableAutomaticSendTracing: true },
        {},
      ]);
    }
  });

  it('end with the session that opened them, and no others', async () => {
    const { service, url } = await listening();
    const [{ sessionToken }, other] = [await service.signIn(ADA), await service.signIn(ADA)];
    const [ended, kept] = [await listen(url, sessionToken), await listen(url, other.sessionToken)];
    await vi.waitFor(() => expect([ended.policies.length, kept.policies.length]).toEqual([1, 1]), POLL);
    await fetch(`${url}${TENANT_PATHS.signOut}`, { method: 'POST', headers: bearer(sessionToken) });
    await vi.waitFor(() => expect(ended.hasEnded()).toBe(true), POLL);
    await service.putPolicy({ LoggingLevel: 'off' });
    await vi.waitFor(() => expect(kept.policies).toHaveLength(2), POLL);
    expect(kept.hasEnded()).toBe(false);
    expect(ended.policies).toHaveLength(1);
  });

  it('say now and then that they are still there, until the session expires', async () => {
    const { service, url } = await listening();
    const client = await listen(url, (await service.signIn(ADA)).sessionToken);
    await vi.waitFor(() => expect(client.policies).toHaveLength(1), POLL);
    service.clock.advance(HEARTBEAT_MS);
    await vi.waitFor(() => expect(client.comments).toHaveLength(1), POLL);
    service.clock.jump(SESSION_MS.client);
    service.clock.advance(HEARTBEAT_MS);
    await vi.waitFor(() => expect(client.hasEnded()).toBe(true), POLL);
  });

  it('are not opened by a HEAD, which nobody would read', async () => {
    const { service, url } = await listening();
    const headers = bearer((await service.signIn(ADA)).sessionToken);
    expect((await fetch(`${url}${TENANT_PATHS.policyEvents}`, { method: 'HEAD', headers })).status).toBe(404);
  });

  it('end when the service stops', async () => {
    const { service, url } = await listening();
    const client = await listen(url, (await service.signIn(ADA)).sessionToken);
    await vi.waitFor(() => expect(client.policies).toHaveLength(1), POLL);
    await service.app.close();
    await vi.waitFor(() => expect(client.hasEnded()).toBe(true), POLL);
  });
});

describe('policy streams', () => {
  const policy = { revision: 1, issuedAt: 0, settings: {} };
  const create = () => createPolicyStreams({ clock: fakeClock(), currentPolicy: () => policy, isLive: () => true });

  it('cut a client that does not read', () => {
    const streams = create();
    const stream = streams.open('a');
    stream.on('error', () => {});
    for (let i = 0; i < 100 && !stream.destroyed; i++) {
      streams.publish({ ...policy, settings: { LoggingLevel: 'x'.repeat(10_000) } });
    }
    expect([stream.destroyed, streams.count()]).toEqual([true, 0]);
  });

  it('end the oldest when a session opens too many', () => {
    const streams = create();
    for (let i = 0; i < MAX_STREAMS_PER_SESSION + 3; i++) streams.open('a');
    streams.open('b');
    expect(streams.count()).toBe(MAX_STREAMS_PER_SESSION + 1);
  });

  it('send nothing more once they are closed', () => {
    const streams = create();
    const stream = streams.open('a');
    streams.close();
    expect(() => streams.publish(policy)).not.toThrow();
    expect([streams.count(), stream.readableEnded || stream.readable]).toEqual([0, true]);
  });
});
