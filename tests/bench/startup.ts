/**
 * Process start → Options dialog usable, in the preview, with a Chromium that already runs: from the spawn of the client
 * until the checkbox of the General tab can be ticked, which takes main's first snapshot. The Options are opened from the
 * tray as soon as the client is up; the services run before. Beside it, in turns, a bare React page from a bare server.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContext } from '@playwright/test';
import { build } from 'vite';
import { systemClock } from '../../electron/clock.ts';
import { openConsentLedger } from '../../electron/consent/consent-ledger.ts';
import { silentLogger } from '../../electron/logging/logger.ts';
import { findBrowser } from '../../tools/browser.ts';
import { buildProject } from '../../tools/build.ts';
import { startChild } from '../../tools/child.ts';
import { launchBrowser, previewRuntime } from '../../tools/drive.ts';
import { readListening, readWindow, startClient, startServices } from '../../tools/launch.ts';
import { projectRoot } from '../../tools/project.ts';

/** One more of each runs before and does not count: files and browser are cold then. */
const ROUNDS = 9;
const START_TIMEOUT_MS = 30_000;
const BARE_PAGE = path.join(import.meta.dirname, 'bare-page');

interface StartUp {
  rounds: number;
  readyMs: { parley: number; bare: number };
  ratio: number;
  allMs: { parley: number[]; bare: number[] };
}

export async function bench(): Promise<StartUp> {
  const built = await buildProject();
  if (!built.ok) throw new Error(`the build failed: ${built.reason}`);
  const found = await findBrowser({ log: (line) => console.error(line) });
  if (!found.ok) throw new Error(found.reason);
  process.env['PARLEY_CHROMIUM'] = found.executable;
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
  const [parley, bare] = [prepareParley(root), prepareBare(root)];
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    const starts = { parley: await parley, bare: await bare };
    const allMs: StartUp['allMs'] = { parley: [], bare: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of ['parley', 'bare'] as const) {
        const ms = await starts[name].start(context);
        if (round > 0) allMs[name].push(Math.round(ms));
      }
    }
    const readyMs = { parley: median(allMs.parley), bare: median(allMs.bare) };
    return { rounds: ROUNDS, readyMs, ratio: Math.round((readyMs.parley / readyMs.bare) * 100) / 100, allMs };
  } finally {
    await browser.close();
    await (await parley).end();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

interface Contestant {
  /** One start from nothing to usable; ends what it started. @returns milliseconds */
  start(context: BrowserContext): Promise<number>;
  end(): Promise<unknown>;
}

async function prepareParley(root: string): Promise<Contestant> {
  const userDataDir = path.join(root, 'data');
  const policyDir = path.join(root, 'policies');
  fs.mkdirSync(policyDir);
  // Nobody's first run: the notice was answered before.
  const directory = path.join(userDataDir, 'consent');
  openConsentLedger({ directory, clock: systemClock, logger: silentLogger }).noteNoticeShown();
  const runtime = await previewRuntime();
  const services = await startServices({ dataDir: path.join(root, 'services') });
  return {
    end: services.stop,
    async start(context) {
      const startedMs = performance.now();
      const client = await startClient({
        runtime,
        userDataDir,
        policyDir,
        tenantUrl: services.tenant.url,
        telemetryUrl: services.telemetry.url,
        mode: 'url',
      });
      try {
        const main = client.url ?? '';
        const { origin } = new URL(main);
        // Lets the browser in without loading the main window's page.
        await context.request.get(main, { maxRedirects: 0 });
        const isOptions = (line: string): string | undefined =>
          decodeURIComponent(line).includes('/options.html') ? readWindow(line) : undefined;
        const click = { headers: { origin }, data: { label: 'Options…' } };
        const [address] = await Promise.all([
          client.waitForLine(isOptions, START_TIMEOUT_MS),
          context.request.post(`${origin}/__preview/desktop/click`, click),
        ]);
        return (await untilUsable(context, address)) - startedMs;
      } finally {
        await client.stop();
      }
    },
  };
}

async function prepareBare(root: string): Promise<Contestant> {
  const outDir = path.join(root, 'bare');
  await build({
    root: BARE_PAGE,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { outDir, emptyOutDir: true },
  });
  return {
    end: () => Promise.resolve(),
    async start(context) {
      const startedMs = performance.now();
      const server = startChild({
        name: 'bare server',
        command: process.execPath,
        args: [path.join(BARE_PAGE, 'server.ts'), outDir],
        cwd: projectRoot,
      });
      try {
        const { url } = (await server.waitForLine(readListening, START_TIMEOUT_MS)) as { url: string };
        return (await untilUsable(context, url)) - startedMs;
      } finally {
        await server.stop();
      }
    },
  };
}

/** Opens the address and waits until its first checkbox could be ticked. @returns the time on `performance.now()` */
async function untilUsable(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelector('input[type="checkbox"]:enabled') !== null);
  const usableMs = performance.now();
  await page.close();
  return usableMs;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
