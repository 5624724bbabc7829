import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startChild, type Child, type ChildOptions } from '../../tools/child.ts';

const DEADLINE_MS = 20_000;
const isPosix = process.platform !== 'win32';

function run(program: string, options: Partial<ChildOptions> = {}): Child {
  return startChild({ name: 'part', command: process.execPath, args: ['-e', program], cwd: os.tmpdir(), ...options });
}

const number = (line: string): number | undefined => (/^\d+$/.test(line) ? Number(line) : undefined);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('finds a line that was already written as well as one to come', async () => {
  const child = run(`console.log('x'); console.log(1); setTimeout(() => console.log('22'), 50)`);
  expect(await child.waitForLine(number, DEADLINE_MS)).toBe(1);
  const twoDigits = (line: string): number | undefined => (line.length === 2 ? number(line) : undefined);
  expect(await child.waitForLine(twoDigits, DEADLINE_MS)).toBe(22);
  await child.exited;
  expect(await child.waitForLine(number, DEADLINE_MS)).toBe(1);
});

test('says why a line will never come, with the last lines', async () => {
  const child = run(`console.error('out of memory'); process.exitCode = 9`);
  await expect(child.waitForLine(number, DEADLINE_MS)).rejects.toThrow(/^part ended with exit code 9[^]*out of memory/);
});

test('gives up after the time it was given', async () => {
  const child = run(`setInterval(() => undefined, 1000)`);
  await expect(child.waitForLine(number, 50)).rejects.toThrow(/did not come up within 0.05 s/);
  await child.kill();
});

test('reports a program that does not exist as an exit', async () => {
  const child = run('', { command: '/nowhere/program' });
  expect(await child.exited).toEqual({ code: 127, signal: null });
  expect(child.log()).toMatch(/ENOENT/);
  expect(await child.stop()).toBe(true);
});

test('copies the output to a file', async () => {
  const logFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-child-')), 'part.log');
  const child = run(`console.log('one'); console.error('two')`, { logFile });
  await child.exited;
  const read = (): string[] => readFileSync(logFile, 'utf8').split('\n').toSorted();
  await expect.poll(read, { timeout: DEADLINE_MS }).toEqual(['', 'one', 'two']);
});

test.runIf(isPosix)('waits for the clean-up of a process that it stops', async () => {
  const program = `process.on('SIGTERM', () => setTimeout(() => { console.log('clean'); process.exit(0) }, 200)); console.log(1); setInterval(() => 0, 1000)`;
  const child = run(program);
  await child.waitForLine(number, DEADLINE_MS);
  expect(await child.stop()).toBe(true);
  expect(await child.exited).toEqual({ code: 0, signal: null });
  await expect.poll(() => child.log(), { timeout: DEADLINE_MS }).toContain('clean');
});

test.runIf(isPosix)('kills a process that does not stop, and says so', async () => {
  const child = run(`process.on('SIGTERM', () => undefined); console.log(1); setInterval(() => 0, 1000)`);
  await child.waitForLine(number, DEADLINE_MS);
  expect(await child.stop()).toBe(false);
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test.runIf(isPosix)('leaves nobody behind: what a process started ends with it', async () => {
  const sleeper = `setInterval(() => 0, 1000)`;
  const program = `const c = require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeper)}]); console.log(c.pid); ${sleeper}`;
  const child = run(program);
  const grandchild = await child.waitForLine(number, DEADLINE_MS);
  expect(isAlive(grandchild)).toBe(true);
  await child.kill();
  await expect.poll(() => isAlive(grandchild), { timeout: DEADLINE_MS }).toBe(false);
});
