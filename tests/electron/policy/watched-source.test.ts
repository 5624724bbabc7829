import { expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { parsePolicyFile } from '../../../electron/policy/policy-file.ts';
import type { DirectoryLook } from '../../../electron/policy/read-directory.ts';
import { createWatchedSource } from '../../../electron/policy/watched-source.ts';
import { fakeClock } from '../../fakes/clock.ts';

const POLL_MS = 2_000;
const MAX_POLL_MS = 60_000;

/** A source whose looks are counted and whose events the test sends. */
async function setUp() {
  const clock = fakeClock();
  const state = { look: { kind: 'missing' } as DirectoryLook | Promise<DirectoryLook>, looks: 0 };
  let hint = (): void => {};
  const source = createWatchedSource({
    source: 'machine',
    clock,
    logger: silentLogger,
    pollIntervalMs: POLL_MS,
    maxPollIntervalMs: MAX_POLL_MS,
    look: () => (state.looks++, Promise.resolve(state.look)),
    originOf: () => ({ source: 'machine' }),
    parse: parsePolicyFile,
    watch: (onHint) => ((hint = onHint), { arm: () => Promise.resolve(), close: () => {} }),
  });
  onTestFinished(() => source.stop());
  await source.start();
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    state,
    source,
    settle,
    hint: async () => (hint(), settle()),
    async pass(ms: number, stepMs = 10) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(stepMs);
        await settle();
      }
    },
  };
}
const stopping = (version: number): DirectoryLook => ({
  kind: 'listed',
  identity: '',
  leftOut: 0,
  files: [
    {
      name: 'a.json',
      signature: String(version),
      look: { kind: 'bytes', bytes: Buffer.from('{ "DisableAutomaticSendTracing": true }') },
    },
  ],
});

test('a start after the first look is over at once, also while a look hangs', async () => {
  const t = await setUp();
  t.state.look = new Promise<never>(() => {});
  void t.source.refresh();
  await t.source.start();
  expect(t.source.reading().state).toBe('known');
});

test('a first event is answered at once', async () => {
  const t = await setUp();
  t.state.look = stopping(1);
  await t.hint();
  expect(t.source.reading().settings).toHaveLength(1);
});

test('events that lead to nothing are answered at growing intervals, a fifth of a second at most', async () => {
  const t = await setUp();
  const before = t.state.looks;
  // An event every 10 ms for 3 s.
  for (let i = 0; i < 300; i++) {
    await t.hint();
    await t.pass(10);
  }
  const looks = t.state.looks - before;
  expect(looks).toBeGreaterThan(10);
  expect(looks).toBeLessThan(40);
  t.state.look = stopping(1);
  await t.hint();
  await t.pass(200);
  expect(t.source.reading().settings).toHaveLength(1);
});

test('an event that leads to a change makes the next one answered at once again', async () => {
  const t = await setUp();
  for (let i = 0; i < 10; i++) await t.hint();
  t.state.look = stopping(1);
  await t.pass(200);
  const before = t.state.looks;
  t.state.look = stopping(2);
  await t.hint();
  expect(t.state.looks).toBe(before + 1);
});

test('a source that cannot be read is polled ever more rarely, up to a bound, and as usual once it can be', async () => {
  const t = await setUp();
  t.state.look = { kind: 'unreadable', code: 'EIO' };
  await t.pass(POLL_MS, 100);
  const before = t.state.looks;
  await t.pass(10 * MAX_POLL_MS, 1_000);
  const looks = t.state.looks - before;
  expect(looks).toBeGreaterThanOrEqual(10);
  expect(looks).toBeLessThan(20);
  t.state.look = { kind: 'missing' };
  await t.pass(MAX_POLL_MS, 1_000);
  const mended = t.state.looks;
  await t.pass(10 * POLL_MS, 100);
  expect(t.state.looks - mended).toBe(10);
});
