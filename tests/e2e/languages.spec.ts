/** The windows in other languages: nothing clipped, mirrored where reading runs from the right, changed while they are open. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, type Page } from '@playwright/test';
import { allMessages } from '../../common/messages/all.ts';
import { createTranslate, type Translate } from '../../common/messages/format.ts';
import { directionOf, LANGUAGES, PSEUDO_LANGUAGE, type Language } from '../../common/messages/languages.ts';
import { OPTION_TABS } from '../../common/ipc/contract.ts';
import { dark, managed, optedIn, signedIn, signedOut } from '../renderer/snapshots.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { test as onDesktop } from './desktop.ts';
import { browserOptions, callsOf, change, expectNoViolations, NARROW, test } from './window.ts';

test.use(browserOptions);

const translateInto = (language: Language): Translate => createTranslate(language, allMessages[language]);
const speaking = (language: Language, app = signedIn.app): Pick<Snapshot, 'app'> => ({
  app: { ...app, locale: language },
});
const languageOfPage = (page: Page) =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

/** Text that does not fit into its element, or sticks out of the window. */
const clipped = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const hasText = (element: Element): boolean =>
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
    return [...document.querySelectorAll('#root *')]
      .filter((element) => hasText(element) && !element.closest('[role=status][aria-live], thead, [aria-hidden=true]'))
      .filter((element) => {
        const box = element.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1) return false;
        const isCut = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
        return isCut || box.left < -1 || box.right > window.innerWidth + 1;
      })
      .map((element) => `${element.tagName}: ${element.textContent}`);
  });

async function expectFits(page: Page, width: number): Promise<void> {
  expect(await clipped(page)).toEqual([]);
  const sticksOut = await page.evaluate((available) => {
    if (document.documentElement.scrollWidth <= available) return [];
    const isOut = ({ left, right }: DOMRect): boolean => left < -1 || right > available + 1;
    return [...document.querySelectorAll('#root *')]
      .filter((element) => isOut(element.getBoundingClientRect()))
      .map((element) => `${element.outerHTML.slice(0, 200)} ${JSON.stringify(element.getBoundingClientRect())}`);
  }, width);
  expect(sticksOut).toEqual([]);
}

/** Each page of the options, with everything open that can be opened. */
async function walkOptions(page: Page, t: Translate, check: (name: string) => Promise<void>): Promise<void> {
  for (const name of OPTION_TABS) {
    await page.getByRole('tab', { name: t(`options.tab.${name}`), exact: true }).click();
    await page.getByRole('heading', { level: 1, name: t(`options.tab.${name}`), exact: true }).waitFor();
    if (name === 'general') {
      const category = t('category.error');
      const show = page.getByRole('button', { name: t('category.what.show', { category }), exact: true });
      if (await show.isVisible()) await show.click();
      await page.getByText('ErrorType').waitFor();
    }
    if (name === 'data') {
      await page.getByRole('button', { name: t('event.error.exception') }).click();
      await page.getByRole('button', { name: t('data.body.show'), exact: true }).click();
      await page.getByRole('button', { name: t('data.consent.show'), exact: true }).click();
      await page.getByRole('region', { name: t('data.body.label'), exact: true }).waitFor();
    }
    await check(name);
  }
}

const all: readonly Language[] = [...LANGUAGES, PSEUDO_LANGUAGE];
for (const language of all.filter((each) => each !== 'en')) {
  const t = translateInto(language);
  const direction = directionOf(language);

  test(`${language}: nothing is clipped or inaccessible in any window, light`, async ({ page, open }) => {
    await open('options.html', { ...managed, ...speaking(language) });
    await page.getByRole('tab', { name: t('options.tab.general'), exact: true }).waitFor();
    expect(await languageOfPage(page)).toEqual([language, direction]);
    await walkOptions(page, t, async (name) => {
      await expectFits(page, 760);
      await expectNoViolations(page);
      await page.screenshot({ path: `test-results/languages/${language}-${name}.png`, fullPage: true });
    });
    await open('first-run.html', speaking(language));
    await page.getByRole('heading', { name: t('firstRun.title'), exact: true }).waitFor();
    await expectFits(page, 760);
    await expectNoViolations(page);
    await page.setViewportSize({ width: 360, height: 560 });
    await open('index.html', { ...optedIn, ...speaking(language) });
    await page.getByRole('button', { name: t('dataStatus.summary.all'), exact: true }).click();
    await expectFits(page, 360);
    await expectNoViolations(page);
  });

  test(`${language}: reflows at 320 pixels, dark`, async ({ page, open }) => {
    await page.setViewportSize(NARROW);
    await open('options.html', { ...signedOut, ...dark, ...speaking(language, dark.app) });
    await walkOptions(page, t, async (name) => {
      await expectFits(page, NARROW.width);
      await page.screenshot({ path: `test-results/languages/${language}-${name}-320-dark.png`, fullPage: true });
    });
    await expectNoViolations(page);
    for (const [window, waitFor] of [
      ['index.html', t('main.options')],
      ['first-run.html', t('firstRun.continue')],
    ] as const) {
      await open(window, { ...managed, ...speaking(language) });
      await page.getByRole('button', { name: waitFor, exact: true }).waitFor();
      await expectFits(page, NARROW.width);
    }
  });
}

for (const language of all.filter((each) => directionOf(each) === 'rtl')) {
  test(`${language}: the layout is mirrored`, async ({ page, open }) => {
    const t = translateInto(language);
    const leftOf = async (locator: ReturnType<Page['locator']>): Promise<number> =>
      (await locator.boundingBox())?.x ?? -1;
    await open('options.html', { ...optedIn, ...speaking(language) });
    const tab = page.getByRole('tab', { name: t('options.tab.personal'), exact: true });
    expect(await leftOf(tab)).toBeGreaterThan(await leftOf(page.getByRole('checkbox').first()));
    expect(await leftOf(page.getByRole('checkbox').first())).toBeGreaterThan(380);
    await page.getByRole('tab', { name: t('options.tab.data'), exact: true }).click();
    const row = page.getByRole('button', { name: t('event.error.exception') });
    // The arrow stands at the right and points to the left until the record is open.
    expect(await leftOf(row.locator('svg'))).toBeGreaterThan((await leftOf(row)) + 300);
    const turn = () => row.locator('svg').evaluate((svg) => getComputedStyle(svg).rotate);
    expect(await turn()).toBe('180deg');
    await row.click();
    expect(await turn()).toBe('90deg');
    // What is code stays as it was written.
    await page.getByRole('button', { name: t('data.body.show'), exact: true }).click();
    const code = page.getByRole('region', { name: t('data.body.label'), exact: true });
    await expect(code).toHaveCSS('direction', 'ltr');
    await expect(code).toHaveCSS('text-align', 'start');
  });
}

test('the language changes under an open page: tab, focus and scroll stay, and nothing is announced', async ({
  page,
  open,
}) => {
  await open('options.html', optedIn);
  await page.getByRole('tab', { name: 'General' }).waitFor();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    const live = document.querySelector('[role=status][aria-live]');
    if (!live) throw new Error('no live region');
    new MutationObserver(() => said.push(live.textContent)).observe(live, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  const select = page.getByRole('combobox', { name: 'Language of windows and menus' });
  await select.focus();
  const scrolled = () => page.locator('#panel').evaluate((panel) => panel.scrollTop);
  const before = await scrolled();
  expect(before).toBeGreaterThan(0);
  await select.selectOption('de');
  expect(await callsOf(page, 'options.set')).toEqual([['language', 'de']]);
  await change(page, speaking('de'));
  const german = page.getByRole('combobox', { name: 'Sprache der Fenster und Menüs' });
  await expect(german).toBeFocused();
  await expect(german).toHaveValue('de');
  await expect(page).toHaveTitle('Optionen');
  expect(Math.abs((await scrolled()) - before)).toBeLessThan(400);
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said.filter(Boolean))).toEqual([]);

  await page.getByRole('tab', { name: 'Richtlinien' }).click();
  await expect(page.getByText('Ob Parley startet, wenn man sich am Computer anmeldet.')).toBeVisible();
  await change(page, speaking('en'));
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Policies' })).toBeFocused();
  await expect(page.getByText('Whether Parley starts when the user logs on to the computer.')).toBeVisible();
});

test('an agreement names the language that was on the screen', async ({ page, open }) => {
  await open('options.html', speaking('de'));
  await page.getByRole('checkbox', { name: 'Fehlerberichte senden' }).click();
  expect(await callsOf(page, 'consent.set')).toEqual([['in', 'de']]);
});

test('the pseudo-language is offered by development builds only', async ({ page, open }) => {
  for (const isDevelopment of [true, false]) {
    await open('options.html', { app: { ...signedIn.app, isDevelopment } });
    const options = page.getByRole('combobox', { name: 'Language of windows and menus' }).locator('option');
    await expect(options).toHaveCount(LANGUAGES.length + (isDevelopment ? 2 : 1));
  }
});

test('a window loads one language, and stays within its budget', async ({ page, open, served }) => {
  const { gzipSync } = await import('node:zlib');
  const { readFileSync } = await import('node:fs');
  const sizeOf = (url: string): number =>
    gzipSync(readFileSync(url.replace(served.address, `${served.folder}/`))).length;
  const scripts = new Set<string>();
  page.on('response', (response) => void (response.url().endsWith('.js') && scripts.add(response.url())));
  for (const language of LANGUAGES) {
    scripts.clear();
    await open('options.html', speaking(language));
    await page.getByRole('tab', { name: translateInto(language)('options.tab.general'), exact: true }).waitFor();
    const gzipBytes = [...scripts].reduce((sum, url) => sum + sizeOf(url), 0);
    test.info().annotations.push({ type: `gzip bytes, ${language}`, description: String(gzipBytes) });
    const loaded = [...scripts].filter((url) => /\/(en|de|fr|es|ja|he|zh|pseudo)-[^/]*\.js$/.test(url));
    expect(loaded, language).toHaveLength(1);
    expect(gzipBytes, language).toBeLessThanOrEqual(150_000);
  }
});

onDesktop(
  'the whole of Parley changes its language at once, keeps it, and lets a policy decide',
  async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await main.getByRole('button', { name: 'Options' }).click();
    const options = await desktop.page('options');
    const select = options.getByRole('combobox', { name: 'Language of windows and menus' });
    await select.focus();
    await select.selectOption('de');
    await expect(options.getByRole('combobox', { name: 'Sprache der Fenster und Menüs' })).toBeFocused();
    await expect(main.getByRole('button', { name: 'Optionen' })).toBeVisible();
    const tray = async (): Promise<unknown> => (await desktop.state()).trays[0]?.menu?.map(({ label }) => label);
    await expect.poll(tray).toEqual(['Parley öffnen', 'Optionen …', '', 'Parley beenden']);
    await expect.poll(async () => (await desktop.state()).trays[0]?.toolTip).toBe('Parley: abgemeldet');

    fs.writeFileSync(path.join(desktop.policyDir, '10-language.json'), JSON.stringify({ Language: 'he' }));
    const hebrew = options.getByRole('combobox', { name: allMessages.he['general.language.label'] });
    await expect(hebrew).toHaveValue('he', { timeout: 20_000 });
    await expect(hebrew).toHaveAttribute('aria-disabled', 'true');
    expect(await languageOfPage(main)).toEqual(['he', 'rtl']);

    fs.rmSync(path.join(desktop.policyDir, '10-language.json'));
    await expect(options.getByRole('combobox', { name: 'Sprache der Fenster und Menüs' })).toHaveValue('de', {
      timeout: 20_000,
    });
    await desktop.stop();
    desktop.start();
    await expect((await desktop.page('main')).getByRole('button', { name: 'Optionen' })).toBeVisible();
  },
);
