/**
 * All 1,024 combinations of five sources and what each may say about the switch, through the real readers: the tenant's
 * policy, a policy file, values of the registry, the original's key and a recommendation. What must come out is worked
 * out here from the rules as they are written for people, not from the resolver.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceReading } from '../../../common/policies/reading.ts';
import { SOURCE_PRECEDENCE, type PolicySourceId } from '../../../common/policies/records.ts';
import { resolvePolicies } from '../../../common/policies/resolve.ts';
import type { GateState } from '../../../common/consent/decide.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { judgeSetting } from '../../../electron/policy/judge-setting.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { parsePolicyFile, type PolicyFileContent } from '../../../electron/policy/policy-file.ts';
import type { DirectoryLook } from '../../../electron/policy/read-directory.ts';
import { parseLegacySwitch, parseRegistryPolicies } from '../../../electron/policy/registry-policy.ts';
import { createWatchedSource } from '../../../electron/policy/watched-source.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const SAYINGS = ['absent', 'on', 'off', 'invalid'] as const;
type Saying = (typeof SAYINGS)[number];
type Said = { readonly [S in PolicySourceId]: Saying };

/** What an admin wrote in each source. */
const WRITTEN: { readonly [S in PolicySourceId]: { readonly [T in Exclude<Saying, 'absent'>]: string } } = {
  tenant: { on: 'true', off: 'false', invalid: '"true"' },
  machine: {
    on: '{ "DisableAutomaticSendTracing": true }',
    off: '{ "DisableAutomaticSendTracing": false }',
    invalid: '{ "DisableAutomaticSendTracing": 1 }',
  },
  user: {
    on: '    DisableAutomaticSendTracing    REG_DWORD    0x1',
    off: '    DisableAutomaticSendTracing    REG_DWORD    0x0',
    invalid: '    DisableAutomaticSendTracing    REG_DWORD    0x2',
  },
  legacy: {
    on: '    disableautomaticsendtracing    REG_DWORD    0x1',
    off: '    disableautomaticsendtracing    REG_DWORD    0x0',
    invalid: '    disableautomaticsendtracing    REG_SZ    1',
  },
  recommended: {
    on: '{ "DisableAutomaticSendTracing": true }',
    off: '{ "DisableAutomaticSendTracing": false }',
    invalid: '{ "DisableAutomaticSendTracing": "" }',
  },
};

function read(source: PolicySourceId, saying: Exclude<Saying, 'absent'>): PolicyFileContent {
  const text = WRITTEN[source][saying];
  const bytes = Buffer.from(text);
  switch (source) {
    case 'tenant': {
      const { setting, problem } = judgeSetting('DisableAutomaticSendTracing', JSON.parse(text), { source });
      return { isUnderstood: true, settings: setting ? [setting] : [], problems: problem ? [problem] : [] };
    }
    case 'user':
      return parseRegistryPolicies(bytes, { source });
    case 'legacy':
      return parseLegacySwitch(bytes, { source });
    case 'machine':
    case 'recommended':
      return parsePolicyFile(bytes, { source });
  }
}

function readingOf(source: PolicySourceId, saying: Saying): SourceReading {
  const { settings, problems } = saying === 'absent' ? { settings: [], problems: [] } : read(source, saying);
  return { source, state: 'known', settings, problems, readAt: 0 };
}

/** The rules: a stop of any admin stops; anything invalid, and any recommendation of a stopping switch, holds. */
function ruled(said: Said): GateState {
  const byAdmins = [said.tenant, said.machine, said.user, said.legacy];
  if (byAdmins.includes('on')) return 'closed';
  if (byAdmins.includes('invalid') || said.recommended !== 'absent') return 'held';
  return 'open';
}

/** Who is named as the one that decided: the highest that says stop, else the highest that says anything. */
function winnerOf(said: Said): PolicySourceId | null {
  const admins = ['tenant', 'machine', 'user', 'legacy'] as const;
  return admins.find((source) => said[source] === 'on') ?? admins.find((source) => said[source] === 'off') ?? null;
}

const ALL: readonly Said[] = SAYINGS.flatMap((tenant) =>
  SAYINGS.flatMap((machine) =>
    SAYINGS.flatMap((user) =>
      SAYINGS.flatMap((legacy) => SAYINGS.map((recommended) => ({ tenant, machine, user, legacy, recommended }))),
    ),
  ),
);

describe('five sources', () => {
  test('in all 1,024 combinations open the gate only when the rules say so, and name who decided', () => {
    const wrong: unknown[] = [];
    for (const said of ALL) {
      const readings = SOURCE_PRECEDENCE.map((source) => readingOf(source, said[source]));
      const resolved = resolvePolicies(readings);
      const { state, by } = gateOf({ resolved: () => resolved, isStarted: () => true });
      const policy = resolved.DisableAutomaticSendTracing;
      const winner = policy.state === 'set' ? policy.winner.origin.source : null;
      const expected = ruled(said);
      const named = expected === 'held' ? null : winnerOf(said);
      if (state !== expected || winner !== named || (expected === 'closed' && by?.source !== named))
        wrong.push({ said, state, expected, winner, named });
      const stated = Object.entries(said).filter(
        ([source, saying]) => source !== 'recommended' && (saying === 'on' || saying === 'off'),
      ).length;
      if (policy.losers.length + (policy.state === 'set' ? 1 : 0) !== stated)
        wrong.push({ said, losers: policy.losers });
    }
    expect(wrong).toEqual([]);
    expect(ALL).toHaveLength(1_024);
    expect(ALL.filter((said) => ruled(said) === 'open')).toHaveLength(16);
  });

  test('that are not read yet, each in turn, never open the gate', () => {
    for (const source of SOURCE_PRECEDENCE)
      for (const state of ['pending', 'none'] as const) {
        const readings = SOURCE_PRECEDENCE.map((each) =>
          each === source ? { ...readingOf(each, 'absent'), state } : readingOf(each, 'off'),
        ).filter((reading) => reading.source !== 'recommended' || reading.source === source);
        const resolved = resolvePolicies(readings);
        expect(gateOf({ resolved: () => resolved, isStarted: () => true }).state).toBe('held');
      }
  });
});

/** What a look at a source may find: what was written, or a failure. */
type Event = { readonly source: LocalSource; readonly finds: Saying | 'fails' } | { readonly passMs: number };
const LOCAL = ['machine', 'user', 'legacy', 'recommended'] as const;
type LocalSource = (typeof LOCAL)[number];

const anyEvent: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      source: fc.constantFrom(...LOCAL),
      // Mended more often than spoilt, so that gates open often enough to tell.
      finds: fc.oneof(
        { weight: 6, arbitrary: fc.constant<Saying>('absent') },
        { weight: 1, arbitrary: fc.constantFrom<Saying | 'fails'>('on', 'off', 'invalid', 'fails') },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom(100, 999, 1_000, 5_000, 10_000).map((passMs) => ({ passMs })) },
);

test('in any order of arrival and with any failures, an admin stop is closed at once and doubt never opens', async () => {
  let opened = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { minLength: 3, maxLength: 25 }), async (events) => {
      const clock = fakeClock();
      const disk = new Map<LocalSource, Saying | 'fails'>(LOCAL.map((source) => [source, 'absent']));
      const sources = LOCAL.map((source) => {
        let version = 0;
        return createWatchedSource({
          source,
          clock,
          logger: silentLogger,
          pollIntervalMs: 2_000,
          look(): Promise<DirectoryLook> {
            const found = disk.get(source) ?? 'absent';
            if (found === 'fails') return Promise.resolve({ kind: 'unreadable', code: 'EIO' });
            const bytes = found === 'absent' ? null : Buffer.from(WRITTEN[source][found]);
            const files = bytes
              ? [{ name: 'a', signature: String(version++), look: { kind: 'bytes' as const, bytes } }]
              : [];
            return Promise.resolve({ kind: 'listed', identity: 'same', files, leftOut: 0 });
          },
          originOf: () => ({ source }),
          parse: {
            machine: parsePolicyFile,
            recommended: parsePolicyFile,
            user: parseRegistryPolicies,
            legacy: parseLegacySwitch,
          }[source],
        });
      });
      const policy = createPolicy({ local: sources, tenant: fixedSource(), logger: silentLogger });
      try {
        await policy.start();
        let last = gateOf(policy).state;
        for (const event of events) {
          if ('passMs' in event) clock.advance(event.passMs);
          else disk.set(event.source, event.finds);
          await Promise.all(sources.map((source) => source.refresh()));
          const { state } = gateOf(policy);
          const admins = [disk.get('machine'), disk.get('user'), disk.get('legacy')];
          const recommended = disk.get('recommended');
          const isDoubtful = admins.includes('invalid') || (recommended !== 'absent' && recommended !== 'fails');
          expect({
            isStopIgnored: admins.includes('on') && state !== 'closed',
            isOpenInDoubt: isDoubtful && state === 'open',
            isOpenedByFailure: 'finds' in event && event.finds === 'fails' && state === 'open' && last !== 'open',
          }).toEqual({ isStopIgnored: false, isOpenInDoubt: false, isOpenedByFailure: false });
          if (state === 'open' && last !== 'open') opened++;
          last = state;
        }
      } finally {
        policy.stop();
      }
    }),
    { numRuns: 2_000 },
  );
  expect(opened).toBeGreaterThan(50);
});
