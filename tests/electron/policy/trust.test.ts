/** Who may write what counts (POSIX). The owner that is believed is whoever runs the tests, and all above the test's folder is. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createManagedPreferences } from '../../../electron/policy/managed-preferences.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { judgePath } from '../../../electron/policy/trusted-path.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const STOP = '{ "DisableAutomaticSendTracing": true }';
const ALLOW = '{ "DisableAutomaticSendTracing": false, "LoggingLevel": "full" }';

function setUp() {
  const base = fs.realpathSync(tempDirectory());
  const directory = path.join(base, 'parley', 'managed.d');
  fs.mkdirSync(directory, { recursive: true, mode: 0o755 });
  for (const folder of [base, path.dirname(directory), directory]) fs.chmodSync(folder, 0o755);
  const trust = { adminUid: process.getuid?.() ?? 0, base };
  const clock = fakeClock();
  const machine = createPolicyDirectory({ source: 'machine', directory, clock, logger: silentLogger, trust });
  const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
  onTestFinished(() => policy.stop());
  const write = (file: string, text: string, mode = 0o644): string => {
    fs.writeFileSync(file, text);
    fs.chmodSync(file, mode);
    return file;
  };
  return { base, directory, trust, clock, machine, policy, write, file: (name: string) => path.join(directory, name) };
}
type SetUp = ReturnType<typeof setUp>;

async function outcome({ policy }: SetUp) {
  await policy.start();
  const { LoggingLevel } = policy.resolved();
  return {
    gate: gateOf(policy).state,
    level: LoggingLevel.state === 'set' ? LoggingLevel.value : null,
    problems: policy.problems().map(({ kind }) => kind),
  };
}
const BELIEVED = { gate: 'open', level: 'full', problems: [] };
const REFUSED = { gate: 'held', level: null, problems: ['not-trusted'] };
const STOPPED = { gate: 'closed', level: null, problems: ['not-trusted'] };

describe.skipIf(process.platform === 'win32')('a policy file', () => {
  test('counts when it and every folder on the way belong to the administrator alone', async () => {
    const t = setUp();
    t.write(t.file('a.json'), ALLOW);
    expect(await outcome(t)).toEqual(BELIEVED);
    const { winner } = t.policy.resolved().LoggingLevel as { winner: { origin: object } };
    expect(winner.origin).toMatchObject({
      file: 'a.json',
      path: t.file('a.json'),
      mode: '0644',
      owner: t.trust.adminUid === 0 ? 'root' : `uid ${t.trust.adminUid}`,
      modifiedAt: expect.any(Number) as number,
    });
  });

  test.each([0o664, 0o646, 0o666])('that others may write (%o) does not allow, but stops', async (mode) => {
    const allowing = setUp();
    allowing.write(allowing.file('a.json'), ALLOW, mode);
    expect(await outcome(allowing)).toEqual(REFUSED);
    expect(allowing.policy.problems()[0]?.message).toContain(allowing.file('a.json'));
    const stopping = setUp();
    stopping.write(stopping.file('a.json'), STOP, mode);
    expect(await outcome(stopping)).toEqual(STOPPED);
  });

  test.skipIf(process.getuid?.() !== 0)('of another owner does not allow, but stops', async () => {
    for (const [text, expected] of [
      [ALLOW, REFUSED],
      [STOP, STOPPED],
    ] as const) {
      const t = setUp();
      fs.chownSync(t.write(t.file('a.json'), text), 1_000, 0);
      expect(await outcome(t)).toEqual(expected);
    }
  });

  test('in a folder that others may write neither allows nor stops, and holds', async () => {
    for (const folder of ['parley', 'parley/managed.d']) {
      const t = setUp();
      t.write(t.file('a.json'), STOP);
      fs.chmodSync(path.join(t.base, folder), 0o775);
      expect(await outcome(t)).toEqual(REFUSED);
      expect(t.policy.problems()[0]?.message).toContain(path.join(t.base, folder));
    }
  });

  test('that is mended counts a second later; one that is spoilt holds five seconds later and stops at once', async () => {
    const t = setUp();
    const file = t.write(t.file('a.json'), ALLOW);
    await t.policy.start();
    fs.chmodSync(file, 0o666);
    await t.machine.refresh();
    expect(t.policy.problems()).toMatchObject([{ kind: 'not-trusted', holds: false }]);
    t.clock.advance(5_000);
    await t.machine.refresh();
    expect(gateOf(t.policy).state).toBe('held');
    t.write(file, STOP, 0o666);
    await t.machine.refresh();
    expect(gateOf(t.policy).state).toBe('closed');
    t.write(file, ALLOW);
    await t.machine.refresh();
    t.clock.advance(1_000);
    await t.machine.refresh();
    expect(gateOf(t.policy).state).toBe('open');
  });
});

describe.skipIf(process.platform === 'win32')('a link', () => {
  test('counts when the link, its target and every folder on the way to it do', async () => {
    const t = setUp();
    const elsewhere = path.join(t.base, 'elsewhere');
    fs.mkdirSync(elsewhere, { mode: 0o755 });
    t.write(path.join(elsewhere, 'real.json'), ALLOW);
    fs.symlinkSync('../../elsewhere/real.json', t.file('a.json'));
    expect(await outcome(t)).toEqual(BELIEVED);
    fs.chmodSync(elsewhere, 0o777);
    await t.machine.refresh();
    t.clock.advance(5_000);
    await t.machine.refresh();
    expect(gateOf(t.policy).state).toBe('held');
  });

  test('of the whole directory counts by the same test', async () => {
    const t = setUp();
    const real = path.join(t.base, 'real');
    fs.renameSync(t.directory, real);
    fs.symlinkSync(real, t.directory);
    t.write(path.join(real, 'a.json'), ALLOW);
    expect(await outcome(t)).toEqual(BELIEVED);
    const spoilt = setUp();
    fs.renameSync(spoilt.directory, path.join(spoilt.base, 'real'));
    fs.symlinkSync('../real', spoilt.directory);
    fs.chmodSync(path.join(spoilt.base, 'real'), 0o777);
    expect(await outcome(spoilt)).toEqual(REFUSED);
  });

  test.skipIf(process.getuid?.() !== 0)('that belongs to another does not count, wherever it leads', async () => {
    const t = setUp();
    t.write(path.join(t.base, 'real.json'), STOP);
    fs.symlinkSync(path.join(t.base, 'real.json'), t.file('a.json'));
    fs.lchownSync(t.file('a.json'), 1_000, 0);
    expect(await outcome(t)).toEqual(REFUSED);
  });

  test('that leads in a circle or nowhere holds', async () => {
    const t = setUp();
    fs.symlinkSync('b.json', t.file('a.json'));
    fs.symlinkSync('a.json', t.file('b.json'));
    fs.symlinkSync('nowhere', t.file('c.json'));
    expect(await outcome(t)).toEqual({ gate: 'held', level: null, problems: Array(3).fill('unreadable') });
  });

  test('that leads out of what is believed is not followed', async () => {
    const t = setUp();
    const outside = t.write(path.join(tempDirectory(), 'a.json'), ALLOW);
    fs.symlinkSync(outside, t.file('a.json'));
    await expect(judgePath(t.file('a.json'), t.trust)).rejects.toMatchObject({ code: 'EPERM' });
    expect(await outcome(t)).toMatchObject({ gate: 'held', level: null });
  });
});

describe.skipIf(process.platform === 'win32')('managed preferences', () => {
  const plist = (body: string): string => `<plist version="1.0"><dict>${body}</dict></plist>`;
  const STOP_ENTRY = '<key>DisableAutomaticSendTracing</key><true/>';

  function preferences() {
    const t = setUp();
    fs.mkdirSync(path.join(t.base, 'ada'), { mode: 0o755 });
    const local = createManagedPreferences({
      userName: 'ada',
      clock: t.clock,
      logger: silentLogger,
      trust: t.trust,
      root: t.base,
    });
    const policy = createPolicy({ local, tenant: fixedSource(), logger: silentLogger });
    onTestFinished(() => policy.stop());
    const at = (...parts: string[]): string => path.join(t.base, ...parts, 'example.parley.client.plist');
    return { ...t, policy, local, at };
  }

  test('of user and computer are sources of their own, the computer before the user', async () => {
    const t = preferences();
    t.write(t.at('ada'), plist('<key>LoggingLevel</key><string>off</string>'));
    t.write(t.at(), plist('<key>LoggingLevel</key><string>full</string>'));
    await t.policy.start();
    expect(t.policy.resolved().LoggingLevel).toMatchObject({
      value: 'full',
      winner: { origin: { source: 'machine', path: t.at() } },
      losers: [{ why: 'lower-precedence', setting: { origin: { source: 'user' } } }],
    });
    expect(gateOf(t.policy).state).toBe('open');
  });

  test('of the user stop, and what is not forced is not looked at', async () => {
    const t = preferences();
    // Where `defaults write` puts what the user sets.
    fs.mkdirSync(path.join(t.base, 'Library', 'Preferences'), { recursive: true });
    t.write(t.at('Library', 'Preferences'), plist(STOP_ENTRY));
    await t.policy.start();
    expect(gateOf(t.policy).state).toBe('open');
    t.write(t.at('ada'), plist(STOP_ENTRY));
    await Promise.all(t.local.map((source) => source.refresh()));
    expect(gateOf(t.policy)).toMatchObject({ state: 'closed', by: { source: 'user' } });
  });

  test('that the user may write do not count as the system wrote them', async () => {
    const t = preferences();
    t.write(t.at('ada'), plist('<key>LoggingLevel</key><string>full</string>'), 0o666);
    expect(await outcome(t)).toEqual(REFUSED);
  });

  test('are not looked for outside their folder, whatever the user is called', () => {
    const options = { clock: fakeClock(), logger: silentLogger, trust: null };
    for (const userName of ['..', '.', 'a/b', ''])
      expect(createManagedPreferences({ ...options, userName })).toHaveLength(1);
  });
});
