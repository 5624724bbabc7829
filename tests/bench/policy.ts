/**
 * Atomic policy write → gate closed: from the call that renames the file into place to the listener that finds the gate
 * closed, in one process, with the real directory watch, resolver and gate on the real clock.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { decide, type GateState } from '../../common/consent/decide.ts';
import { systemClock } from '../../electron/clock.ts';
import { silentLogger } from '../../electron/logging/logger.ts';
import { createPolicyDirectory } from '../../electron/policy/policy-directory.ts';
import { createPolicy, type Policy } from '../../electron/policy/policy.ts';
import { emptyReading, type PolicySource } from '../../electron/policy/source.ts';

/** Each round waits a second for its relaxation, so several directories take turns at the same time. */
const DIRECTORIES = 10;
const ROUNDS_EACH = 12;
/** A round that takes longer has failed. */
const ROUND_TIMEOUT_MS = 30_000;

const reachedTenant: PolicySource = {
  reading: () => emptyReading('tenant', 'known'),
  start: () => Promise.resolve(),
  stop: () => {},
  onChanged: () => () => {},
};

export async function bench(): Promise<{ rounds: number; gateClosedMs: { p50: number; p95: number; max: number } }> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
  // The system clock never keeps a process alive; this does, for as long as the measurement runs.
  const alive = setInterval(() => {}, 1_000);
  try {
    const measured = await Promise.all(
      Array.from({ length: DIRECTORIES }, (_, i) => measure(path.join(root, String(i)), i)),
    );
    const sorted = measured.flat().toSorted((a, b) => a - b);
    const at = (share: number): number => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
    return { rounds: sorted.length, gateClosedMs: { p50: at(0.5), p95: at(0.95), max: round(sorted.at(-1)) } };
  } finally {
    clearInterval(alive);
    fs.rmSync(root, { recursive: true, force: true });
  }
}

async function measure(directory: string, index: number): Promise<number[]> {
  fs.mkdirSync(directory);
  const machine = createPolicyDirectory({ source: 'machine', directory, clock: systemClock, logger: silentLogger });
  const policy = createPolicy({ local: [machine], tenant: reachedTenant, logger: silentLogger });
  const durationsMs: number[] = [];
  try {
    await policy.start();
    // Apart from each other, so that rounds measure a reaction rather than a queue.
    await pause((index * 1_100) / DIRECTORIES);
    for (let i = 0; i < ROUNDS_EACH; i++) {
      await reaches(policy, 'open');
      const beside = path.join(directory, '.stop.tmp');
      fs.writeFileSync(beside, '{ "DisableAutomaticSendTracing": true }');
      const startedMs = performance.now();
      fs.renameSync(beside, path.join(directory, 'stop.json'));
      await reaches(policy, 'closed');
      durationsMs.push(performance.now() - startedMs);
      fs.rmSync(path.join(directory, 'stop.json'));
    }
  } finally {
    policy.stop();
  }
  return durationsMs;
}

function gateOf(policy: Policy): GateState {
  return decide('usage', {
    isStarted: policy.isStarted(),
    isNoticeShown: true,
    isSignedIn: true,
    stopSwitch: policy.resolved().DisableAutomaticSendTracing,
    consent: { choice: 'in', at: 1, agreedFields: [], isReviewNeeded: false },
  }).state;
}

function reaches(policy: Policy, state: GateState): Promise<void> {
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

const round = (ms: number | undefined): number => Math.round((ms ?? Number.NaN) * 100) / 100;
