import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TENANT_PATHS } from '../../../common/wire/tenant.ts';
import { createAccount, type SecretStore, type SignInAttempt } from '../../../electron/account/account.ts';
import { backOffMs, POLL_POLICY_MS } from '../../../electron/account/policy-feed.ts';
import { SWITCH_INTERVAL_MS } from '../../../electron/account/switch-follower.ts';
import { createTenantClient } from '../../../electron/account/tenant-client.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { emptyReading } from '../../../electron/policy/source.ts';
import { createTenantPolicy } from '../../../electron/policy/tenant-policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import {
  FAKE_ACCOUNT,
  FAKE_PASSWORD,
  startOrganizationService,
  type FakeOrganizationService,
} from '../../fakes/organization-service.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from '../policy/open-gate.ts';

const soon = { timeout: 30_000, interval: 10 };

/** Turns text round, which is enough to see that it went through. */
const reversing: SecretStore = {
  encrypt: (text) => Promise.resolve(Buffer.from(text).toReversed()),
  decrypt: (sealed) => Promise.resolve(Buffer.from(Buffer.from(sealed).toReversed()).toString()),
};
const lockedStore: SecretStore = {
  encrypt: () => Promise.reject(new Error('locked')),
  decrypt: () => Promise.reject(new Error('locked')),
};

interface Parts {
  readonly service: FakeOrganizationService;
  readonly directory?: string;
  readonly clock?: ReturnType<typeof fakeClock>;
  readonly secrets?: SecretStore | null;
}

function setUpClient({ service, directory = tempDirectory(), clock = fakeClock(), secrets = null }: Parts) {
  const logger = capturingLogger();
  const client = createTenantClient({ transport: service.transport, baseUrl: service.url, clock });
  const tenantPolicy = createTenantPolicy({ directory, clock, logger, host: '127.0.0.1' });
  const policy = createPolicy({ local: [fixedSource(emptyReading('machine', 'known'))], tenant: tenantPolicy, logger });
  const account = createAccount({ client, tenantPolicy, directory, clock, logger, secrets, random: () => 0.5 });
  onTestFinished(() => (account.stop(), policy.stop()));
  const attempts: SignInAttempt[] = [];
  account.onSignInAttempt((attempt) => attempts.push(attempt));
  return {
    service,
    directory,
    clock,
    logger,
    account,
    policy,
    attempts,
    gate: () => gateOf(policy).state,
    async start() {
      await account.start();
      await policy.start();
    },
    signIn: () => account.signIn(FAKE_ACCOUNT, FAKE_PASSWORD),
    async isStreaming() {
      await expect.poll(service.streamCount, soon).toBe(1);
    },
  };
}
async function setUp(parts: Omit<Parts, 'service'> = {}) {
  const t = setUpClient({ service: await startOrganizationService(), ...parts });
  await t.start();
  return t;
}
/** Windows knows no modes; what Node says there is no promise of ours. */
const PRIVATE_MODE = process.platform === 'win32' ? 0o666 : 0o600;
const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;
const sessionFile = (directory: string): string => path.join(directory, 'session.json');

describe('signing in', () => {
  test('begins a session with what the service handed out', async () => {
    const t = await setUp();
    expect(await t.signIn()).toEqual({ ok: true, value: null });
    expect(t.account.state()).toMatchObject({
      state: 'signed-in',
      switchAnswer: null,
      session: {
        account: FAKE_ACCOUNT,
        accountId: 'account-1',
        displayName: 'Ada Okafor',
        organization: { tenantId: 'contoso', name: 'Contoso' },
      },
    });
    await expect.poll(() => t.account.state().connection, soon).toBe('online');
  });

  test('with a wrong password leaves nobody signed in, and both are counted', async () => {
    const t = await setUp();
    expect(await t.account.signIn(FAKE_ACCOUNT, 'wrong')).toEqual({ ok: false, reason: 'wrong-credentials' });
    expect(t.account.state()).toMatchObject({ state: 'signed-out', session: null });
    await t.signIn();
    expect(t.attempts.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['attempt', undefined],
      ['failure', 'wrong-credentials'],
      ['attempt', undefined],
      ['success', undefined],
    ]);
  });

  test('obeys the in-band policy before anybody sees the account', async () => {
    const t = await setUp();
    await expect.poll(() => t.account.state().switchAnswer, soon).not.toBeNull();
    t.clock.advance(1_000);
    expect(t.gate()).toBe('open');
    t.service.setPolicy({ DisableAutomaticSendTracing: true });
    const seen: string[] = [];
    t.account.onChanged(() => seen.push(`${t.account.state().state} ${t.gate()}`));
    await t.signIn();
    expect(seen.filter((line) => line.startsWith('signed-in'))).not.toContain('signed-in open');
    expect(t.gate()).toBe('closed');
  });

  test('twice at once is refused', async () => {
    const t = await setUp();
    const [first, second] = await Promise.all([t.signIn(), t.signIn()]);
    expect([first.ok, second]).toEqual([true, { ok: false, reason: 'refused' }]);
  });

  test('that was given up by signing out begins no session', async () => {
    const t = await setUp();
    const answer = t.signIn();
    await t.account.signOut();
    expect(await answer).toEqual({ ok: false, reason: 'refused' });
    expect(t.account.state()).toMatchObject({ state: 'signed-out', session: null });
    expect(fs.existsSync(sessionFile(t.directory))).toBe(false);
    await expect.poll(() => t.service.requests, soon).toContain(`POST ${TENANT_PATHS.signOut}`);
  });

  test('while somebody is signed in ends that session first', async () => {
    const t = await setUp();
    await t.signIn();
    // Also told of the connection; a set keeps the order in which states were first seen.
    const states = new Set<string>();
    t.account.onChanged(() => void states.add(t.account.state().state));
    expect((await t.signIn()).ok).toBe(true);
    expect([...states]).toEqual(['signed-out', 'signing-in', 'signed-in']);
    await expect.poll(() => t.service.requests, soon).toContain(`POST ${TENANT_PATHS.signOut}`);
  });

  test('without a configured service says so', async () => {
    const directory = tempDirectory();
    const clock = fakeClock();
    const logger = capturingLogger();
    const tenantPolicy = createTenantPolicy({ directory, clock, logger, host: null });
    const account = createAccount({ client: null, tenantPolicy, directory, clock, logger, secrets: null });
    onTestFinished(() => (account.stop(), tenantPolicy.stop()));
    await account.start();
    expect(await account.signIn('a', 'b')).toEqual({ ok: false, reason: 'no-organization-service' });
    expect(account.state().connection).toBe('offline');
    expect(tenantPolicy.reading().state).toBe('none');
  });

  test('leaves no name, token or password in the log', async () => {
    const t = await setUp();
    await t.account.signIn(FAKE_ACCOUNT, 'wrong');
    await t.signIn();
    await t.isStreaming();
    t.service.endStreams();
    await expect.poll(() => t.service.requests.at(-1), soon).toBe(`GET ${TENANT_PATHS.policy}`);
    await t.account.signOut();
    const text = JSON.stringify(t.logger.lines);
    for (const secret of [FAKE_ACCOUNT, FAKE_PASSWORD, 'account-1', 'Ada', 'tttt', 'uuuu', 'kkkk', 'gggg'])
      expect(text).not.toContain(secret);
  });
});

describe('a session', () => {
  test('survives a restart, also while the service is down', async () => {
    const t = await setUp();
    await t.signIn();
    t.account.stop();
    await t.service.goDown();
    const again = setUpClient({ service: t.service, directory: t.directory });
    await again.start();
    expect(again.account.state()).toMatchObject({ state: 'signed-in', session: { accountId: 'account-1' } });
    expect(again.gate()).toBe('open');
    await expect.poll(() => again.account.state().connection, soon).toBe('offline');
    expect(again.account.state().state).toBe('signed-in');
    await t.service.comeBack();
    await expect.poll(() => (again.clock.advance(1_000), again.account.state().connection), soon).toBe('online');
  });

  test('lies in a private file, sealed where there is a secret store', async () => {
    const plain = await setUp();
    await plain.signIn();
    expect(modeOf(sessionFile(plain.directory))).toBe(PRIVATE_MODE);
    const sealed = await setUp({ secrets: reversing });
    await sealed.signIn();
    const text = fs.readFileSync(sessionFile(sealed.directory), 'utf8');
    expect(text).not.toContain('tttt');
    expect(text).not.toContain(FAKE_ACCOUNT);
    const again = setUpClient({ service: sealed.service, directory: sealed.directory, secrets: reversing });
    await again.start();
    expect(again.account.state().state).toBe('signed-in');
  });

  test.each([
    ['in clear', null],
    ['sealed', reversing],
  ])('is never shown to another service than the one it came from: %s', async (_name, secrets) => {
    const t = await setUp({ secrets });
    await t.signIn();
    t.account.stop();
    const other = await setUp({ directory: t.directory, secrets });
    expect(other.account.state().state).toBe('signed-out');
    await expect.poll(() => other.account.state().connection, soon).toBe('online');
    expect(new Set(other.service.requests)).toEqual(new Set([`GET ${TENANT_PATHS.stopSwitch}`]));
    const again = setUpClient({ service: t.service, directory: t.directory, secrets });
    await again.start();
    expect(again.account.state().state).toBe('signed-in');
  });

  test('whose seal cannot be broken is as if signed out, and its file stays', async () => {
    const t = await setUp({ secrets: reversing });
    await t.signIn();
    for (const secrets of [lockedStore, null]) {
      const again = setUpClient({ service: t.service, directory: t.directory, secrets });
      await again.start();
      expect(again.account.state().state).toBe('signed-out');
    }
    expect(fs.existsSync(sessionFile(t.directory))).toBe(true);
  });

  test('that cannot be sealed is not written in clear', async () => {
    const t = await setUp({ secrets: lockedStore });
    expect((await t.signIn()).ok).toBe(true);
    expect(fs.existsSync(sessionFile(t.directory))).toBe(false);
  });

  test('whose file is damaged is set aside', async () => {
    const directory = tempDirectory();
    fs.writeFileSync(sessionFile(directory), '{"version":1,"session":{');
    const t = await setUp({ directory });
    expect(t.account.state().state).toBe('signed-out');
    expect(fs.readdirSync(directory).filter((name) => name.includes('unusable'))).toHaveLength(1);
  });

  test('ends when the service says so, and the gates hold at once', async () => {
    const t = await setUp();
    await t.signIn();
    await t.isStreaming();
    t.clock.advance(1_000);
    expect(t.gate()).toBe('open');
    t.service.revokeSessions();
    t.service.misbehave.set(TENANT_PATHS.stopSwitch, { status: 503 });
    t.service.endStreams();
    await expect.poll(() => t.account.state().state, soon).toBe('signed-out');
    expect(t.gate()).toBe('held');
    expect(fs.existsSync(sessionFile(t.directory))).toBe(false);
  });

  test('ends at once on sign-out, even while the service hangs', async () => {
    const t = await setUp();
    await t.signIn();
    t.service.misbehave.set(TENANT_PATHS.signOut, 'hang');
    await t.account.signOut();
    expect(t.account.state()).toMatchObject({ state: 'signed-out', session: null });
    expect(fs.existsSync(sessionFile(t.directory))).toBe(false);
    expect(fs.readdirSync(t.directory).some((name) => name.startsWith('tenant-policy-'))).toBe(true);
  });

  test('leaves no cached policy when the account is removed', async () => {
    const t = await setUp();
    await t.signIn();
    await t.account.remove();
    expect(t.account.state().state).toBe('signed-out');
    expect(fs.readdirSync(t.directory)).toEqual(['seal-key']);
  });
});

describe('while signed out', () => {
  test('the signed switch is read at start and every minute', async () => {
    const t = await setUp();
    await expect.poll(() => t.account.state().switchAnswer?.payload.serial, soon).toBe(1);
    expect(t.account.state()).toMatchObject({ connection: 'online', switchAnswer: { guestToken: 'g'.repeat(43) } });
    t.service.setSwitch({ disableAutomaticSendTracing: true });
    t.clock.advance(SWITCH_INTERVAL_MS);
    await expect.poll(t.gate, soon).toBe('closed');
  });

  test('a service that cannot be reached is asked again', async () => {
    const service = await startOrganizationService();
    await service.goDown();
    const t = setUpClient({ service });
    await t.start();
    await expect.poll(() => t.account.state().connection, soon).toBe('offline');
    expect(t.gate()).toBe('held');
    await service.comeBack();
    await expect.poll(() => (t.clock.advance(SWITCH_INTERVAL_MS), t.account.state().connection), soon).toBe('online');
  });
});

describe('policy of a signed-in client', () => {
  test('is pushed: a stop closes, its end opens a second later', async () => {
    const t = await setUp();
    await t.signIn();
    await t.isStreaming();
    t.service.pushPolicy({ DisableAutomaticSendTracing: true });
    await expect.poll(t.gate, soon).toBe('closed');
    t.service.pushPolicy({});
    await expect.poll(() => t.account.state().connection, soon).toBe('online');
    await expect.poll(() => (t.clock.advance(100), t.gate()), soon).toBe('open');
  });

  test('is polled while the stream cannot be had, and followed again once it can', async () => {
    const t = await setUp();
    t.service.misbehave.set(TENANT_PATHS.policyEvents, { status: 503 });
    await t.signIn();
    await expect.poll(() => t.account.state().connection, soon).toBe('online');
    t.service.setPolicy({ DisableAutomaticSendTracing: true });
    t.clock.advance(POLL_POLICY_MS);
    await expect.poll(t.gate, soon).toBe('closed');
    t.service.misbehave.clear();
    await expect.poll(() => (t.clock.advance(1_000), t.service.streamCount()), soon).toBe(1);
    const polls = (): number => t.service.requests.filter((line) => line === `GET ${TENANT_PATHS.policy}`).length;
    await expect.poll(() => (t.service.pushPolicy({}), t.clock.advance(100), t.gate()), soon).toBe('open');
    const before = polls();
    t.service.writeToStreams(': still here\n\n');
    t.clock.advance(30_000);
    expect(polls()).toBe(before);
  });

  test('is followed on a new connection when the computer wakes up', async () => {
    const t = await setUp();
    await t.signIn();
    await t.isStreaming();
    const streams = (): number =>
      t.service.requests.filter((line) => line === `GET ${TENANT_PATHS.policyEvents}`).length;
    t.account.resumed();
    await expect.poll(streams, soon).toBe(2);
    await t.isStreaming();
  });

  test('waits longer after each failure, up to a minute, and never less than a quarter of a second', () => {
    expect([1, 2, 3, 7, 100].map((failures) => backOffMs(failures, 0.999))).toEqual([999, 1998, 3996, 59940, 59940]);
    expect(backOffMs(100, 0)).toBe(250);
  });
});

test('presence belongs to the session', async () => {
  const t = await setUp();
  t.account.setPresence('busy');
  expect(t.account.state().presence).toBe('available');
  await t.signIn();
  t.account.setPresence('busy');
  expect(t.account.state().presence).toBe('busy');
  await t.account.signOut();
  expect(t.account.state().presence).toBe('available');
});
