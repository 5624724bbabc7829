/** What only a real page can show. Skipped where there is no Chromium; the e2e suite demands one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, chromium, type Browser, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../preview/chromium.ts';
import { buildSampleApp, type RunningApp, type SampleApp } from './sample-app.ts';

const executablePath = findChromium(process.env['PARLEY_CHROMIUM'] || null, process.env, process.platform);

describe.skipIf(executablePath === null)('a page in Chromium', () => {
  let sample: SampleApp;
  let app: RunningApp;
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    sample = await buildSampleApp();
    app = sample.start();
    const [, url = ''] = await app.until(/\[preview\] window \d+ (\S+)/);
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--disable-dev-shm-usage'] });
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(url);
    await app.until(/app: loaded/);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    sample?.remove();
  });

  test("runs the preload before the page, under the handler's policy, without an error", async () => {
    expect(await page.evaluate('document.documentElement.dataset.bridge')).toBe('object');
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(1, 2, 3)');
    expect(await page.evaluate('Object.isFrozen(window.api)')).toBe(true);
    expect(errors).toEqual([]);
  });

  test("rejects an invoke with Electron's words", async () => {
    const failure = (call: string): Promise<string> => page.evaluate(`${call}.then(String, (e) => e.message)`);
    expect(await failure("api.invoke('throw')")).toBe("Error invoking remote method 'throw': RangeError: too far");
    expect(await failure("api.invoke('echo', document.body)")).toBe('An object could not be cloned.');
  });

  test("reports the menu's accelerators, and not those that the page handles", async () => {
    const key = process.platform === 'darwin' ? 'Meta+Comma' : 'Control+Comma';
    await page.evaluate("onkeydown = (e) => { if (e.key === ',') { e.preventDefault(); onkeydown = null; } }");
    await page.keyboard.press(key);
    await page.evaluate("api.say('handled')");
    await app.until(/app: handled/);
    expect(app.lines()).not.toContain('menu open');
    await page.keyboard.press(key);
    await app.until(/app: menu open/);
  });

  test('asks before it leaves and before it opens a window', async () => {
    await page.click('#outside');
    await app.until(/will-navigate https:\/\/example.invalid\//);
    await page.click('#blank');
    await app.until(/openExternal https:\/\/example.invalid\/blank/);
    expect(page.url()).toContain('/index.html');
  });

  test('keeps its preload through a rewritten address, a reload and a navigation', async () => {
    await page.evaluate("history.replaceState(null, '', '/index.html?tab=2')");
    await page.reload();
    expect(await page.evaluate("api.invoke('sender')")).toEqual([
      'app://sample/index.html?tab=2',
      'app://sample',
      null,
    ]);
    await page.click('#inside');
    await page.waitForURL(/other\.html/);
    expect(await page.evaluate("api.invoke('sender')")).toEqual(['app://sample/other.html', 'app://sample', null]);
    expect(app.lines().filter((line) => line.startsWith('gone'))).toEqual([]);
  });
});

describe.skipIf(executablePath === null)('with a browser of its own', () => {
  let sample: SampleApp;
  beforeAll(async () => {
    sample = await buildSampleApp();
  });
  afterAll(() => sample.remove());

  test('a headless run loads its windows, hidden ones too, and ends with its browser', async () => {
    const app = sample.start({ args: ['--hidden'], env: { PREVIEW_MODE: 'headless' } });
    await app.until(/app: loaded/);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    expect(app.lines()).toEqual(['ready', 'loaded', 'before-quit', 'close', 'closed', 'will-quit', 'quit']);
    expect(app.output()).not.toContain('the browser is gone');
    await app.stop();
  });

  test("is driven by Playwright's _electron", async () => {
    const userData = fs.mkdtempSync(path.join(os.tmpdir(), 'preview-driven-'));
    const app = await _electron.launch({
      executablePath: path.resolve(import.meta.dirname, '../../preview/electron.mjs'),
      args: [sample.folder, `--user-data-dir=${userData}`],
      env: {
        ...(process.env as Record<string, string>),
        PREVIEW_RENDERER: path.join(sample.folder, 'renderer.js'),
        TEST_PRELOAD: path.join(sample.folder, 'preload.cjs'),
        PARLEY_CHROMIUM: executablePath ?? '',
      },
    });
    const page = await app.firstWindow();
    await page.waitForFunction("typeof api === 'object'");
    expect(await page.evaluate("api.invoke('echo', 'driven')")).toBe('driven');
    expect(await app.evaluate((electron) => electron.app.getVersion())).toBe('1.2.3');
    await app.close();
    fs.rmSync(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });
});
