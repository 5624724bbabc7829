/** Random sequences of writes, removals, swaps and time: what must hold after every single step. */
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const RUNS = 300;

const TEXTS = {
  stop: '{ "DisableAutomaticSendTracing": true }',
  allow: '{ "DisableAutomaticSendTracing": false }',
  other: '{ "LoggingLevel": "off", "Unknown": 1 }',
  broken: '{ "DisableAutomaticSendTracing": fal',
  invalid: '{ "DisableAutomaticSendTracing": "false" }',
  mistyped: '{ "disableAutomaticSendTracing": false }',
} as const;
type Said = keyof typeof TEXTS;
const CLEAN: readonly Said[] = ['allow', 'other'];

type Step =
  | { readonly kind: 'write'; readonly file: string; readonly said: Said; readonly isAtomic: boolean }
  | { readonly kind: 'remove'; readonly file: string }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'restart' };

const file = fc.constantFrom('a.json', 'b.json');
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    file,
    said: fc.constantFrom(...(Object.keys(TEXTS) as Said[])),
    isAtomic: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('remove' as const), file }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 300, 999, 1_000, 4_000, 5_000) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, 5_000) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

test('after every step: a stop on disk is closed, and nothing opens but a clean directory that was stable for a second', async () => {
  const root = tempDirectory();
  let runs = 0;
  let opened = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 25 }), async (steps) => {
      const directory = path.join(root, String(runs++));
      fs.mkdirSync(directory);
      const clock = fakeClock();
      const disk = new Map<string, Said>();
      let stableSinceMs = 0;
      const begin = async () => {
        const machine = createPolicyDirectory({ source: 'machine', directory, clock, logger: silentLogger });
        const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
        await policy.start();
        return { machine, policy };
      };
      let client = await begin();
      try {
        for (const step of steps) {
          const before = gateOf(client.policy).state;
          switch (step.kind) {
            case 'write': {
              const target = path.join(directory, step.file);
              fs.writeFileSync(step.isAtomic ? `${target}.new` : target, TEXTS[step.said]);
              if (step.isAtomic) fs.renameSync(`${target}.new`, target);
              disk.set(step.file, step.said);
              stableSinceMs = clock.monotonicMs();
              break;
            }
            case 'remove':
              fs.rmSync(path.join(directory, step.file), { force: true });
              if (disk.delete(step.file)) stableSinceMs = clock.monotonicMs();
              break;
            case 'pass':
              clock.advance(step.ms);
              break;
            case 'restart':
              client.policy.stop();
              client = await begin();
              break;
          }
          await client.machine.refresh();
          const now = gateOf(client.policy).state;
          const said = [...disk.values()];
          const isOpening = now === 'open' && before !== 'open';
          if (isOpening) opened++;
          const isClean = said.every((each) => CLEAN.includes(each));
          const isStable = step.kind === 'restart' || clock.monotonicMs() - stableSinceMs >= 1_000;
          expect({
            isStopIgnored: said.includes('stop') && now !== 'closed',
            isOpenedInDoubt: isOpening && !isClean,
            isOpenedTooSoon: isOpening && !isStable,
          }).toEqual({ isStopIgnored: false, isOpenedInDoubt: false, isOpenedTooSoon: false });
        }
        // In the end what is on disk is what applies, however it came there.
        clock.advance(5_000);
        await client.machine.refresh();
        clock.advance(1_000);
        await client.machine.refresh();
        const said = [...disk.values()];
        const isClean = said.every((each) => CLEAN.includes(each));
        expect(gateOf(client.policy).state === 'open').toBe(isClean);
      } finally {
        client.policy.stop();
        fs.rmSync(directory, { recursive: true });
      }
    }),
    { numRuns: RUNS },
  );
  expect(opened).toBeGreaterThan(50);
});
