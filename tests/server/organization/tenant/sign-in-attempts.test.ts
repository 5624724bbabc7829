import { describe, expect, it } from 'vitest';
import { createSignInAttempts, type AttemptLimits } from '../../../../server/organization/tenant/sign-in-attempts.ts';
import { networkOf } from '../../../../server/shared/network-of.ts';
import { fakeClock } from '../../../fakes/clock.ts';

const LIMITS: AttemptLimits = {
  failuresPerAccount: 3,
  failuresPerAddress: 5,
  windowMs: 60_000,
  lockMs: 1_000,
  maxLockMs: 4_000,
};

describe('sign-in attempts', () => {
  it('lock twice as long after each further failure, up to a bound', () => {
    const clock = fakeClock();
    const attempts = createSignInAttempts(clock.now, { ...LIMITS, failuresPerAddress: 100 });
    const locks: number[] = [];
    for (let i = 0; i < 3; i++) attempts.begin('a', '10.0.0.1');
    for (let i = 0; i < 5; i++) {
      const attempt = attempts.begin('a', '10.0.0.1');
      if (!attempt.isLocked) throw new Error('not locked');
      locks.push(attempt.retryAfterMs);
      clock.advance(attempt.retryAfterMs);
      attempts.begin('a', '10.0.0.1');
    }
    expect(locks).toEqual([1_000, 2_000, 4_000, 4_000, 4_000]);
  });

  it('forget failures that lie back longer than the window', () => {
    const clock = fakeClock();
    const attempts = createSignInAttempts(clock.now, LIMITS);
    for (let i = 0; i < 2; i++) attempts.begin('a', '10.0.0.1');
    clock.advance(LIMITS.windowMs + 1);
    for (let i = 0; i < 3; i++) expect(attempts.begin('a', '10.0.0.1').isLocked).toBe(false);
  });

  it('do not count what succeeded, so that a shared address is not locked by its users', () => {
    const attempts = createSignInAttempts(fakeClock().now, LIMITS);
    for (let i = 0; i < 20; i++) {
      const attempt = attempts.begin(`user-${i}`, '10.0.0.1');
      expect(attempt.isLocked).toBe(false);
      if (!attempt.isLocked) attempt.succeeded();
    }
  });

  it("do not let one success pay for an address's guesses at others", () => {
    const attempts = createSignInAttempts(fakeClock().now, LIMITS);
    for (let i = 0; i < 4; i++) attempts.begin(`victim-${i}`, '10.0.0.1');
    const own = attempts.begin('own', '10.0.0.1');
    if (!own.isLocked) own.succeeded();
    attempts.begin('victim-5', '10.0.0.1');
    expect(attempts.begin('victim-6', '10.0.0.1').isLocked).toBe(true);
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('count %s as %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
