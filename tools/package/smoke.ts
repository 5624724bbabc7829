/**
 * `node tools/package/smoke.ts PROGRAM`: starts a packaged Parley on a real runtime and looks at what only that can show:
 * it starts from its archive, shows the first-run notice over app://, gives its pages nothing of Node, and contacts no
 * host that nobody configured. Exit status: 0 all true, 1 not.
 *
 * It attaches by --remote-debugging-port, since the fuses of a package close Node's own debugger.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { TELEMETRY_HOSTS } from '../../common/policies/service-url.ts';
import { startChild } from '../child.ts';
import { isProgram } from '../project.ts';
import { unconfiguredHosts } from './check-net-log.ts';

const START_TIMEOUT_MS = 60_000;
const STEP_MS = 200;
/** How long it is watched for requests that nobody asked for. */
const QUIET_MS = 10_000;

/** @throws when something is not as it should be. */
export async function smokeTest(program: string): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-smoke-'));
  try {
    await smokeTestIn(folder, program);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

async function smokeTestIn(folder: string, program: string): Promise<void> {
  const netLog = path.join(folder, 'net-log.json');
  const port = await findFreePort();
  const child = startChild({
    name: 'Parley',
    command: program,
    args: [
      `--user-data-dir=${path.join(folder, 'data')}`,
      `--policy-dir=${path.join(folder, 'policies')}`,
      `--remote-debugging-port=${port}`,
      `--log-net-log=${netLog}`,
    ],
    cwd: folder,
  });
  try {
    const browser = await until('it can be attached to', () => attach(port));
    const notice = await until('the first-run notice is shown', async () => pageOf(browser, 'first-run.html'));
    if (!notice.url().startsWith('app://')) throw new Error(`the notice came from ${notice.url()}`);
    const leaked = await notice.evaluate(
      '[typeof require, typeof process, typeof module].filter((t) => t !== "undefined")',
    );
    if (Array.isArray(leaked) && leaked.length > 0) throw new Error("a page sees Node's globals");
    await notice.getByRole('button', { name: 'Continue' }).click();
    await until('the main window is shown', async () => pageOf(browser, 'index.html'));
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const log = readFileSync(path.join(folder, 'data', 'logs', 'parley.log'), 'utf8');
    if (!log.includes('policy-dir')) throw new Error('--policy-dir was not refused');
    await browser.close();
  } catch (error) {
    throw new Error(`${String(error)}\n${child.log()}`, { cause: error });
  } finally {
    await child.stop();
  }
  const contacts = unconfiguredHosts(readFileSync(netLog, 'utf8'), TELEMETRY_HOSTS);
  if (contacts.length > 0) throw new Error(contacts.map(({ evidence }) => `not configured: ${evidence}`).join('\n'));
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function attach(port: number): Promise<Browser | undefined> {
  try {
    return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  } catch {
    return undefined;
  }
}

function pageOf(browser: Browser, name: string): Page | undefined {
  return browser
    .contexts()
    .flatMap((context) => context.pages())
    .find((page) => page.url().includes(`/${name}`));
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited ${START_TIMEOUT_MS / 1000} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}

if (isProgram(import.meta.filename)) {
  const program = process.argv[2];
  if (program === undefined) throw new Error('Usage: node tools/package/smoke.ts PROGRAM');
  await smokeTest(path.resolve(program));
  console.log('smoke test passed');
}
