/**
 * Finds a Chromium for the preview and the tests: what is there first, then what can be fetched, in a fixed order.
 *
 * Every try prints one line. A fetch that failed is not repeated for a while, so that an offline machine waits once.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { browserSources, WINDOWLESS_SOURCE } from './browser-sources.ts';
import { cacheFolder, isProgram } from './project.ts';

/** How long a failed fetch is not tried again. */
const FAILURE_MEMORY_MS = 10 * 60_000;

const REMEDY =
  'Install Chromium, Chrome or Edge, or set PARLEY_CHROMIUM to the path of one ' +
  '(Debian: apt-get install chromium; any system: npx playwright install --with-deps chromium).';

export interface BrowserSource {
  readonly name: string;
  /** Looks without changing anything: the path of a browser that runs, or undefined. */
  readonly find: () => Promise<string | undefined>;
  /** Fetches one; expected failures are reasons. Left out where there is nothing to fetch. */
  readonly fetch?: () => Promise<Fetched>;
}

export type Fetched =
  { readonly ok: true; readonly executable: string } | { readonly ok: false; readonly reason: string };

export type BrowserResult =
  | { readonly ok: true; readonly executable: string; readonly source: string; readonly hasWindows: boolean }
  | { readonly ok: false; readonly reason: string };

export interface BrowserSearch {
  readonly log: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
  readonly sources?: readonly BrowserSource[];
  /** Where failed fetches are remembered. */
  readonly memoryFile?: string;
  readonly now?: () => number;
}

/** The first browser in the order PARLEY_CHROMIUM, installed, Playwright's, packaged for servers, the system's packages. */
export async function findBrowser(search: BrowserSearch): Promise<BrowserResult> {
  const { log, env = process.env, sources = browserSources(env) } = search;
  for (const source of sources) {
    const executable = await source.find();
    if (executable === undefined) continue;
    log(`browser: ${executable} (${source.name})`);
    return { ok: true, executable, source: source.name, hasWindows: source.name !== WINDOWLESS_SOURCE };
  }
  if (env['PARLEY_CHROMIUM']) {
    // Somebody asked for this one: another in its place would be a surprise.
    return { ok: false, reason: `PARLEY_CHROMIUM names ${env['PARLEY_CHROMIUM']}, which does not run. ${REMEDY}` };
  }
  return fetchBrowser(search, sources);
}

async function fetchBrowser(search: BrowserSearch, sources: readonly BrowserSource[]): Promise<BrowserResult> {
  const { log, memoryFile = path.join(cacheFolder, 'browser-failures.json'), now = Date.now } = search;
  const failures = readFailures(memoryFile);
  for (const { name, fetch } of sources) {
    if (!fetch) continue;
    const failedAtMs = failures[name];
    if (failedAtMs !== undefined && now() - failedAtMs < FAILURE_MEMORY_MS) {
      log(`browser: ${name}: failed a moment ago, not tried again`);
      continue;
    }
    log(`browser: ${name}: trying …`);
    const fetched = await fetch();
    if (fetched.ok) {
      log(`browser: ${fetched.executable} (${name})`);
      return { ok: true, executable: fetched.executable, source: name, hasWindows: name !== WINDOWLESS_SOURCE };
    }
    log(`browser: ${name}: ${fetched.reason}`);
    failures[name] = now();
    mkdirSync(path.dirname(memoryFile), { recursive: true });
    writeFileSync(memoryFile, JSON.stringify(failures));
  }
  return { ok: false, reason: `No browser was found. ${REMEDY}` };
}

function readFailures(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}

if (isProgram(import.meta.filename)) {
  const result = await findBrowser({ log: console.log });
  if (!result.ok) console.error(result.reason);
  process.exitCode = result.ok ? 0 : 1;
}
