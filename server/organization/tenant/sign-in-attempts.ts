/**
 * Slows guessing: after too many failures an account, or an address, is locked for a while. An account that does not
 * exist locks like one that does. Counters live in memory, bounded, and are forgotten at a restart, so that addresses
 * are never stored.
 */
import { networkOf } from '../../shared/network-of.ts';

export interface AttemptLimits {
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  /** Failures older than this no longer count. */
  readonly windowMs: number;
  /** The first lock; it doubles with each failure after it, up to `maxLockMs`. */
  readonly lockMs: number;
  readonly maxLockMs: number;
}
export const ATTEMPT_LIMITS: AttemptLimits = {
  failuresPerAccount: 10,
  failuresPerAddress: 50,
  windowMs: 15 * 60_000,
  lockMs: 30_000,
  maxLockMs: 15 * 60_000,
};
/** The counters longest untouched give way beyond this. */
const MAX_COUNTERS = 20_000;

interface Counter {
  failures: number;
  lastAt: number;
  lockedUntil: number;
}
export type Attempt =
  | { readonly isLocked: true; readonly retryAfterMs: number }
  | {
      readonly isLocked: false;
      /** Takes back the failure that every attempt counts as until it succeeded. */ succeeded(): void;
    };

export interface SignInAttempts {
  /** Called before any work is done, so that guesses made at once count as well. */
  begin(account: string, address: string): Attempt;
}

export function createSignInAttempts(now: () => number, limits: AttemptLimits = ATTEMPT_LIMITS): SignInAttempts {
  const counters = new Map<string, Counter>();
  const touch = (key: string): Counter => {
    const known = counters.get(key);
    const isStale = known !== undefined && now() - Math.max(known.lastAt, known.lockedUntil) > limits.windowMs;
    const counter = known && !isStale ? known : { failures: 0, lastAt: now(), lockedUntil: 0 };
    counters.delete(key);
    counters.set(key, counter);
    const oldest = counters.size > MAX_COUNTERS ? counters.keys().next().value : undefined;
    if (oldest !== undefined) counters.delete(oldest);
    return counter;
  };
  const count = (counter: Counter, allowed: number): void => {
    counter.failures++;
    counter.lastAt = now();
    const beyond = counter.failures - allowed;
    if (beyond >= 0)
      counter.lockedUntil = now() + Math.min(limits.maxLockMs, limits.lockMs * 2 ** Math.min(beyond, 20));
  };
  return {
    begin(account, address) {
      const ofAccount = touch(`account ${account}`);
      const ofAddress = touch(`address ${networkOf(address)}`);
      const retryAfterMs = Math.max(ofAccount.lockedUntil, ofAddress.lockedUntil) - now();
      if (retryAfterMs > 0) return { isLocked: true, retryAfterMs };
      const addressLockBefore = ofAddress.lockedUntil;
      count(ofAccount, limits.failuresPerAccount);
      count(ofAddress, limits.failuresPerAddress);
      return {
        isLocked: false,
        succeeded() {
          // Who knows the password is not guessing it. For the address only this attempt is taken back: others may guess there.
          counters.delete(`account ${account}`);
          ofAddress.failures = Math.max(0, ofAddress.failures - 1);
          ofAddress.lockedUntil = addressLockBefore;
        },
      };
    },
  };
}
