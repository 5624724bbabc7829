/** What the policy benchmarks share: a client's view of the gates, waiting for one of their states, and percentiles. */
import { decide, type GateState } from '../../../common/consent/decide.ts';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy, type Policy } from '../../../electron/policy/policy.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { emptyReading, type PolicySource } from '../../../electron/policy/source.ts';

/** A round that takes longer has failed. */
const ROUND_TIMEOUT_MS = 30_000;
export const STOP = '{ "DisableAutomaticSendTracing": true }';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  readonly rounds: number;
}

export function percentiles(durationsMs: readonly number[]): Percentiles {
  const sorted = durationsMs.toSorted((a, b) => a - b);
  const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return { p50: at(0.5), p95: at(0.95), max: round(sorted.at(-1)), rounds: sorted.length };
}
const round = (ms: number | undefined): number => Math.round((ms ?? Number.NaN) * 100) / 100;

/** A source that was read and sets nothing. */
export const silentSource = (source: 'tenant' | 'machine'): PolicySource => ({
  reading: () => emptyReading(source, 'known'),
  start: () => Promise.resolve(),
  stop: () => {},
  onChanged: () => () => {},
});

/** A client whose one machine source is a directory, on the real clock. */
export function directoryPolicy(directory: string): Policy {
  const machine = createPolicyDirectory({ source: 'machine', directory, clock: systemClock, logger: silentLogger });
  return createPolicy({ local: [machine], tenant: silentSource('tenant'), logger: silentLogger });
}

export function gateOf(policy: Policy): GateState {
  return decide('usage', {
    isStarted: policy.isStarted(),
    isNoticeShown: true,
    isSignedIn: true,
    stopSwitch: policy.resolved().DisableAutomaticSendTracing,
    consent: { choice: 'in', at: 1, agreedFields: [], isReviewNeeded: false },
  }).state;
}

/** Resolves synchronously with the change that brings the gate into the state. */
export function reaches(policy: Policy, state: GateState): Promise<void> {
  if (gateOf(policy) === state) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timeout = setTimeout(
      () => finish(new Error(`the gate is ${gateOf(policy)}, not ${state}`)),
      ROUND_TIMEOUT_MS,
    );
    const end = policy.onChanged(() => void (gateOf(policy) === state && finish()));
    function finish(error?: Error): void {
      clearTimeout(timeout);
      end();
      if (error) reject(error);
      else resolve();
    }
  });
}
