/** 2,000 damaged policy files in the place of one that stops: nothing opens, nothing hangs, each has its line. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { editDistance } from '../../../common/policies/near-miss.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const RUNS = 2_000;
const SWITCH = 'DisableAutomaticSendTracing';
const ALLOW = Buffer.from('{\n  "DisableAutomaticSendTracing": false,\n  "LoggingLevel": "light"\n}\n');

/** Ways in which a file that allows gets damaged: cut, bytes changed, put in, taken out, doubled, or another encoding. */
const damaged: fc.Arbitrary<Buffer> = fc
  .tuple(fc.nat(5), fc.nat(ALLOW.length - 1), fc.nat(ALLOW.length - 1), fc.uint8Array({ minLength: 1, maxLength: 6 }))
  .map(([way, a, b, bytes]) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    if (way === 0) return ALLOW.subarray(0, a);
    if (way === 1) return Buffer.concat([ALLOW.subarray(0, a), bytes, ALLOW.subarray(a + bytes.length)]);
    if (way === 2) return Buffer.concat([ALLOW.subarray(0, a), bytes, ALLOW.subarray(a)]);
    if (way === 3) return Buffer.concat([ALLOW.subarray(0, from), ALLOW.subarray(to + 1)]);
    if (way === 4) return Buffer.concat([ALLOW.subarray(0, to), ALLOW.subarray(from)]);
    return Buffer.from(ALLOW.toString().slice(0, a + 1), 'utf16le');
  });

/** Written apart from the parser: a clean policy file, which opens rightly, is not what this test is about. */
function isClean(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const allowed: Record<string, unknown[]> = {
      DisableAutomaticSendTracing: [true, false],
      LoggingLevel: ['off', 'light', 'full'],
    };
    return Object.entries(value).every(([key, v]) => Object.hasOwn(allowed, key) && allowed[key]?.includes(v));
  } catch {
    return false;
  }
}
/**
 * What is wrong says nothing about the switch: the file parses, and the switch is rightly spelled and valid, or is not
 * mentioned any more (a key further away than a typing mistake). The stop was taken out, which opens rightly.
 */
function isHarmless(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value = JSON.parse(text) as Record<string, unknown>;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const near = [...text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g)].filter(
      ([, key = '']) => editDistance(key.toLowerCase(), SWITCH.toLowerCase()) <= 2,
    );
    return near.length === 0 || (near.length === 1 && value[SWITCH] === false);
  } catch {
    return false;
  }
}

test(`${RUNS} damaged files never open a gate that was closed, and each is reported`, async () => {
  const directory = tempDirectory();
  const file = path.join(directory, 'a.json');
  const clock = fakeClock();
  const machine = createPolicyDirectory({ source: 'machine', directory, clock, logger: silentLogger });
  const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
  onTestFinished(() => policy.stop());
  fs.writeFileSync(file, '{ "DisableAutomaticSendTracing": true }');
  await policy.start();

  let openings = 0;
  let unreported = 0;
  policy.onChanged(() => void (gateOf(policy).state === 'open' && openings++));
  const cases = fc.sample(
    damaged.filter((bytes) => !isClean(bytes) && !isHarmless(bytes)),
    { numRuns: RUNS, seed: 20261120 },
  );
  for (const bytes of cases) {
    fs.writeFileSync(file, bytes);
    await machine.refresh();
    // Past the grace period, then past the wait of a relaxation.
    clock.advance(5_000);
    await machine.refresh();
    clock.advance(1_000);
    await machine.refresh();
    if (gateOf(policy).state === 'open') openings++;
    if (policy.problems().length === 0) unreported++;
  }
  expect({ files: cases.length, openings, unreported }).toEqual({ files: RUNS, openings: 0, unreported: 0 });
});

test(`${RUNS} damaged files hold the gate when they are the first thing that is read of a directory`, async () => {
  const directory = tempDirectory();
  const cases = fc.sample(
    damaged.filter((bytes) => !isClean(bytes) && !isHarmless(bytes)),
    { numRuns: RUNS, seed: 20261121 },
  );
  const states = new Map<string, number>();
  for (const bytes of cases) {
    const files = [{ name: 'a.json', signature: '', look: { kind: 'bytes', bytes } }] as const;
    const look = () => Promise.resolve({ kind: 'listed', identity: '', files, leftOut: 0 } as const);
    const machine = createPolicyDirectory({
      source: 'machine',
      directory,
      clock: fakeClock(),
      logger: silentLogger,
      look,
    });
    const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
    await policy.start();
    const { state } = gateOf(policy);
    states.set(state, (states.get(state) ?? 0) + 1);
    policy.stop();
  }
  expect([...states]).toEqual([['held', RUNS]]);
});
