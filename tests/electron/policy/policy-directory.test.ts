import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import { createPolicyDirectory, policyDirectories } from '../../../electron/policy/policy-directory.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { lookAtDirectory, type DirectoryLook } from '../../../electron/policy/read-directory.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fixedSource, gateOf } from './open-gate.ts';

const STOP = '{ "DisableAutomaticSendTracing": true }';
const ALLOW = '{ "DisableAutomaticSendTracing": false }';
const HOUR_MS = 3_600_000;

function setUp({ directory = tempDirectory(), look = undefined as (() => Promise<DirectoryLook>) | undefined } = {}) {
  const clock = fakeClock();
  const machine = createPolicyDirectory({
    source: 'machine',
    directory,
    clock,
    logger: silentLogger,
    ...(look && { look }),
  });
  const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
  onTestFinished(() => policy.stop());
  const file = (name: string): string => path.join(directory, name);
  return {
    directory,
    clock,
    machine,
    policy,
    write: (name: string, text: string | Uint8Array) => fs.writeFileSync(file(name), text),
    remove: (name: string) => fs.rmSync(file(name), { recursive: true }),
    file,
    start: () => policy.start(),
    gate: () => gateOf(policy).state,
    kinds: () => policy.problems().map((problem) => problem.kind),
    /** Turns the clock in steps, letting the directory look as often as it wants to. */
    async pass(ms: number) {
      await machine.refresh();
      const end = clock.monotonicMs() + ms;
      while (clock.monotonicMs() < end) {
        clock.advance(Math.min(500, end - clock.monotonicMs()));
        await machine.refresh();
      }
    },
  };
}

describe('the first look', () => {
  test('makes an empty directory known at once', async () => {
    const t = setUp();
    expect(t.gate()).toBe('held');
    await t.start();
    expect(t.machine.reading().state).toBe('known');
    expect(t.gate()).toBe('open');
  });

  test('makes a missing directory known, as one that sets nothing', async () => {
    const t = setUp({ directory: path.join(tempDirectory(), 'not', 'there') });
    await t.start();
    expect(t.gate()).toBe('open');
    expect(t.policy.problems()).toEqual([]);
  });

  test('says stop at once, with file, line and column', async () => {
    const t = setUp();
    t.write('10-stop.json', `{\n  "DisableAutomaticSendTracing": true\n}`);
    await t.start();
    expect(gateOf(t.policy)).toMatchObject({ state: 'closed', by: { file: '10-stop.json', line: 2, column: 3 } });
  });

  test('holds at once on a file that cannot be understood, because nothing was known of it before', async () => {
    const t = setUp();
    t.write('a.json', '{ "DisableAutomaticSendTracing": tr');
    await t.start();
    expect(t.machine.reading().state).toBe('known');
    expect(t.gate()).toBe('held');
    expect(t.kinds()).toEqual(['unparsable']);
  });

  test('is over when the directory hangs, and holds', async () => {
    const t = setUp({ look: () => new Promise(() => {}) });
    const started = t.start();
    await expect.poll(() => (t.clock.advance(10_000), t.machine.reading().state)).toBe('known');
    await started;
    expect(t.gate()).toBe('held');
    expect(t.kinds()).toEqual(['unreadable']);
  });
});

describe('a change', () => {
  test('that stops is applied by the next look', async () => {
    const t = setUp();
    await t.start();
    t.write('a.json', STOP);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
  });

  test('that relaxes is applied when the directory was stable for a second, not before', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.write('a.json', ALLOW);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
    t.clock.advance(999);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
    t.clock.advance(1);
    await t.machine.refresh();
    expect(t.gate()).toBe('open');
  });

  test('that removes the file relaxes, and waits as well', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.remove('a.json');
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
    await t.pass(1_500);
    expect(t.gate()).toBe('open');
  });

  test('while a relaxation waits starts the second anew', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.write('a.json', ALLOW);
    await t.machine.refresh();
    t.clock.advance(900);
    t.write('b.json', '{}');
    await t.machine.refresh();
    t.clock.advance(900);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
    t.clock.advance(100);
    await t.machine.refresh();
    expect(t.gate()).toBe('open');
  });

  test('back to stop while a relaxation waits leaves the gate closed', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.write('a.json', ALLOW);
    await t.machine.refresh();
    t.clock.advance(900);
    t.write('a.json', STOP);
    await t.pass(10_000);
    expect(t.gate()).toBe('closed');
  });

  test('of a jumping wall clock does not shorten the wait', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.remove('a.json');
    await t.machine.refresh();
    t.clock.jump(48 * HOUR_MS);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
  });

  test('of the same size and times is seen', async () => {
    const t = setUp();
    const time = new Date('2026-01-01T00:00:00Z');
    t.write('a.json', '{ "DisableAutomaticSendTracing": false}');
    fs.utimesSync(t.file('a.json'), time, time);
    await t.start();
    t.write('a.json', '{ "DisableAutomaticSendTracing": true }');
    fs.utimesSync(t.file('a.json'), time, time);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
  });

  test('is told once to every listener, in the same turn, also when one of them throws', async () => {
    const t = setUp();
    await t.start();
    const told: string[] = [];
    t.policy.onChanged(() => {
      throw new Error('a listener that fails');
    });
    t.policy.onChanged(() => told.push(t.gate()));
    t.write('a.json', STOP);
    await t.machine.refresh();
    await t.machine.refresh();
    expect(told).toEqual(['closed']);
  });
});

test('the directory is looked at every two seconds, whether or not the watch said anything', async () => {
  let looks = 0;
  const t = setUp({
    look: () => {
      looks++;
      return Promise.resolve({ kind: 'missing' });
    },
  });
  await t.start();
  for (let i = 1; i <= 3; i++) {
    t.clock.advance(1_999);
    await expect.poll(() => looks).toBe(i);
    t.clock.advance(1);
    await expect.poll(() => looks).toBe(i + 1);
    // Lets the look end, which sets the time of the next.
    await new Promise((resolve) => setImmediate(resolve));
  }
});

describe('several files', () => {
  test('apply in file-name order: the later wins, and the loser is kept', async () => {
    const t = setUp();
    t.write('20.json', '{ "LoggingLevel": "full" }');
    t.write('10.json', '{ "LoggingLevel": "off" }');
    await t.start();
    const resolved = t.policy.resolved().LoggingLevel;
    expect(resolved).toMatchObject({ state: 'set', value: 'full', winner: { origin: { file: '20.json' } } });
    expect(resolved.losers).toMatchObject([{ why: 'later-file-wins', setting: { value: 'off' } }]);
  });

  test('stop when any of them stops, whatever a later one says', async () => {
    const t = setUp();
    t.write('10.json', STOP);
    t.write('20.json', ALLOW);
    await t.start();
    expect(t.gate()).toBe('closed');
  });

  test('are JSON files that are not hidden', async () => {
    const t = setUp();
    t.write('.hidden.json', STOP);
    t.write('note.txt', STOP);
    t.write('a.json.tmp', STOP);
    await t.start();
    expect(t.gate()).toBe('open');
    t.write('B.JSON', STOP);
    await t.machine.refresh();
    expect(t.gate()).toBe('closed');
  });

  test('beyond the limit are reported and hold', async () => {
    const t = setUp();
    for (let i = 0; i < 501; i++) t.write(`${String(i).padStart(4, '0')}.json`, '{}');
    await t.start();
    expect(t.gate()).toBe('held');
    expect(t.policy.problems()[0]?.message).toContain('1 were not read');
  });
});

describe('a file that cannot be understood', () => {
  test('keeps what it said for five seconds, then holds, whatever was known before', async () => {
    const t = setUp();
    t.write('a.json', ALLOW);
    await t.start();
    t.write('a.json', '{ "DisableAuto');
    await t.pass(4_500);
    expect(t.gate()).toBe('open');
    expect(t.kinds()).toEqual([]);
    await t.pass(500);
    expect(t.gate()).toBe('held');
    expect(t.policy.problems()).toMatchObject([
      { kind: 'unparsable', holds: true, origin: { file: 'a.json', line: 1 } },
    ]);
    await t.pass(60_000);
    expect(t.gate()).toBe('held');
  });

  test('holds after five seconds also while it goes on changing', async () => {
    const t = setUp();
    t.write('a.json', ALLOW);
    await t.start();
    for (let i = 0; i < 6; i++) {
      t.write('a.json', `{ "DisableAuto${'x'.repeat(i)}`);
      await t.pass(1_000);
    }
    expect(t.gate()).toBe('held');
  });

  test('keeps a stop for ever', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.write('a.json', '');
    await t.pass(120_000);
    expect(t.gate()).toBe('closed');
    expect(t.kinds()).toEqual(['unparsable']);
  });

  test('lets nothing else relax while it may be a write under way', async () => {
    const t = setUp();
    t.write('a.json', STOP);
    await t.start();
    t.remove('a.json');
    t.write('b.json', '{');
    await t.pass(4_500);
    expect(t.gate()).toBe('closed');
    await t.pass(3_000);
    expect(t.gate()).toBe('held');
  });

  test('ends its hold once it is mended and was stable for a second', async () => {
    const t = setUp();
    t.write('a.json', '{');
    await t.start();
    t.write('a.json', ALLOW);
    await t.machine.refresh();
    expect(t.gate()).toBe('held');
    await t.pass(1_000);
    expect(t.gate()).toBe('open');
    expect(t.policy.problems()).toEqual([]);
  });
});

describe('a file that cannot be read', () => {
  /** The real directory, with one file failing; permissions do not stop the root user that tests may run as. */
  function failing(t: { directory: string }, state: { isFailing: boolean }) {
    return async (): Promise<DirectoryLook> => {
      const seen = await lookAtDirectory(t.directory, { trust: null });
      if (seen.kind !== 'listed' || !state.isFailing) return seen;
      return {
        ...seen,
        files: seen.files.map((file) => ({ ...file, look: { kind: 'unreadable' as const, code: 'EIO' } })),
      };
    };
  }

  test('keeps what it said for 24 hours, reported at once, then holds until it can be read', async () => {
    const directory = tempDirectory();
    const state = { isFailing: false };
    const t = setUp({ directory, look: failing({ directory }, state) });
    t.write('a.json', ALLOW);
    await t.start();
    state.isFailing = true;
    await t.machine.refresh();
    expect(t.gate()).toBe('open');
    expect(t.policy.problems()).toMatchObject([{ kind: 'unreadable', holds: false, origin: { file: 'a.json' } }]);
    t.clock.jump(24 * HOUR_MS - 10);
    await t.machine.refresh();
    expect(t.gate()).toBe('open');
    t.clock.jump(10);
    await t.machine.refresh();
    expect(t.gate()).toBe('held');
    state.isFailing = false;
    await t.pass(1_500);
    expect(t.gate()).toBe('open');
  });

  test('keeps a stop', async () => {
    const directory = tempDirectory();
    const state = { isFailing: false };
    const t = setUp({ directory, look: failing({ directory }, state) });
    t.write('a.json', STOP);
    await t.start();
    state.isFailing = true;
    await t.pass(10_000);
    t.clock.jump(48 * HOUR_MS);
    await t.pass(3_000);
    expect(t.gate()).toBe('closed');
  });

  test('holds at the first look, and after five seconds when it turns up later', async () => {
    const directory = tempDirectory();
    const t = setUp({ directory, look: failing({ directory }, { isFailing: true }) });
    await t.start();
    expect(t.gate()).toBe('open');
    t.write('a.json', STOP);
    await t.pass(4_000);
    expect(t.gate()).toBe('open');
    await t.pass(1_000);
    expect(t.gate()).toBe('held');
    const restarted = setUp({ directory, look: failing({ directory }, { isFailing: true }) });
    await restarted.start();
    expect(restarted.gate()).toBe('held');
  });

  test('may be a whole directory, whose files keep what they said', async () => {
    let look: DirectoryLook | null = null;
    const directory = tempDirectory();
    const t = setUp({
      directory,
      look: () => (look ? Promise.resolve(look) : lookAtDirectory(directory, { trust: null })),
    });
    t.write('a.json', STOP);
    await t.start();
    look = { kind: 'unreadable', code: 'EACCES' };
    await t.pass(10_000);
    expect(t.gate()).toBe('closed');
    expect(t.policy.problems()).toMatchObject([{ kind: 'unreadable', holds: false }]);
  });

  test('is a link to nowhere, not an absent one', async () => {
    const t = setUp();
    fs.symlinkSync(path.join(t.directory, 'nowhere'), t.file('a.json'));
    await t.start();
    expect(t.gate()).toBe('held');
    const above = tempDirectory();
    fs.symlinkSync(path.join(above, 'nowhere'), path.join(above, 'managed.d'));
    const linked = setUp({ directory: path.join(above, 'managed.d') });
    await linked.start();
    expect(linked.gate()).toBe('held');
  });
});

describe('something that is no regular file', () => {
  test.skipIf(process.platform === 'win32')(
    'is refused without blocking: a FIFO, a socket, a device, a folder',
    async () => {
      const t = setUp();
      execFileSync('mkfifo', [t.file('fifo.json')]);
      fs.symlinkSync('/dev/zero', t.file('zero.json'));
      fs.mkdirSync(t.file('folder.json'));
      const server = net.createServer().listen(t.file('socket.json'));
      onTestFinished(() => void server.close());
      await new Promise((resolve) => server.once('listening', resolve));
      await t.start();
      expect(t.kinds()).toEqual(['not-a-file', 'not-a-file', 'not-a-file', 'not-a-file']);
      expect(t.gate()).toBe('held');
    },
  );

  test('follows a symbolic link to a file', async () => {
    const t = setUp();
    const elsewhere = path.join(tempDirectory(), 'real.json');
    fs.writeFileSync(elsewhere, STOP);
    fs.symlinkSync(elsewhere, t.file('a.json'));
    await t.start();
    expect(t.gate()).toBe('closed');
  });
});

describe('on the real clock', () => {
  function setUpLive(directory: string) {
    const machine = createPolicyDirectory({ source: 'machine', directory, clock: systemClock, logger: silentLogger });
    const policy = createPolicy({ local: [machine], tenant: fixedSource(), logger: silentLogger });
    onTestFinished(() => policy.stop());
    return { policy, gate: () => gateOf(policy).state };
  }
  const soon = { timeout: 30_000, interval: 20 };

  test('an atomic rename closes the gate and its removal opens it again, without anybody asking', async () => {
    const directory = tempDirectory();
    const { policy, gate } = setUpLive(directory);
    await policy.start();
    fs.writeFileSync(path.join(directory, '.new'), STOP);
    fs.renameSync(path.join(directory, '.new'), path.join(directory, 'a.json'));
    await expect.poll(gate, soon).toBe('closed');
    fs.rmSync(path.join(directory, 'a.json'));
    await expect.poll(gate, soon).toBe('open');
  });

  test('a directory that is made later, folder by folder, is found', async () => {
    const above = tempDirectory();
    const directory = path.join(above, 'parley', 'policies', 'managed.d');
    const { policy, gate } = setUpLive(directory);
    await policy.start();
    expect(gate()).toBe('open');
    fs.mkdirSync(directory, { recursive: true });
    fs.writeFileSync(path.join(directory, 'a.json'), STOP);
    await expect.poll(gate, soon).toBe('closed');
    fs.rmSync(path.join(above, 'parley'), { recursive: true });
    await expect.poll(gate, soon).toBe('open');
  });

  test.skipIf(process.platform === 'win32')(
    'a symbolic link that is swapped to another directory is followed',
    async () => {
      const above = tempDirectory();
      for (const [name, text] of [
        ['first', ALLOW],
        ['second', STOP],
      ] as const) {
        fs.mkdirSync(path.join(above, name));
        fs.writeFileSync(path.join(above, name, 'a.json'), text);
      }
      const link = path.join(above, 'managed.d');
      const pointTo = (name: string): void => {
        fs.symlinkSync(name, path.join(above, 'next'));
        fs.renameSync(path.join(above, 'next'), link);
      };
      pointTo('first');
      const { policy, gate } = setUpLive(link);
      await policy.start();
      expect(gate()).toBe('open');
      pointTo('second');
      await expect.poll(gate, soon).toBe('closed');
      fs.writeFileSync(path.join(above, 'second', 'a.json'), ALLOW);
      await expect.poll(gate, soon).toBe('open');
    },
  );
});

describe('ownership', () => {
  test.skipIf(process.getuid?.() !== 0)('refuses a file that others may write, where it is asked for', async () => {
    const directory = tempDirectory();
    fs.writeFileSync(path.join(directory, 'a.json'), ALLOW, { mode: 0o644 });
    fs.writeFileSync(path.join(directory, 'b.json'), ALLOW);
    fs.chmodSync(path.join(directory, 'b.json'), 0o666);
    const machine = createPolicyDirectory({
      source: 'machine',
      directory,
      clock: fakeClock(),
      logger: silentLogger,
      trust: { adminUid: 0, base: directory },
    });
    onTestFinished(() => machine.stop());
    await machine.start();
    expect(machine.reading()).toMatchObject({
      settings: [{ origin: { file: 'a.json' } }],
      problems: [{ kind: 'not-trusted', holds: true, origin: { file: 'b.json' } }],
    });
  });

  test.skipIf(process.getuid?.() !== 0)('refuses a whole directory that others may write, and holds', async () => {
    const directory = tempDirectory();
    fs.chmodSync(directory, 0o777);
    const machine = createPolicyDirectory({
      source: 'machine',
      directory,
      clock: fakeClock(),
      logger: silentLogger,
      trust: { adminUid: 0, base: directory },
    });
    onTestFinished(() => machine.stop());
    await machine.start();
    expect(machine.reading().problems).toMatchObject([{ kind: 'not-trusted', holds: true }]);
  });
});

test('the directory is where administrators of each platform expect it', () => {
  expect(policyDirectories('linux', {})).toEqual({
    managed: '/etc/parley/policies/managed.d',
    recommended: '/etc/parley/policies/recommended.d',
  });
  expect(policyDirectories('darwin', {}).managed).toBe('/Library/Application Support/Parley/policies/managed.d');
  expect(policyDirectories('win32', { ProgramData: String.raw`D:\Data` }).managed).toBe(
    String.raw`D:\Data\Parley\policies\managed.d`,
  );
});
