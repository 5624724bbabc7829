/** Against a Chromium, which answers on the debugging port as Electron does. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { findChromium } from '../../preview/chromium.ts';
import { startChild, type Child } from '../../tools/child.ts';
import { evaluateIn, findPage, type PageTarget } from '../../tools/package/page-target.ts';
import { contactedHosts } from '../../tools/package/check-net-log.ts';

const chromium = findChromium(process.env['PARLEY_CHROMIUM'] || null, process.env, process.platform);
const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-page-'));
const netLog = path.join(folder, 'net-log.json');
const START_TIMEOUT_MS = 30_000;
let child: Child;
let port: number;

beforeAll(async () => {
  if (chromium === null) return;
  writeFileSync(path.join(folder, 'page.html'), '<button onclick="document.title = 2">Press</button>');
  child = startChild({
    name: 'Chromium',
    command: chromium,
    args: [
      ...['--headless', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-port=0'],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[`--user-data-dir=${path.join(folder, 'data')}`, `--log-net-log=${netLog}`],
      pathToFileURL(path.join(folder, 'page.html')).href,
    ],
    cwd: folder,
  });
  const address = /^DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//;
  port = Number(await child.waitForLine((line) => address.exec(line)?.[1], START_TIMEOUT_MS));
});
afterAll(async () => {
  await child?.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
});
beforeEach((context) => context.skip(chromium === null, 'no Chromium'));

/** The page, once it is loaded. */
async function loadedPage(): Promise<PageTarget> {
  for (const deadline = performance.now() + START_TIMEOUT_MS; performance.now() < deadline;) {
    const page = await findPage(port, '/page.html');
    if (page !== undefined && (await evaluateIn(page, 'document.readyState')) === 'complete') return page;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the page was not loaded');
}

test('finds a page by its address, and nothing where nobody listens', async () => {
  expect(await loadedPage()).toMatchObject({ type: 'page' });
  expect(await findPage(port, '/other.html')).toBe(undefined);
  expect(await findPage(1, '/page.html')).toBe(undefined);
});

test('evaluates in the page, waits for promises, and hands on what is thrown', async () => {
  const page = await loadedPage();
  expect(await evaluateIn(page, `document.querySelector('button').click(); Promise.resolve(document.title)`)).toBe('2');
  await expect(evaluateIn(page, `nobody.knows`)).rejects.toThrow('nobody is not defined');
});

test('the network log that such a program leaves can be read', async (context) => {
  context.skip(
    process.platform === 'win32',
    'a program cannot be asked to end there, and a killed one has written little',
  );
  const page = await loadedPage();
  await evaluateIn(page, `fetch('http://127.0.0.1:9/').catch(() => 'refused')`);
  await child.stop();
  expect(contactedHosts(readFileSync(netLog, 'utf8')).map(({ host }) => host)).toContain('127.0.0.1');
});
