/**
 * The sources of the platform that this runs on, as a packaged Parley follows them: the real registry, the real managed
 * preferences, the real `/etc`. It writes there as administrator and cleans up, so it runs only where it is asked to,
 * with PARLEY_PLATFORM_POLICY_TESTS=1: on a computer that nobody works on.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { LEGACY_KEYS, LEGACY_VALUE, PREFERENCES_DOMAIN, REGISTRY_KEY } from '../../../common/policies/places.ts';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createLocalSources } from '../../../electron/policy/local-sources.ts';
import { MANAGED_PREFERENCES } from '../../../electron/policy/managed-preferences.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { policyDirectories } from '../../../electron/policy/policy-directory.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const { platform } = process;
const isAsked = process.env['PARLEY_PLATFORM_POLICY_TESTS'] === '1';
const on = (name: NodeJS.Platform): boolean => isAsked && platform === name;
const soon = { timeout: 20_000, interval: 50 };
const STOP = '{ "DisableAutomaticSendTracing": true }';

/** Runners of continuous integration let their user act as root without a password. */
function asAdmin(program: string, ...args: string[]): void {
  const isAdmin = platform === 'win32' || process.getuid?.() === 0;
  if (isAdmin) execFileSync(program, args, { stdio: 'pipe' });
  else execFileSync('sudo', ['-n', program, ...args], { stdio: 'pipe' });
}
function quietly(run: () => void): void {
  try {
    run();
  } catch {
    // What is to be cleaned up was not there.
  }
}
/** Puts a file into its place in one step, as root, readable for all. */
function install(file: string, content: string | Uint8Array): void {
  const prepared = path.join(tempDirectory(), 'file');
  fs.writeFileSync(prepared, content);
  asAdmin('mkdir', '-p', '-m', '755', path.dirname(file));
  asAdmin('install', '-m', '644', '-o', 'root', prepared, `${file}.new`);
  asAdmin('mv', `${file}.new`, file);
}

async function follow() {
  const local = createLocalSources({
    platform,
    env: process.env,
    userName: os.userInfo().username,
    isPackaged: true,
    directory: null,
    clock: systemClock,
    logger: silentLogger,
  });
  const policy = createPolicy({ local: local.sources, tenant: fixedSource(), logger: silentLogger });
  onTestFinished(() => policy.stop());
  await policy.start();
  expect(policy.problems()).toEqual([]);
  expect(gateOf(policy).state).toBe('open');
  return { policy, gate: () => gateOf(policy).state, by: () => gateOf(policy).by };
}

describe.runIf(on('linux'))('Linux', () => {
  const { managed, recommended } = policyDirectories('linux', {});
  const clear = (): void => quietly(() => asAdmin('rm', '-rf', '/etc/parley'));
  beforeEach(clear);
  afterEach(clear);

  test('a file below /etc stops, names its owner, and its removal opens', async () => {
    const { gate, by } = await follow();
    install(path.join(managed, '10-stop.json'), STOP);
    await expect.poll(gate, soon).toBe('closed');
    expect(by()).toMatchObject({ source: 'machine', file: '10-stop.json', owner: 'root', mode: '0644' });
    asAdmin('rm', path.join(managed, '10-stop.json'));
    await expect.poll(gate, soon).toBe('open');
  });

  test('a file that everybody may write allows nothing, but stops', async () => {
    const { policy, gate } = await follow();
    install(path.join(managed, 'a.json'), STOP);
    asAdmin('chmod', '666', path.join(managed, 'a.json'));
    await expect.poll(() => policy.problems().map(({ kind }) => kind), soon).toEqual(['not-trusted']);
    expect(gate()).toBe('closed');
  });

  test('a recommendation is a default', async () => {
    const { policy } = await follow();
    install(path.join(recommended, 'a.json'), '{ "LoggingLevel": "full" }');
    await expect
      .poll(() => policy.resolved().LoggingLevel, soon)
      .toMatchObject({ state: 'recommended', value: 'full' });
  });
});

describe.runIf(on('darwin'))('macOS', () => {
  const name = `${PREFERENCES_DOMAIN}.plist`;
  const files = {
    machine: path.join(MANAGED_PREFERENCES, name),
    user: path.join(MANAGED_PREFERENCES, os.userInfo().username, name),
  };
  const clear = (): void => {
    quietly(() => asAdmin('rm', '-f', files.machine, files.user));
    quietly(() => execFileSync('defaults', ['delete', PREFERENCES_DOMAIN], { stdio: 'pipe' }));
  };
  beforeEach(clear);
  afterEach(clear);

  test.each(['xml1', 'binary1'])('forced preferences stop for computer and user: %s', async (format) => {
    const { gate, by } = await follow();
    for (const source of ['machine', 'user'] as const) {
      const plist = path.join(tempDirectory(), name);
      execFileSync('plutil', ['-create', format, plist]);
      execFileSync('plutil', ['-insert', 'DisableAutomaticSendTracing', '-bool', 'true', plist]);
      install(files[source], fs.readFileSync(plist));
      await expect.poll(gate, soon).toBe('closed');
      expect(by()).toMatchObject({ source, owner: 'root' });
      asAdmin('rm', files[source]);
      await expect.poll(gate, soon).toBe('open');
    }
  });

  test('what "defaults write" sets neither grants nor restricts', async () => {
    execFileSync('defaults', ['write', PREFERENCES_DOMAIN, 'DisableAutomaticSendTracing', '-bool', 'true']);
    execFileSync('defaults', ['write', PREFERENCES_DOMAIN, 'LoggingLevel', 'full']);
    const { policy } = await follow();
    expect(policy.resolved().LoggingLevel.state).toBe('default');
  });
});

describe.runIf(on('win32'))('Windows', () => {
  const reg = (...args: string[]): void => asAdmin('reg.exe', ...args, '/f', '/reg:64');
  const places = [
    { source: 'machine', key: `HKLM\\${REGISTRY_KEY}`, name: 'DisableAutomaticSendTracing' },
    { source: 'user', key: `HKCU\\${REGISTRY_KEY}`, name: 'DisableAutomaticSendTracing' },
    ...['HKLM', 'HKCU'].flatMap((hive) =>
      LEGACY_KEYS.map((key) => ({ source: 'legacy', key: `${hive}\\${key}`, name: LEGACY_VALUE })),
    ),
  ];
  const clear = (): void => {
    for (const { key } of places) quietly(() => reg('delete', key));
  };
  beforeEach(clear);
  afterEach(clear);

  test.each(places)('$key stops, and its removal opens', async ({ source, key, name }) => {
    const { gate, by } = await follow();
    reg('add', key, '/v', name, '/t', 'REG_DWORD', '/d', '1');
    await expect.poll(gate, soon).toBe('closed');
    expect(by()).toMatchObject({ source, registryKey: key });
    reg('delete', key, '/v', name);
    await expect.poll(gate, soon).toBe('open');
  });

  test('a value of the wrong type is reported and holds', async () => {
    const { policy, gate } = await follow();
    reg('add', `HKLM\\${REGISTRY_KEY}`, '/v', 'DisableAutomaticSendTracing', '/t', 'REG_SZ', '/d', '1');
    await expect.poll(gate, soon).toBe('held');
    expect(policy.problems()).toMatchObject([{ kind: 'invalid-value', origin: { source: 'machine' } }]);
  });

  test('a recommendation is a default', async () => {
    const { policy } = await follow();
    reg('add', `HKLM\\${REGISTRY_KEY}\\Recommended`, '/v', 'LoggingLevel', '/t', 'REG_SZ', '/d', 'full');
    await expect
      .poll(() => policy.resolved().LoggingLevel, soon)
      .toMatchObject({ state: 'recommended', value: 'full' });
  });
});
