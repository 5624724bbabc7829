import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyProblem, PolicySetting, SourceReading } from '../../../common/policies/reading.ts';
import type { PolicySourceId, PolicyValue } from '../../../common/policies/records.ts';
import { problemsOf, resolvePolicies, type ResolvedPolicy } from '../../../common/policies/resolve.ts';

const STOP = 'DisableAutomaticSendTracing';

const settingOf = (
  source: PolicySourceId,
  value: PolicyValue,
  file = 'a.json',
  key: PolicySetting['key'] = STOP,
): PolicySetting => ({
  key,
  value,
  origin: { source, file },
});
const problemOf = (source: PolicySourceId, holds: boolean): PolicyProblem => ({
  kind: 'invalid-value',
  origin: { source },
  key: STOP,
  message: 'wrong',
  remedy: 'mend it',
  holds,
});
const readingOf = (
  source: PolicySourceId,
  state: SourceReading['state'],
  settings: PolicySetting[] = [],
  problems: PolicyProblem[] = [],
): SourceReading => ({ source, state, settings, problems, readAt: null });

/** What one source may say about the switch. */
const SAYINGS = ['absent', 'on', 'off', 'invalid', 'pending', 'none'] as const;
type Saying = (typeof SAYINGS)[number];

function say(source: PolicySourceId, saying: Saying): SourceReading {
  switch (saying) {
    case 'absent':
      return readingOf(source, 'known');
    case 'on':
      return readingOf(source, 'known', [settingOf(source, true)]);
    case 'off':
      return readingOf(source, 'known', [settingOf(source, false)]);
    case 'invalid':
      return readingOf(source, 'known', [], [problemOf(source, true)]);
    case 'pending':
    case 'none':
      return readingOf(source, saying);
  }
}
const stopOf = (...readings: SourceReading[]): ResolvedPolicy => resolvePolicies(readings)[STOP];
const summary = (policy: ResolvedPolicy): string =>
  policy.state === 'unknown' ? `unknown: ${policy.cause}` : `${policy.state} ${policy.value}`;

describe('the stopping switch, two sources and all that each may say', () => {
  /** Rows: the machine; columns: the tenant, in the order of `SAYINGS`. Written by hand from the rules. */
  const D = 'policy-in-doubt';
  const table: Record<Saying, readonly string[]> = {
    absent: [
      'default false',
      'set true',
      'set false',
      `unknown: ${D}`,
      'unknown: tenant-unknown',
      'unknown: tenant-unknown',
    ],
    on: ['set true', 'set true', 'set true', 'set true', 'set true', 'set true'],
    off: ['set false', 'set true', 'set false', `unknown: ${D}`, 'unknown: tenant-unknown', 'unknown: tenant-unknown'],
    invalid: [`unknown: ${D}`, 'set true', `unknown: ${D}`, `unknown: ${D}`, `unknown: ${D}`, `unknown: ${D}`],
    pending: [
      'unknown: starting',
      'set true',
      'unknown: starting',
      `unknown: ${D}`,
      'unknown: starting',
      'unknown: starting',
    ],
    none: [
      'unknown: starting',
      'set true',
      'unknown: starting',
      `unknown: ${D}`,
      'unknown: starting',
      'unknown: starting',
    ],
  };
  for (const machine of SAYINGS)
    for (const [column, tenant] of SAYINGS.entries())
      test(`machine ${machine}, tenant ${tenant}: ${table[machine][column]}`, () => {
        const readings = [say('machine', machine), say('tenant', tenant)];
        expect(summary(stopOf(...readings))).toBe(table[machine][column]);
        expect(summary(stopOf(...readings.toReversed()))).toBe(table[machine][column]);
      });

  test('without any reading the machine is what is waited for', () => {
    expect(summary(stopOf())).toBe('unknown: starting');
    expect(summary(stopOf(say('machine', 'off')))).toBe('unknown: tenant-unknown');
  });
});

describe('every loser is kept', () => {
  test('a later file that says off loses to the stop', () => {
    const stopped = stopOf(
      readingOf('machine', 'known', [settingOf('machine', true, '10.json'), settingOf('machine', false, '20.json')]),
      say('tenant', 'off'),
    );
    expect(stopped).toMatchObject({ state: 'set', value: true, winner: { origin: { file: '10.json' } } });
    expect(stopped.losers.map(({ why, setting }) => [setting.origin.source, why])).toEqual([
      ['tenant', 'overridden-by-stop'],
      ['machine', 'overridden-by-stop'],
    ]);
  });

  test('what is in doubt loses as well', () => {
    expect(stopOf(say('machine', 'invalid'), say('tenant', 'off')).losers).toMatchObject([{ why: 'in-doubt' }]);
  });

  test('for any other policy the tenant wins over the machine, and the later file over the earlier', () => {
    const level = (source: PolicySourceId, value: string, file: string): PolicySetting =>
      settingOf(source, value, file, 'LoggingLevel');
    const machine = readingOf('machine', 'known', [
      level('machine', 'off', '1.json'),
      level('machine', 'full', '2.json'),
    ]);
    const tenant = readingOf('tenant', 'known', [level('tenant', 'light', 'host')]);
    const { LoggingLevel: both } = resolvePolicies([machine, tenant]);
    expect(both).toMatchObject({ state: 'set', value: 'light' });
    expect(both.losers.map(({ why, setting }) => [setting.value, why])).toEqual([
      ['full', 'lower-precedence'],
      ['off', 'lower-precedence'],
    ]);
    expect(resolvePolicies([machine]).LoggingLevel).toMatchObject({
      value: 'full',
      losers: [{ why: 'later-file-wins' }],
    });
  });

  test('doubt about the stopping switch leaves other policies alone', () => {
    const machine = readingOf(
      'machine',
      'known',
      [settingOf('machine', 'off', 'a', 'LoggingLevel')],
      [problemOf('machine', true)],
    );
    expect(resolvePolicies([machine]).LoggingLevel).toMatchObject({ state: 'set', value: 'off' });
    expect(problemsOf([machine])).toHaveLength(1);
  });
});

describe('sources beyond tenant and machine', () => {
  const level = (source: PolicySourceId, value: string): SourceReading =>
    readingOf(source, 'known', [settingOf(source, value, 'a.json', 'LoggingLevel')]);

  test('decide in the order tenant, machine, user, and a recommendation only where none of them does', () => {
    const all = [level('recommended', 'off'), level('user', 'light'), level('machine', 'full'), level('tenant', 'off')];
    const winners = all.map((_, i) => resolvePolicies(all.slice(0, i + 1)).LoggingLevel);
    expect(winners.map((policy) => [policy.state, 'winner' in policy && policy.winner.origin.source])).toEqual([
      ['recommended', 'recommended'],
      ['set', 'user'],
      ['set', 'machine'],
      ['set', 'tenant'],
    ]);
    expect(winners[3]?.losers.map(({ why }) => why)).toEqual(Array(3).fill('lower-precedence'));
  });

  test('may have two readings, of which the later is the stronger; a stop in either stops', () => {
    const two = (first: PolicyValue, second: PolicyValue, key: PolicySetting['key']): SourceReading[] => [
      readingOf('machine', 'known', [settingOf('machine', first, 'file', key)]),
      readingOf('machine', 'known', [settingOf('machine', second, 'registry', key)]),
    ];
    expect(resolvePolicies(two('off', 'full', 'LoggingLevel')).LoggingLevel).toMatchObject({ value: 'full' });
    expect(stopOf(...two(true, false, STOP), say('tenant', 'off'))).toMatchObject({ state: 'set', value: true });
  });

  test('count only for the policies that may be set there', () => {
    for (const source of ['legacy', 'recommended', 'user'] as const) {
      const url = readingOf(source, 'known', [settingOf(source, 'https://x.example', 'a', 'TelemetryServiceUrl')]);
      expect(resolvePolicies([url]).TelemetryServiceUrl.state).toBe('default');
    }
    const recommendedStop = stopOf(say('machine', 'absent'), say('tenant', 'absent'), say('recommended', 'on'));
    expect(recommendedStop.state).toBe('default');
  });

  test('hold while they are not read', () => {
    for (const source of ['user', 'legacy', 'recommended'] as const)
      expect(summary(stopOf(say('machine', 'off'), say('tenant', 'off'), say(source, 'pending')))).toBe(
        'unknown: starting',
      );
  });
});

describe('for any readings', () => {
  const anySource = (source: PolicySourceId): fc.Arbitrary<SourceReading> =>
    fc.record({
      source: fc.constant(source),
      state: fc.constantFrom('known', 'pending', 'none'),
      settings: fc.array(
        fc.oneof(
          fc.boolean().map((value) => settingOf(source, value)),
          fc.constantFrom('off', 'light', 'full').map((value) => settingOf(source, value, 'a.json', 'LoggingLevel')),
        ),
        { maxLength: 5 },
      ),
      problems: fc.array(
        fc.boolean().map((holds) => problemOf(source, holds)),
        { maxLength: 3 },
      ),
      readAt: fc.constant(null),
    });
  const anyReadings = fc.tuple(anySource('machine'), anySource('tenant'));
  const saysStop = (reading: SourceReading): boolean =>
    reading.settings.some(({ key, value }) => key === STOP && value === true);

  test('the order of the readings does not matter', () => {
    fc.assert(
      fc.property(anyReadings, ([machine, tenant]) => {
        expect(resolvePolicies([machine, tenant])).toEqual(resolvePolicies([tenant, machine]));
      }),
    );
  });

  test('a stop anywhere stops, and nothing else does', () => {
    fc.assert(
      fc.property(anyReadings, (readings) => {
        const resolved = stopOf(...readings);
        expect(resolved.state === 'set' && resolved.value === true).toBe(readings.some(saysStop));
      }),
    );
  });

  test('doubt never allows: a held problem or a source that is not known leaves the switch unknown or stopped', () => {
    fc.assert(
      fc.property(anyReadings, (readings) => {
        const isInDoubt = readings.some((r) => r.state !== 'known' || r.problems.some((problem) => problem.holds));
        const resolved = stopOf(...readings);
        const isAllowed = resolved.state !== 'unknown' && resolved.value === false;
        expect(isAllowed).toBe(!isInDoubt && !readings.some(saysStop));
      }),
    );
  });

  test('no setting is lost: it wins or is among the losers, once', () => {
    fc.assert(
      fc.property(anyReadings, (readings) => {
        const resolved = resolvePolicies(readings);
        for (const key of [STOP, 'LoggingLevel'] as const) {
          const policy = resolved[key];
          const shown = policy.losers.length + (policy.state === 'set' ? 1 : 0);
          expect(shown).toBe(readings.flatMap((r) => r.settings).filter((setting) => setting.key === key).length);
        }
      }),
    );
  });
});
