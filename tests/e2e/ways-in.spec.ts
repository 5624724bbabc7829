/** First run, the ways into the Options, and everything a person does by keyboard alone; axe looks at each state. */
import type { Locator, Page } from '@playwright/test';
import { accessibilityViolations, errorBox, expect, said, tab, test, throwInRenderer } from './parley.ts';

/** More stops than any window has: then the target cannot be reached. */
const MAX_STOPS = 60;

/** Presses Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} does not reach ${String(target)}`);
}

/** From anywhere in the Options to another tab: back to the strip, then the arrow. */
async function turnTo(options: Page, from: string, arrow: 'ArrowUp' | 'ArrowDown', to: string): Promise<void> {
  await tabTo(options, tab(options, from), 'Shift+Tab');
  await options.keyboard.press(arrow);
  await expect(tab(options, to)).toHaveAttribute('aria-selected', 'true');
  await expect(options.getByRole('heading', { level: 1, name: to })).toBeVisible();
}

test('everything works by keyboard alone, from the first start to signing out', async ({ parley }) => {
  const firstRun = await parley.window('first-run');
  expect(await accessibilityViolations(firstRun)).toEqual([]);
  expect(await firstRun.locator('main p:not([role])').allInnerTexts()).toHaveLength(3);
  expect(await firstRun.getByRole('checkbox').count()).toBe(0);
  await tabTo(firstRun, firstRun.getByRole('button', { name: 'Continue' }));
  await firstRun.keyboard.press('Enter');

  const main = await parley.window('main');
  expect(await accessibilityViolations(main)).toEqual([]);
  await tabTo(main, main.getByRole('button', { name: 'Sign in' }));
  await main.keyboard.press('Enter');

  const options = await parley.window('options');
  await expect(tab(options, 'Personal')).toHaveAttribute('aria-selected', 'true');
  expect(await accessibilityViolations(options)).toEqual([]);
  const account = options.getByRole('textbox', { name: 'Account' });
  await tabTo(options, account);
  await options.keyboard.type('ada@contoso.example');
  await tabTo(options, options.getByLabel('Password'));
  await options.keyboard.type(parley.password('ada@contoso.example'));
  await options.keyboard.press('Enter');
  await expect(options.getByRole('button', { name: 'Sign out' })).toBeVisible();
  expect(await accessibilityViolations(options)).toEqual([]);
  await expect(main.getByRole('heading', { level: 1, name: 'Ada' })).toBeVisible();
  expect(await accessibilityViolations(main)).toEqual([]);

  await turnTo(options, 'Personal', 'ArrowUp', 'General');
  await tabTo(options, errorBox(options));
  await options.keyboard.press('Space');
  await expect(said(options, /^On since/)).toBeVisible();
  await expect(errorBox(options)).toBeFocused();
  expect(await accessibilityViolations(options)).toEqual([]);
  await throwInRenderer(options);
  await expect.poll(async () => (await parley.stored('error')).length, { timeout: 20_000 }).toBeGreaterThan(0);

  await options.keyboard.press('Shift+Tab');
  await options.keyboard.press('End');
  await expect(options.getByRole('heading', { level: 1, name: 'Diagnostic data' })).toBeVisible();
  const row = options.getByRole('button', { name: /Error in the program.*Sent/ });
  await row.waitFor();
  await tabTo(options, row);
  await options.keyboard.press('Enter');
  await tabTo(options, options.getByRole('button', { name: 'Show exactly what is sent' }));
  await options.keyboard.press('Enter');
  await expect(options.getByRole('region', { name: 'The transmission, made readable' })).toContainText('"RangeError"');
  expect(await accessibilityViolations(options)).toEqual([]);

  await turnTo(options, 'Diagnostic data', 'ArrowUp', 'Policies');
  expect(await accessibilityViolations(options)).toEqual([]);
  await options.keyboard.press('ArrowUp');
  await tabTo(options, options.getByRole('button', { name: 'Sign out' }));
  await options.keyboard.press('Enter');
  await expect(account).toBeVisible();
  await expect(main.getByRole('heading', { level: 1, name: 'Signed out' })).toBeVisible();
});

/** Chooses an item of the tray's menu, which has no window that could be clicked. */
async function chooseInTray(page: Page, label: string): Promise<void> {
  const { origin } = new URL(page.url());
  const answer = await page.request.post(`${origin}/__preview/desktop/click`, { headers: { origin }, data: { label } });
  expect(answer.status()).toBe(204);
}

test('gear, shortcut, tray and the data-status line lead to the General tab', async ({ parley }) => {
  await (await parley.window('first-run')).getByRole('button', { name: 'Continue' }).click();
  const main = await parley.window('main');
  const gear = main.getByRole('button', { name: 'Options' });
  await gear.click();
  const options = await parley.window('options');
  const leadsToGeneral = async (way: () => Promise<unknown>): Promise<void> => {
    await expect(tab(options, 'General')).toHaveAttribute('aria-selected', 'true');
    await tab(options, 'Policies').click();
    await expect(tab(options, 'Policies')).toHaveAttribute('aria-selected', 'true');
    await way();
    await expect(tab(options, 'General')).toHaveAttribute('aria-selected', 'true');
    await expect(errorBox(options)).toBeVisible();
  };
  await leadsToGeneral(() => gear.click());
  await leadsToGeneral(() => main.keyboard.press('Control+,'));
  await leadsToGeneral(() => options.keyboard.press('Control+,'));
  await leadsToGeneral(() => chooseInTray(main, 'Options…'));

  const line = main.getByRole('button', { name: /^Data: basic/ });
  await line.click();
  const explanation = main.getByRole('dialog', { name: 'What Parley collects now' });
  await expect(explanation.getByRole('heading', { level: 3 })).toHaveText([
    'Basic data',
    'Usage data',
    'Error reports',
  ]);
  await expect(explanation).toContainText('Yes. It is always on.');
  await expect(explanation).toContainText('No. You have not turned it on.');
  expect(await accessibilityViolations(main)).toEqual([]);
  await leadsToGeneral(() => explanation.getByRole('button', { name: 'Change in Options' }).click());
  await main.setViewportSize({ width: 360, height: 560 });
  expect(await main.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
});

test('before the notice was shown, every way in leads to it', async ({ parley }) => {
  const firstRun = await parley.window('first-run');
  await firstRun.keyboard.press('Control+,');
  await chooseInTray(firstRun, 'Options…');
  await chooseInTray(firstRun, 'Open Parley');
  await expect(firstRun.getByRole('button', { name: 'Continue' })).toBeVisible();
  expect([parley.hasShown('main'), parley.hasShown('options')]).toEqual([false, false]);
  await firstRun.getByRole('button', { name: 'Open Options' }).click();
  await expect(errorBox(await parley.window('options'))).not.toBeChecked();
});
