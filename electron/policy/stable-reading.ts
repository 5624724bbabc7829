/**
 * Restrict at once, relax when stable: what a source says is applied as soon as it restricts, but a reading that would
 * let more through waits until the source has not changed for `RELAX_AFTER_STABLE_MS`. Pure but for the clock.
 */
import type { SourceReading } from '../../common/policies/reading.ts';
import { policyRecord, SOURCE_PRECEDENCE, type PolicyKey } from '../../common/policies/records.ts';
import { resolvePolicies } from '../../common/policies/resolve.ts';
import type { Clock } from '../clock.ts';
import { emptyReading, STOPPING_SWITCHES } from './source.ts';

export const RELAX_AFTER_STABLE_MS = 1_000;

export interface OfferOptions {
  /** The source was seen to change, even if it says the same as before. */
  readonly isTouched?: boolean;
  /** False while part of the source cannot be made sense of yet: nothing is relaxed meanwhile. */
  readonly isSettled?: boolean;
}

export interface StableReading {
  /** What applies. */
  current(): SourceReading;
  /**
   * Takes what the source says now.
   * @returns whether `current` changed, and for how long a relaxation must still wait (null: none waits, or the source
   * is not settled). The caller looks again after that time and offers what it finds; only such an offer relaxes.
   */
  offer(
    candidate: SourceReading,
    options?: OfferOptions,
  ): { readonly isChanged: boolean; readonly waitMs: number | null };
  /** Applies a reading whatever it says: the first look at a source, before which nothing could be known. */
  begin(first: SourceReading): void;
}

export function createStableReading(clock: Clock, initial: SourceReading): StableReading {
  let current = initial;
  let candidate = initial;
  let stableSinceMs = clock.monotonicMs();

  function apply(next: SourceReading): { isChanged: boolean; waitMs: null } {
    const isChanged = !saysTheSame(current, next);
    current = next;
    return { isChanged, waitMs: null };
  }

  return {
    current: () => current,
    begin(first) {
      current = candidate = first;
      stableSinceMs = clock.monotonicMs();
    },
    offer(next, { isTouched = false, isSettled = true } = {}) {
      if (isTouched || !saysTheSame(candidate, next)) stableSinceMs = clock.monotonicMs();
      candidate = next;
      if (!relaxes(current, next)) return apply(next);
      if (!isSettled) return { isChanged: false, waitMs: null };
      const waitMs = stableSinceMs + RELAX_AFTER_STABLE_MS - clock.monotonicMs();
      return waitMs > 0 ? { isChanged: false, waitMs } : apply(next);
    },
  };
}

/** Whether any stopping switch would let more through: a stop that ends in whatever way, or a hold that becomes an allowance. */
export function relaxes(from: SourceReading, to: SourceReading): boolean {
  return STOPPING_SWITCHES.some((key) => strictness(key, to) < strictness(key, from));
}

/** 2 stops, 1 holds, 0 allows: what the switch comes to if the other sources say nothing. */
function strictness(key: PolicyKey, reading: SourceReading): 0 | 1 | 2 {
  const others = SOURCE_PRECEDENCE.filter((source) => source !== reading.source);
  const resolved = resolvePolicies([reading, ...others.map((source) => emptyReading(source, 'known'))])[key];
  if (resolved.state === 'unknown') return 1;
  return resolved.value === policyRecord(key).stopsAt ? 2 : 0;
}

/** Equal but for the time of reading. */
const saysTheSame = (a: SourceReading, b: SourceReading): boolean =>
  a.state === b.state && JSON.stringify([a.settings, a.problems]) === JSON.stringify([b.settings, b.problems]);
