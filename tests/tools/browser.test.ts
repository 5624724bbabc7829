import { mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { browserSources, installedPaths } from '../../tools/browser-sources.ts';
import { findBrowser, type BrowserResult, type BrowserSource } from '../../tools/browser.ts';

let memoryFile: string;
let tried: string[];
let nowMs: number;

beforeEach(() => {
  memoryFile = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-browser-')), 'failures.json');
  tried = [];
  nowMs = 1_000_000;
});

/** A place that has, can fetch, or cannot fetch a browser. */
function source(name: string, has: 'found' | 'fetchable' | 'unreachable'): BrowserSource {
  return {
    name,
    find: async () => {
      tried.push(`find ${name}`);
      return has === 'found' ? `/${name}` : undefined;
    },
    fetch: async () => {
      tried.push(`fetch ${name}`);
      return has === 'fetchable' ? { ok: true, executable: `/${name}` } : { ok: false, reason: 'no network' };
    },
  };
}

function search(sources: readonly BrowserSource[], env: NodeJS.ProcessEnv = {}): Promise<BrowserResult> {
  return findBrowser({ log: () => undefined, env, sources, memoryFile, now: () => nowMs });
}

test('takes the first source that has one', async () => {
  const result = await search([source('a', 'unreachable'), source('b', 'found'), source('c', 'found')]);
  expect(result).toMatchObject({ ok: true, executable: '/b', source: 'b' });
  expect(tried).toEqual(['find a', 'find b']);
});

test('fetches nothing before every source was looked at', async () => {
  await search([source('a', 'fetchable'), source('b', 'found')]);
  expect(tried).toEqual(['find a', 'find b']);
});

test('fetches in order and stops at the first that works', async () => {
  const result = await search([source('a', 'unreachable'), source('b', 'fetchable'), source('c', 'fetchable')]);
  expect(result).toMatchObject({ ok: true, executable: '/b' });
  expect(tried.slice(3)).toEqual(['fetch a', 'fetch b']);
});

test('names the remedy when there is none', async () => {
  const result = await search([source('a', 'unreachable')]);
  expect(result).toMatchObject({ ok: false });
  expect(!result.ok && result.reason).toMatch(/PARLEY_CHROMIUM/);
});

test('does not repeat a failed fetch for a while, then does', async () => {
  const sources = [source('a', 'unreachable')];
  await search(sources);
  tried = [];
  nowMs += 60_000;
  await search(sources);
  expect(tried).toEqual(['find a']);
  tried = [];
  nowMs += 3_600_000;
  await search(sources);
  expect(tried).toEqual(['find a', 'fetch a']);
});

test('PARLEY_CHROMIUM is the only source when it is set, and a wrong one is an error', async () => {
  const env = { PARLEY_CHROMIUM: '/nowhere/chromium' };
  expect(browserSources(env).map(({ name }) => name)).toEqual(['PARLEY_CHROMIUM']);
  const result = await search(browserSources(env), env);
  expect(!result.ok && result.reason).toMatch(/^PARLEY_CHROMIUM names \/nowhere\/chromium/);
});

test('looks at installed browsers, then fetches from Playwright, the npm registry and the system, in this order', () => {
  expect(browserSources({}).map(({ name }) => name)).toEqual([
    'installed',
    "Playwright's",
    'packaged for servers',
    "the system's packages",
  ]);
});

test('knows where browsers are installed on each system', () => {
  expect(installedPaths('linux', { PATH: '/usr/bin:/opt/bin' }).slice(0, 2)).toEqual([
    '/usr/bin/chromium',
    '/opt/bin/chromium',
  ]);
  expect(installedPaths('darwin', { HOME: '/Users/ada' })).toContain(
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  );
  const windows = installedPaths('win32', { PROGRAMFILES: 'C:\\Program Files', LOCALAPPDATA: 'C:\\Local' });
  expect(windows).toContain('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
  expect(windows).toContain('C:\\Local\\Microsoft\\Edge\\Application\\msedge.exe');
});
