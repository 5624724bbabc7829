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
import { TELEMETRY_HOSTS } from '../../common/policies/service-url.ts';
import { startChild } from '../child.ts';
import { isProgram } from '../project.ts';
import { unconfiguredHosts } from './check-net-log.ts';
import { evaluateIn, findPage } from './page-target.ts';

const START_TIMEOUT_MS = 60_000;
const STEP_MS = 200;
/** How long it is watched for requests that nobody asked for. */
const QUIET_MS = 10_000;

const NODE_GLOBALS = `['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis).join()`;
const CLICK_CONTINUE = `(() => {
  const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Continue');
  button?.click();
  return button !== undefined;
})()`;

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
      '--lang=en-US',
      `--user-data-dir=${path.join(folder, 'data')}`,
      `--policy-dir=${path.join(folder, 'policies')}`,
      `--remote-debugging-port=${port}`,
      `--log-net-log=${netLog}`,
    ],
    cwd: folder,
  });
  try {
    const notice = await until('the first-run notice is shown', () => findPage(port, '/first-run.html'));
    if (!notice.url.startsWith('app://')) throw new Error(`the notice came from ${notice.url}`);
    const leaked = await evaluateIn(notice, NODE_GLOBALS);
    if (leaked !== '') throw new Error(`a page sees ${String(leaked)}`);
    await until('the notice can be answered', async () => (await evaluateIn(notice, CLICK_CONTINUE)) || undefined);
    await until('the main window is shown', () => findPage(port, '/index.html'));
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
    const log = readFileSync(path.join(folder, 'data', 'logs', 'parley.log'), 'utf8');
    if (!log.includes('policy-dir')) throw new Error('--policy-dir was not refused');
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
