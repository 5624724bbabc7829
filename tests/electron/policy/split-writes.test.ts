/** Split and truncated policy writes: 2,000 with the delay injected, 20 real ones of several seconds. The gate never opens. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock, type Clock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const INJECTED = 2_000;
const REAL = 20;
/** Writes under way at the same time, each in a directory of its own. */
const LANES = 8;
const STOP = '{\n  "LoggingLevel": "light",\n  "DisableAutomaticSendTracing": true\n}\n';
const ALLOW = STOP.replace('true', 'false');
const BROKEN = '{ "DisableAutomaticSendTracing": maybe }';

/** How the gate is shut before the write, and what the write says once it is whole. */
interface SplitWrite {
  readonly before: string;
  readonly text: string;
  /** Where the text is cut; empty: it is truncated for good. */
  readonly cuts: readonly number[];
  readonly delaysMs: readonly number[];
  /** The last part never comes. */
  readonly isTruncated: boolean;
  /** An editor that removes the file first. */
  readonly isRemovedFirst: boolean;
}

async function setUp(directory: string, clock: Clock) {
  const machine = createPolicyDirectory({ source: 'machine', directory, clock, logger: silentLogger });
  const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
  const seen = { openings: 0 };
  policy.onChanged(() => void (gateOf(policy).state === 'open' && seen.openings++));
  await policy.start();
  return { machine, policy, seen };
}

/** The parts in which a write arrives; when it is to be whole and allows, the last part is left out: then it may open. */
function partsOf({ text, cuts, isTruncated }: SplitWrite): string[] {
  const at = [0, ...cuts.toSorted((a, b) => a - b), text.length];
  const parts = at.slice(1).map((end, i) => text.slice(at[i], end));
  return isTruncated || text === ALLOW ? parts.slice(0, -1) : parts;
}

/** One write, each part after its delay on a fake clock, with a look at the directory after each step. */
async function writeInParts(folder: string, write: SplitWrite): Promise<{ openings: number; isOpen: boolean }> {
  const file = path.join(folder, 'a.json');
  fs.mkdirSync(folder);
  fs.writeFileSync(file, write.before);
  const clock = fakeClock();
  const { machine, policy, seen } = await setUp(folder, clock);
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await machine.refresh();
  };
  if (write.isRemovedFirst) {
    fs.rmSync(file);
    // Shorter than the second after which a removal counts.
    await machine.refresh();
    await pass(900);
  }
  fs.writeFileSync(file, '');
  await machine.refresh();
  for (const [i, part] of partsOf(write).entries()) {
    await pass(write.delaysMs[i] ?? 1);
    fs.appendFileSync(file, part);
    await machine.refresh();
  }
  await pass(5_001);
  await pass(1_001);
  const isOpen = gateOf(policy).state === 'open';
  policy.stop();
  fs.rmSync(folder, { recursive: true });
  return { openings: seen.openings, isOpen };
}

test(`${INJECTED} split and truncated writes with the delay injected open the gate 0 times`, async () => {
  // White space after the closing brace is no longer part of the object.
  const cut = fc.integer({ min: 0, max: STOP.length - 3 });
  const anyWrite: fc.Arbitrary<SplitWrite> = fc.record({
    before: fc.constantFrom(STOP, BROKEN, ''),
    text: fc.constantFrom(STOP, ALLOW),
    cuts: fc.array(cut, { minLength: 1, maxLength: 4 }),
    delaysMs: fc.array(fc.constantFrom(1, 40, 400, 999, 1_001, 2_500, 4_999, 5_001, 9_000), {
      minLength: 6,
      maxLength: 6,
    }),
    isTruncated: fc.boolean(),
    isRemovedFirst: fc.boolean(),
  });
  const directory = tempDirectory();
  const writes = fc.sample(anyWrite, { numRuns: INJECTED, seed: 20261120 }).entries();
  let openings = 0;
  let opened = 0;
  const work = async (): Promise<void> => {
    for (const [index, write] of writes) {
      const outcome = await writeInParts(path.join(directory, String(index)), write);
      openings += outcome.openings;
      if (outcome.isOpen) opened++;
    }
  };
  await Promise.all(Array.from({ length: LANES }, work));
  expect({ openings, opened }).toEqual({ openings: 0, opened: 0 });
}, 240_000);

test(`${REAL} real split writes of several seconds open the gate 0 times, and a whole one is obeyed`, async () => {
  const outcomes = await Promise.all(
    Array.from({ length: REAL }, async (_, index) => {
      const directory = tempDirectory();
      const file = path.join(directory, 'a.json');
      const text = index % 2 === 0 ? STOP : ALLOW;
      fs.writeFileSync(file, index % 3 === 0 ? BROKEN : STOP);
      const { policy, seen } = await setUp(directory, systemClock);
      onTestFinished(() => policy.stop());
      const handle = fs.openSync(file, 'w');
      // Half of them take longer than the five seconds after which a file that cannot be parsed holds.
      const durationMs = 3_000 + (index % 4) * 1_500;
      const whole = text.length - 3;
      const partLength = Math.ceil(whole / 6);
      for (let at = 0; at < whole; at += partLength) {
        await sleep(durationMs / 6);
        fs.writeSync(handle, text.slice(at, Math.min(whole, at + partLength)));
      }
      await sleep(1_500);
      const openings = seen.openings;
      const held = gateOf(policy).state;
      fs.writeSync(handle, text.slice(whole));
      fs.closeSync(handle);
      await expect
        .poll(() => gateOf(policy).state, { timeout: 30_000, interval: 20 })
        .toBe(text === STOP ? 'closed' : 'open');
      return { openings, wasOpen: held === 'open' };
    }),
  );
  expect(outcomes.filter(({ openings, wasOpen }) => openings > 0 || wasOpen)).toEqual([]);
  expect(outcomes).toHaveLength(REAL);
}, 120_000);
