/** `npm start` and `npm run tour` as people run them: real commands, real services, a browser at the printed address. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from '../../tools/drive.ts';
import { findBusyPort } from '../../tools/ports.ts';
import { projectRoot } from '../../tools/project.ts';
import type { ReadyReport } from '../../tools/start-summary.ts';
import { accessibilityViolations, expect, test } from './parley.ts';

const START_TIMEOUT_MS = 60_000;
const TOUR_TIMEOUT_MS = 150_000;

interface Command {
  readonly child: ChildProcess;
  output(): string;
  isRunning(): boolean;
  readonly code: Promise<number | null>;
}

function npm(args: readonly string[], env: NodeJS.ProcessEnv = {}): Command {
  const child = spawn('npm', args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it: Ctrl-C reaches every process in it.
    detached: true,
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return {
    child,
    output: () => text,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    code: new Promise((resolve) => child.on('close', resolve)),
  };
}

/** Three ports in a row that are free now. */
async function freePorts(): Promise<number> {
  for (let port = 24_870; port < 25_870; port += 10)
    if ((await findBusyPort([port, port + 1, port + 2])) === undefined) return port;
  throw new Error('no free ports');
}
const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    http.get(url, (response) => (response.resume(), resolve(true))).on('error', () => resolve(false));
  });

test('npm start says where everything is, keeps its port, can be used at the address, and leaves nothing behind', async () => {
  test.setTimeout(2 * START_TIMEOUT_MS);
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-start-'));
  const port = await freePorts();
  const policyDir = path.join(root, 'policies');
  const args = [`--user-data-dir=${path.join(root, 'data')}`, `--policy-dir=${policyDir}`, `--port=${port}`];
  const started = npm(['start', '--', ...args], { PREVIEW_MODE: 'url', RUNTIME: 'preview' });
  const browser = await launchBrowser();
  try {
    const readyLine = (): string | undefined => /^ready (\{.*\})$/m.exec(started.output())?.[1];
    await expect.poll(readyLine, { timeout: START_TIMEOUT_MS, message: started.output() }).toBeDefined();
    const ready = JSON.parse(readyLine() ?? '') as ReadyReport;
    expect(new URL(ready.client.url ?? '').port).toBe(String(port));
    expect(ready.client.policyDir).toBe(policyDir);
    expect(new Set(Object.values(ready.pids)).size).toBe(3);
    for (const said of [ready.tenant.adminUrl, ready.telemetry.pageUrl, ready.client.logsDir, policyDir])
      expect(started.output()).toContain(said);

    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(ready.client.url ?? '');
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    const push = started
      .output()
      .split('\n')
      .find((line) => line.includes('> "') && line.includes('10-stop.json'));
    expect(push).toContain('DisableAutomaticSendTracing');

    process.kill(-(started.child.pid ?? 0), 'SIGINT');
    await started.code;
    for (const url of [ready.client.url ?? '', ready.tenant.url, ready.telemetry.url])
      expect(await answers(url)).toBe(false);
  } finally {
    await browser.close();
    if (started.isRunning()) process.kill(-(started.child.pid ?? 0), 'SIGTERM');
    await started.code;
    fs.rmSync(root, { recursive: true, force: true });
  }
});

test('npm run tour drives the program, takes its pictures, and prints what the services stored', async () => {
  test.setTimeout(TOUR_TIMEOUT_MS);
  const tour = npm(['run', 'tour']);
  expect(await tour.code, tour.output()).toBe(0);
  const lines = tour.output().split('\n');
  expect(lines.filter((line) => /^\d\d-.*\.png$/.test(line)).length).toBeGreaterThan(15);
  for (const category of ['census', 'usage', 'error'])
    expect(lines.filter((line) => line.startsWith(category)).length).toBeGreaterThan(0);
});
