import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ReadyReport } from '../../tools/start-summary.ts';
import { makeStartableProject } from './fakes/project.ts';

const DEADLINE_MS = 40_000;

let root: string;
const running: ChildProcess[] = [];

beforeAll(() => {
  root = makeStartableProject();
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }
});

interface Run {
  readonly child: ChildProcess;
  readonly userDataDir: string;
  readonly output: () => string;
  readonly code: Promise<number | null>;
  readonly ready: () => Promise<ReadyReport>;
}

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Run {
  const userDataDir = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-start-')), 'user data');
  const child = spawn(process.execPath, ['tools/start.ts', `--user-data-dir=${userDataDir}`, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RUNTIME: 'preview', PREVIEW_MODE: 'url', INIT_CWD: root, ...env },
  });
  running.push(child);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const readyLine = (): string | undefined => /^ready (\{.*\})$/m.exec(text)?.[1];
  const ready = async (): Promise<ReadyReport> => {
    await expect.poll(readyLine, { timeout: DEADLINE_MS }).toBeDefined();
    return JSON.parse(readyLine() ?? '') as ReadyReport;
  };
  return { child, userDataDir, output: () => text, code, ready };
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe.runIf(process.platform !== 'win32')('npm start', () => {
  test('says where everything is, in one line for programs, and stops everything on SIGTERM', async () => {
    const run = start();
    const report = await run.ready();
    expect(report.runtime).toBe('preview');
    expect(report.client.url).toMatch(/^http:\/\/localhost:\d+\/key\?mode=url$/);
    expect(report.client.userDataDir).toBe(run.userDataDir);
    expect(report.client.policyDir).toBe(path.join(run.userDataDir, 'policies', 'managed.d'));
    expect(existsSync(report.client.policyDir)).toBe(true);
    expect(statSync(path.join(run.userDataDir, 'services')).mode & 0o777).toBe(0o700);
    expect(report.tenant.accounts).toHaveLength(1);
    expect(report.telemetry.token).toBe('token');
    expect(run.output()).toContain('runtime: preview in Chromium (asked for by RUNTIME)');
    expect(run.output()).toContain('10-stop.json');
    const pids = Object.values(report.pids);
    expect(pids.map(isAlive)).toEqual([true, true, true]);

    run.child.kill('SIGTERM');
    expect(await run.code).toBe(0);
    expect(pids.map(isAlive)).toEqual([false, false, false]);
  });

  test('stops everything and names the part when a service dies', async () => {
    const run = start();
    const { pids } = await run.ready();
    process.kill(pids.telemetry, 'SIGKILL');
    expect(await run.code).toBe(1);
    expect(run.output()).toMatch(/telemetry service was ended by SIGKILL[^]*a line that means nothing/);
    expect(Object.values(pids).map(isAlive)).toEqual([false, false, false]);
  });

  test('ends well when the client is closed, and badly when it crashes', async () => {
    const closed = start();
    process.kill((await closed.ready()).pids.client, 'SIGTERM'); // the fake client answers by ending with 0
    expect(await closed.code).toBe(0);
    expect(closed.output()).toContain('The client was closed');
    const crashed = start();
    process.kill((await crashed.ready()).pids.client, 'SIGKILL');
    expect(await crashed.code).toBe(1);
    expect(crashed.output()).toContain('client was ended by SIGKILL');
  });

  test('names the service that does not come up, and leaves nothing behind', async () => {
    const run = start([], { TENANT_FAILS: '1' });
    expect(await run.code).toBe(1);
    expect(run.output()).toMatch(/tenant service ended with exit code 4[^]*the database is locked/);
    expect(run.output()).not.toContain('ready {');
  });

  test('refuses a busy port that was asked for, and names it', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const run = start([`--port=${port}`]);
    expect(await run.code).toBe(1);
    expect(run.output()).toContain(`Port ${port} is in use`);
    await new Promise((resolve) => server.close(resolve));
  });

  test('refuses to run twice on the same data', async () => {
    const first = start();
    await first.ready();
    const second = start([`--user-data-dir=${first.userDataDir}`]);
    expect(await second.code).toBe(1);
    expect(second.output()).toMatch(/already runs on this data/);
    expect(first.child.exitCode).toBeNull();
  });

  test('explains a wrong argument', async () => {
    const run = start(['--prot=1']);
    expect(await run.code).toBe(1);
    expect(run.output()).toContain('Usage: npm start');
  });
});
