import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Principal } from '../../../common/principal.ts';
import type { SwitchPayload, TenantPolicy } from '../../../common/wire/tenant.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { emptyReading } from '../../../electron/policy/source.ts';
import { createTenantPolicy } from '../../../electron/policy/tenant-policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const ADA: Principal = { tenantId: 'contoso', accountId: 'ada' };
const BEN: Principal = { tenantId: 'contoso', accountId: 'ben' };
const HOUR_MS = 3_600_000;
/** Windows knows no modes; what Node says there is no promise of ours. */
const PRIVATE_MODE = process.platform === 'win32' ? 0o666 : 0o600;

const policyOf = (revision: number, isStopped?: unknown): TenantPolicy => ({
  revision,
  issuedAt: revision,
  settings: isStopped === undefined ? {} : { DisableAutomaticSendTracing: isStopped },
});
const switchOf = (serial: number, disableAutomaticSendTracing: boolean, tenantId = 'contoso'): SwitchPayload => ({
  tenantId,
  name: 'Contoso',
  disableAutomaticSendTracing,
  uploadTokenSha256: 'a'.repeat(64),
  guestTokenSha256: 'a'.repeat(64),
  serial,
  issuedAt: serial,
});

function setUp(directory = tempDirectory(), clock = fakeClock()) {
  const tenant = createTenantPolicy({ directory, clock, logger: silentLogger, host: 'organization.example' });
  const machine = fixedSource(emptyReading('machine', 'known'));
  const policy = createPolicy({ local: [machine], tenant, logger: silentLogger });
  onTestFinished(() => policy.stop());
  return { directory, clock, tenant, policy, start: () => policy.start(), gate: () => gateOf(policy).state };
}
/** Of policies; the key of their seals lies beside them. */
const files = (directory: string): string[] => fs.readdirSync(directory).filter((name) => name !== 'seal-key');

describe('in-band policy', () => {
  test('is unknown until the service answers, and unknown holds', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA);
    await t.start();
    expect(t.tenant.reading().state).toBe('pending');
    expect(gateOf(t.policy)).toEqual({ state: 'held', reason: 'tenant-unknown' });
  });

  test('stops at once and names its origin', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1));
    await t.start();
    t.tenant.accept(policyOf(2, true));
    expect(gateOf(t.policy)).toMatchObject({
      state: 'closed',
      by: { source: 'tenant', file: 'organization.example', modifiedAt: 2 },
    });
  });

  test('relaxes after it was stable for a second, by itself', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, true));
    await t.start();
    t.tenant.accept(policyOf(2, false));
    t.clock.advance(999);
    expect(t.gate()).toBe('closed');
    t.tenant.accept(policyOf(3));
    t.clock.advance(999);
    expect(t.gate()).toBe('closed');
    t.clock.advance(1);
    expect(t.gate()).toBe('open');
  });

  test('ignores an older revision than it knows', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(5, true));
    await t.start();
    t.tenant.accept(policyOf(4, false));
    t.clock.advance(5_000);
    expect(t.gate()).toBe('closed');
  });

  test('obeys the same value rules as a file: an invalid stop holds and is reported', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1));
    await t.start();
    t.tenant.accept({ ...policyOf(2, 'true'), settings: { DisableAutomaticSendTracing: 'true', Loging: 1 } });
    expect(gateOf(t.policy)).toMatchObject({ state: 'held', reason: 'policy-in-doubt' });
    expect(t.policy.problems().map(({ kind, key }) => [kind, key])).toEqual([
      ['invalid-value', 'DisableAutomaticSendTracing'],
      ['unknown-key', 'Loging'],
    ]);
  });
});

describe('the last known policy', () => {
  test('applies at once after a restart, allowed or stopped', async () => {
    for (const [isStopped, gate] of [
      [false, 'open'],
      [true, 'closed'],
    ] as const) {
      const first = setUp();
      first.tenant.useAccount(ADA, policyOf(1, isStopped));
      const second = setUp(first.directory, fakeClock(first.clock.now() + HOUR_MS));
      second.tenant.useAccount(ADA);
      await second.start();
      expect(second.gate()).toBe(gate);
    }
  });

  test('lies in one private file for each principal and serves nobody else', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    const [name] = files(t.directory);
    expect(files(t.directory)).toHaveLength(1);
    expect(name).not.toContain('ada');
    expect(fs.statSync(path.join(t.directory, name ?? '')).mode & 0o777).toBe(PRIVATE_MODE);
    t.tenant.useAccount(BEN);
    expect(t.gate()).toBe('held');
    t.tenant.useAccount(BEN, policyOf(1, true));
    fs.copyFileSync(
      path.join(t.directory, name ?? ''),
      path.join(t.directory, files(t.directory).find((f) => f !== name) ?? ''),
    );
    const restarted = setUp(t.directory);
    restarted.tenant.useAccount(BEN);
    await restarted.start();
    expect(restarted.gate()).toBe('held');
  });

  test('holds when the service was not reached for 24 hours, also across a restart', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    t.clock.advance(23 * HOUR_MS);
    expect(t.gate()).toBe('open');
    t.clock.advance(HOUR_MS);
    expect(gateOf(t.policy)).toMatchObject({ state: 'held', reason: 'policy-in-doubt' });
    expect(t.policy.problems()).toMatchObject([{ kind: 'stale', holds: true }]);
    const restarted = setUp(t.directory, fakeClock(t.clock.now()));
    restarted.tenant.useAccount(ADA);
    await restarted.start();
    expect(restarted.gate()).toBe('held');
  });

  test('stays known while the service confirms it, and after a hold is believed again a second later', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    for (let hour = 0; hour < 48; hour++) {
      t.clock.advance(HOUR_MS);
      t.tenant.confirm();
    }
    expect(t.gate()).toBe('open');
    t.clock.advance(25 * HOUR_MS);
    expect(t.gate()).toBe('held');
    t.tenant.confirm();
    expect(t.gate()).toBe('held');
    t.clock.advance(1_000);
    expect(t.gate()).toBe('open');
  });

  test('keeps a stop however old it is', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, true));
    await t.start();
    t.clock.advance(100 * HOUR_MS);
    expect(t.gate()).toBe('closed');
  });

  test('is not kept fresh by turning the clock back', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    t.clock.jump(-30 * HOUR_MS);
    t.clock.advance(24 * HOUR_MS);
    expect(t.gate()).toBe('held');
    const restarted = setUp(t.directory, fakeClock(t.clock.now()));
    restarted.tenant.useAccount(ADA);
    await restarted.start();
    expect(restarted.gate()).toBe('held');
  });

  test('that is damaged is set aside, and holds', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    const [name] = files(t.directory);
    fs.truncateSync(path.join(t.directory, name ?? ''), 20);
    const restarted = setUp(t.directory);
    restarted.tenant.useAccount(ADA);
    await restarted.start();
    expect(restarted.gate()).toBe('held');
    expect(files(t.directory).filter((file) => file.includes('unusable'))).toHaveLength(1);
  });

  test('that was edited by hand serves nobody, and is set aside', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, true));
    await t.start();
    const file = path.join(t.directory, files(t.directory)[0] ?? '');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('"DisableAutomaticSendTracing":true', '"DisableAutomaticSendTracing":false'));
    expect(fs.readFileSync(file, 'utf8')).not.toBe(text);
    const again = setUp(t.directory);
    again.tenant.useAccount(ADA);
    await again.start();
    expect(again.gate()).toBe('held');
    expect(files(t.directory).filter((name) => name.includes('unusable'))).toHaveLength(1);
  });

  test('is gone once it is forgotten', () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    t.tenant.useSignedOut();
    t.tenant.forget(ADA);
    expect(files(t.directory)).toEqual([]);
  });

  test('that cannot be written applies all the same', async () => {
    const file = path.join(tempDirectory(), 'a file where the folder should be');
    fs.writeFileSync(file, '');
    const t = setUp(file);
    t.tenant.useAccount(ADA, policyOf(1, true));
    await t.start();
    expect(t.gate()).toBe('closed');
  });
});

describe('while signed out', () => {
  test('there is no tenant until its switch was read', async () => {
    const t = setUp();
    t.tenant.useSignedOut();
    await t.start();
    expect(t.tenant.reading().state).toBe('none');
    expect(t.gate()).toBe('held');
  });

  test('the switch is the tenant: it stops at once and allows after a second', async () => {
    const t = setUp();
    t.tenant.useSignedOut();
    await t.start();
    t.tenant.acceptSwitch(switchOf(1, false));
    expect(t.gate()).toBe('held');
    t.clock.advance(1_000);
    expect(t.gate()).toBe('open');
    t.tenant.acceptSwitch(switchOf(2, true));
    expect(t.gate()).toBe('closed');
  });

  test('a lower serial of the same tenant is ignored', async () => {
    const t = setUp();
    t.tenant.useSignedOut();
    await t.start();
    t.tenant.acceptSwitch(switchOf(2, true));
    t.tenant.acceptSwitch(switchOf(1, false));
    t.clock.advance(5_000);
    expect(t.gate()).toBe('closed');
    t.tenant.acceptSwitch(switchOf(1, false, 'fabrikam'));
    t.clock.advance(1_000);
    expect(t.gate()).toBe('open');
  });

  test('a switch that was not confirmed for 24 hours holds', async () => {
    const t = setUp();
    t.tenant.useSignedOut();
    await t.start();
    t.tenant.acceptSwitch(switchOf(1, false));
    t.clock.advance(24 * HOUR_MS + 1_000);
    expect(t.gate()).toBe('held');
  });

  test('an allowance of the account that signed out is gone at once; in-band policy that comes late is ignored', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    expect(t.gate()).toBe('open');
    t.tenant.useSignedOut();
    expect(t.gate()).toBe('held');
    t.tenant.accept(policyOf(2, false));
    t.clock.advance(5_000);
    expect(t.gate()).toBe('held');
  });

  test('a new account never sees the allowance of the one before', async () => {
    const t = setUp();
    t.tenant.useAccount(ADA, policyOf(1, false));
    await t.start();
    const states: string[] = [];
    t.policy.onChanged(() => states.push(t.gate()));
    t.tenant.useSignedOut();
    t.tenant.useAccount(BEN, policyOf(1, true));
    t.clock.advance(5_000);
    expect(states).not.toContain('open');
    expect(t.gate()).toBe('closed');
  });
});
