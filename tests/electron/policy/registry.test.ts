/** Texts as `reg.exe query` prints them: line ends of Windows, full names of hives, four spaces between the parts. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import type { RegistryPort } from '../../../electron/policy/registry-look.ts';
import { parseLegacySwitch, parseRegistryPolicies } from '../../../electron/policy/registry-policy.ts';
import { createRegistrySources } from '../../../electron/policy/registry-sources.ts';
import { parseRegistryText } from '../../../electron/policy/registry-text.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const lines = (...text: string[]): string => `\r\n${text.join('\r\n')}\r\n\r\n`;
const PARLEY = String.raw`HKEY_LOCAL_MACHINE\Software\Policies\Parley\Parley`;
const origin = { source: 'machine', registryKey: 'HKLM' } as const;
const parse = (...text: string[]) => parseRegistryPolicies(Buffer.from(text.join('\n')), origin);

describe('the output of reg.exe', () => {
  test('is keys with their values, whatever their types', () => {
    const text =
      lines(PARLEY, '    (Default)    REG_SZ    ', '    DisableAutomaticSendTracing    REG_DWORD    0x1') +
      lines(`${PARLEY}\\Recommended`, '    Language    REG_SZ    en', '    My name    REG_MULTI_SZ    a\\0b') +
      lines(String.raw`HKEY_CURRENT_USER\Software`, '    Empty    REG_NONE');
    expect(
      parseRegistryText(text).map(({ path, values }) => [path, ...values.map((v) => `${v.name}|${v.data}`)]),
    ).toEqual([
      [String.raw`HKLM\Software\Policies\Parley\Parley`, '(Default)|', 'DisableAutomaticSendTracing|0x1'],
      [String.raw`HKLM\Software\Policies\Parley\Parley\Recommended`, 'Language|en', String.raw`My name|a\0b`],
      [String.raw`HKCU\Software`, 'Empty|'],
    ]);
  });

  test('that is an error, or nothing, is no keys', () => {
    expect(parseRegistryText('ERROR: The system was unable to find the specified registry key or value.\r\n')).toEqual(
      [],
    );
    expect(parseRegistryText('')).toEqual([]);
    expect(parseRegistryText('    A    REG_SZ    before any key')).toEqual([]);
  });
});

describe('values of the registry', () => {
  test('are named in any case, since Windows does not tell', () => {
    expect(parse('    disableautomaticsendtracing    REG_DWORD    0x1').settings).toMatchObject([
      { key: 'DisableAutomaticSendTracing', value: true, origin: { registryKey: 'HKLM' } },
    ]);
  });

  test('have the type that the policy takes', () => {
    const { settings, problems } = parse(
      '    DisableDataExport    REG_DWORD    0x0',
      '    LoggingLevel    REG_SZ    off',
      '    TenantUrl    REG_SZ    https://parley.contoso.example',
      '    Language    REG_EXPAND_SZ    en',
      '    OpenAtLogin    REG_DWORD    0x2',
      '    DisableAutomaticSendTracing    REG_SZ    1',
    );
    expect(settings.map(({ key, value }) => [key, value])).toEqual([
      ['DisableDataExport', false],
      ['LoggingLevel', 'off'],
      ['TenantUrl', 'https://parley.contoso.example'],
    ]);
    expect(problems.map(({ key, kind, holds }) => [key, kind, holds])).toEqual([
      ['Language', 'invalid-value', false],
      ['OpenAtLogin', 'invalid-value', false],
      ['DisableAutomaticSendTracing', 'invalid-value', true],
    ]);
    expect(problems[2]?.remedy).toContain('REG_DWORD of 1');
  });

  test('that are misspelt hold when they are near the switch', () => {
    expect(parse('    DisableAutomaticSendTraceing    REG_DWORD    0x1').problems).toMatchObject([
      { kind: 'near-miss', holds: true },
    ]);
  });

  test('of the original are its one switch', () => {
    const legacy = (...text: string[]) =>
      parseLegacySwitch(Buffer.from(text.join('\n')), { source: 'legacy', registryKey: 'HKCU' });
    expect(
      legacy('    savepassword    REG_DWORD    0x0', '    disableautomaticsendtracing    REG_DWORD    0x1'),
    ).toMatchObject({ settings: [{ key: 'DisableAutomaticSendTracing', value: true }], problems: [] });
    expect(legacy('    DisableAutomaticSendTracing    REG_SZ    yes').problems).toMatchObject([{ holds: true }]);
  });
});

/** A registry in memory that prints as `reg.exe` does. */
function fakeRegistry(initial: Record<string, readonly string[]> = {}) {
  const keys = new Map(
    Object.entries({ [String.raw`HKLM\Software\Policies`]: [], [String.raw`HKCU\Software\Policies`]: [], ...initial }),
  );
  const denied = new Set<string>();
  let queries = 0;
  const isBelow = (path: string, key: string): boolean => path.toLowerCase().startsWith(`${key.toLowerCase()}\\`);
  const full = (path: string): string =>
    path.replace(/^HKLM/, 'HKEY_LOCAL_MACHINE').replace(/^HKCU/, 'HKEY_CURRENT_USER');
  const port: RegistryPort = {
    query(key, isRecursive) {
      queries++;
      if (denied.has(key)) return Promise.resolve(null);
      const below = [...keys.keys()].filter((path) => isBelow(path, key));
      const own = keys.get(key);
      if (own === undefined && below.length === 0) return Promise.resolve(null);
      const children = new Set(
        below.map((path) =>
          path
            .split('\\')
            .slice(0, key.split('\\').length + 1)
            .join('\\'),
        ),
      );
      const listed = isRecursive
        ? [
            ...(own ? [lines(full(key), ...own)] : []),
            ...below.map((path) => lines(full(path), ...(keys.get(path) ?? []))),
          ]
        : [
            ...(own?.length ? [lines(full(key), ...own)] : ['\r\n']),
            ...[...children].map((child) => `${full(child)}\r\n`),
          ];
      return Promise.resolve(listed.join(''));
    },
  };
  return { port, keys, denied, queries: () => queries };
}

describe('the sources in the registry', () => {
  const KEY = String.raw`Software\Policies\Parley\Parley`;
  const STOP = ['    DisableAutomaticSendTracing    REG_DWORD    0x1'];

  function setUp(initial: Record<string, readonly string[]> = {}) {
    const clock = fakeClock();
    const registry = fakeRegistry(initial);
    const local = createRegistrySources(registry.port, clock, silentLogger);
    const policy = createPolicy({ local, tenant: fixedSource(), logger: silentLogger });
    onTestFinished(() => policy.stop());
    const look = () => Promise.all(local.map((source) => source.refresh()));
    return { ...registry, clock, policy, look, gate: () => gateOf(policy) };
  }

  test('that are not configured set nothing and cost four runs of reg.exe a look at most', async () => {
    const t = setUp({ [String.raw`HKLM\Software\Policies\Microsoft\Windows`]: [] });
    await t.policy.start();
    expect(t.gate().state).toBe('open');
    expect(t.policy.problems()).toEqual([]);
    expect(t.queries()).toBeLessThanOrEqual(4);
  });

  test.each([
    ['machine', `HKLM\\${KEY}`],
    ['user', `HKCU\\${KEY}`],
    ['legacy', String.raw`HKLM\Software\Policies\Microsoft\Office\15.0\Lync`],
    ['legacy', String.raw`HKCU\Software\Policies\Microsoft\office\16.0\lync`],
  ])('stop from the %s at %s', async (source, key) => {
    const t = setUp({ [key]: STOP });
    await t.policy.start();
    expect(t.gate()).toMatchObject({ state: 'closed', by: { source } });
    expect(t.gate().by?.registryKey?.toLowerCase()).toBe(key.toLowerCase());
  });

  test('show a change at the next poll, and its removal a second later', async () => {
    const t = setUp();
    await t.policy.start();
    t.keys.set(`HKCU\\${KEY}`, STOP);
    t.clock.advance(4_000);
    await expect.poll(() => t.gate().state).toBe('closed');
    t.keys.delete(`HKCU\\${KEY}`);
    t.clock.advance(4_000);
    await t.look();
    expect(t.gate().state).toBe('closed');
    t.clock.advance(1_000);
    await t.look();
    expect(t.gate().state).toBe('open');
  });

  test('that are listed and cannot be read hold: denied is not absent', async () => {
    const t = setUp({ [`HKLM\\${KEY}`]: STOP });
    t.denied.add(String.raw`HKLM\Software\Policies\Parley`);
    await t.policy.start();
    expect(t.gate()).toMatchObject({ state: 'held', reason: 'policy-in-doubt' });
    expect(t.policy.problems()[0]).toMatchObject({
      kind: 'unreadable',
      message: expect.stringContaining('registry key'),
    });
  });

  test('recommend what the user may change, the computer before the user', async () => {
    const t = setUp({
      [`HKCU\\${KEY}\\Recommended`]: ['    LoggingLevel    REG_SZ    off'],
      [`HKLM\\${KEY}\\Recommended`]: ['    LoggingLevel    REG_SZ    full'],
      [`HKLM\\${KEY}`]: [],
    });
    await t.policy.start();
    expect(t.policy.resolved().LoggingLevel).toMatchObject({ state: 'recommended', value: 'full', losers: [{}] });
    t.keys.set(`HKLM\\${KEY}\\Recommended`, STOP);
    t.clock.advance(4_000);
    await t.look();
    expect(t.gate()).toMatchObject({ state: 'held', reason: 'policy-in-doubt' });
    expect(t.policy.problems()).toMatchObject([{ kind: 'not-allowed-here', holds: true }]);
  });
});
