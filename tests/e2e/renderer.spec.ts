/**
 * The windows in a real browser under the real content security policy, against a fake main: what people see and can
 * do, by keyboard alone too, and what assistive technology is told. Main itself is tested elsewhere.
 */
import { expect, type Locator, type Page } from '@playwright/test';
import { bodies, dark, managed, NOW, optedIn, records, signedIn, signedOut } from '../renderer/snapshots.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { browserOptions, callsOf, change, expectNoViolations, NARROW, test } from './window.ts';

test.use(browserOptions);

const checkbox = (page: Page): Locator =>
  page.getByRole('checkbox', { name: 'Send error reports to help fix problems' });
const tab = (page: Page, name: string): Locator => page.getByRole('tab', { name });
/** Where everything stands that a person could lose from under the pointer. */
const boxes = (page: Page): Promise<unknown> =>
  page.evaluate(() =>
    [...document.querySelectorAll('h1, h2, h3, input, button, dt, article')].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.tagName, x, y, width, height].join(' ');
    }),
  );

/* ------------------------------------------------------------------------------------------------ accessibility */

const looks: readonly (readonly [name: string, parts: Partial<Snapshot>])[] = [
  ['never chosen', {}],
  ['on', optedIn],
  ['managed', managed],
  ['signed out', signedOut],
  ['to be reviewed', { ...optedIn, consent: { choice: 'in', at: NOW, agreedFields: [], isReviewNeeded: true } }],
];
for (const theme of ['light', 'dark'] as const) {
  for (const [name, parts] of looks) {
    test(`has no accessibility faults: every window, ${name}, ${theme}`, async ({ page, open }) => {
      await open('options.html', { ...parts, ...(theme === 'dark' && dark) });
      await page.getByRole('button', { name: 'Show the list: Error reports' }).click();
      await expectNoViolations(page);
      for (const title of ['Personal', 'Policies', 'Diagnostic data']) {
        await tab(page, title).click();
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        if (title === 'Diagnostic data') await openEverything(page);
        await expectNoViolations(page);
      }
      await open('first-run.html', theme === 'dark' ? dark : {});
      await expectNoViolations(page);
      await page.setViewportSize({ width: 360, height: 560 });
      await open('index.html', { ...parts, ...(theme === 'dark' && dark) });
      await expectNoViolations(page);
      await page.getByRole('button', { name: /^Data:/ }).click();
      await expectNoViolations(page);
    });
  }
}
async function openEverything(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Error in the program/ }).click();
  await page.getByRole('button', { name: 'Show exactly what is sent' }).click();
  await page.getByRole('button', { name: /Show receipts/ }).click();
  await page.getByRole('button', { name: 'Show your choices' }).click();
  await page.getByRole('region', { name: 'The transmission, made readable' }).waitFor();
}

test('has no accessibility faults when something failed', async ({ page, open }) => {
  await open('options.html', signedOut, {
    answers: {
      'account.signIn': { ok: false, reason: 'locked' },
      'consent.set': { ok: false, reason: 'not-saved' },
      'data.records': 'reject',
    },
  });
  await checkbox(page).click();
  await page.getByText('Not saved').waitFor();
  await expectNoViolations(page);
  await tab(page, 'Personal').click();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Enter your account.').waitFor();
  await expectNoViolations(page);
  await tab(page, 'Diagnostic data').click();
  await page.getByText('The list could not be read').waitFor();
  await expectNoViolations(page);
});

test('reflows at 320 pixels without scrolling sideways', async ({ page, open }) => {
  await page.setViewportSize(NARROW);
  for (const window of ['options.html', 'index.html', 'first-run.html'] as const) {
    await open(window, managed);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
    await expectNoViolations(page);
  }
  await open('options.html', managed);
  for (const title of ['Personal', 'Policies', 'Diagnostic data']) {
    await tab(page, title).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(NARROW.width);
    await expectNoViolations(page);
  }
});

test('offers targets of at least 24 pixels', async ({ page, open }) => {
  await open('options.html', optedIn);
  for (const title of ['General', 'Personal', 'Policies', 'Diagnostic data']) {
    await tab(page, title).click();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, select, a[href]')]
        .filter((element) => element.checkVisibility())
        .map((element) => ({ box: element.getBoundingClientRect(), html: element.outerHTML }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ html }) => html),
    );
    expect(small).toEqual([]);
  }
});

/* ------------------------------------------------------------------------------------------------ the checkbox */

test('ticks at once, before main has answered', async ({ page, open }) => {
  await open('options.html', {}, { answers: { 'consent.set': 'never' } });
  await checkbox(page).check();
  await expect(checkbox(page)).toBeChecked();
  expect(await callsOf(page, 'consent.set')).toEqual([['in', 'en']]);
});

test('goes back beside its control and says why when main did not keep the choice', async ({ page, open }) => {
  await open('options.html', {}, { answers: { 'consent.set': { ok: false, reason: 'not-saved' } } });
  await checkbox(page).click();
  await expect(page.getByText('Not saved: your setting could not be written.')).toBeVisible();
  await expect(checkbox(page)).not.toBeChecked();
  await expect(checkbox(page)).toHaveAccessibleDescription(/Not saved/);
});

test('says that a withdrawal which could not be saved holds for now', async ({ page, open }) => {
  await open('options.html', optedIn, { answers: { 'consent.set': { ok: false, reason: 'not-saved' } } });
  await checkbox(page).click();
  await expect(checkbox(page)).toHaveAccessibleDescription(/It is off for now, but that could not be saved/);
  await expect(page.getByText('The old one still applies')).toHaveCount(0);
});

test('goes back when main does not answer at all', async ({ page, open }) => {
  await open('options.html', {}, { answers: { 'consent.set': 'reject' } });
  await checkbox(page).click();
  await expect(page.getByText('Not saved')).toBeVisible();
  await expect(checkbox(page)).not.toBeChecked();
});

test('shows the receipt when it is cleared, and deletes what was sent on request', async ({ page, open }) => {
  await open('options.html', optedIn);
  await expect(page.getByText('On since 14:02 · last sent 14:07')).toBeVisible();
  await checkbox(page).uncheck();
  await expect(page.getByText('Off: your choice', { exact: true })).toBeVisible();
  await expect(page.locator('#panel').getByText('3 reports deleted, none sent since.')).toBeVisible();
  await page.getByRole('button', { name: 'Ask to delete what was sent' }).click();
  await expect(page.locator('#panel').getByText('The service deleted 2 transmissions with reports.')).toBeVisible();
  expect(await callsOf(page, 'data.erase')).toEqual([['error']]);
});

test('agrees to widened fields by the same call', async ({ page, open }) => {
  await open('options.html', {
    ...optedIn,
    consent: { choice: 'in', at: NOW, agreedFields: [], isReviewNeeded: true },
  });
  await page.getByRole('button', { name: 'Agree to the new ones' }).click();
  await expect(page.getByRole('button', { name: 'Agree to the new ones' })).toBeHidden();
  expect(await callsOf(page, 'consent.set')).toEqual([['in', 'en']]);
});

/* ------------------------------------------------------------------------------------------------ locks */

for (const width of [760, 320]) {
  test(`a policy locks without moving layout or focus, at ${width} pixels, and is announced once`, async ({
    page,
    open,
  }) => {
    await page.setViewportSize({ width, height: 600 });
    await open('options.html', optedIn);
    await checkbox(page).focus();
    await page.evaluate(() => {
      const said: string[] = [];
      Object.assign(window, { said });
      const region = document.querySelector('[role="status"][aria-live="polite"]');
      if (!region) throw new Error('no live region');
      new MutationObserver(() => said.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    });
    const before = await boxes(page);
    await change(page, managed);
    await expect(page.getByText('Off: Contoso’s policy', { exact: true })).toBeVisible();
    await expect(page.getByText('Set by Contoso on this computer: 10-stop.json. Your choice is kept.')).toBeVisible();
    await expect(checkbox(page)).toHaveAttribute('aria-disabled', 'true');
    await expect(checkbox(page)).not.toBeChecked();
    await expect(checkbox(page)).toBeFocused();
    expect(await boxes(page)).toEqual(before);

    const said = (): Promise<string[]> => page.evaluate(() => (window as unknown as { said: string[] }).said);
    await expect.poll(async () => (await said()).length).toBe(1);
    expect((await said())[0]).toContain('Error reports. Off: Contoso’s policy. The checkbox is locked');
    // The same news again, in a newer snapshot, is no news.
    await change(page, { telemetry: { ...signedIn.telemetry } });
    await change(page, managed);
    await page.keyboard.press('Space');
    await expect(checkbox(page)).not.toBeChecked();
    expect(await callsOf(page, 'consent.set')).toEqual([]);
    expect(await said()).toHaveLength(1);

    await change(page, { ...optedIn, locks: {}, options: signedIn.options });
    await expect(checkbox(page)).toBeChecked();
    await expect(checkbox(page)).toBeFocused();
    expect(await boxes(page)).toEqual(before);
  });
}

test('a managed option keeps its radio buttons reachable and refuses them', async ({ page, open }) => {
  await open('options.html', managed);
  const group = page.getByRole('radiogroup', { name: /Write what Parley does/ });
  await expect(group.getByRole('radio', { name: 'Nothing' })).toBeChecked();
  await expect(page.getByText('Set by Contoso. Your choice (Only what matters) is kept.')).toBeVisible();
  // By force: to the test runner a radio button that is aria-disabled is none to click.
  await group.getByRole('radio', { name: 'Everything' }).click({ force: true });
  await expect(group.getByRole('radio', { name: 'Nothing' })).toBeChecked();
  expect(await callsOf(page, 'options.set')).toEqual([]);
});

test('an option applies at once', async ({ page, open }) => {
  await open('options.html');
  await page.getByRole('radio', { name: 'Dark' }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  expect(await callsOf(page, 'options.set')).toEqual([['theme', 'dark']]);
});

/* ------------------------------------------------------------------------------------------------ keyboard */

test('everything in the options is reached and used by keyboard', async ({ page, open }) => {
  await open('options.html', signedOut);
  await page.keyboard.press('Tab');
  await expect(tab(page, 'General')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(checkbox(page)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(checkbox(page)).toBeChecked();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await expect(tab(page, 'Personal')).toBeFocused();
  await expect(page.getByRole('heading', { level: 1, name: 'Personal' })).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.type('ada@contoso.example');
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Ada Lovelace')).toBeVisible();
  expect(await callsOf(page, 'account.signIn')).toEqual([['ada@contoso.example', 'correct horse']]);
  // The form is gone; the next stop is in what came in its place, not at the top of the window.
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Presence' })).toBeFocused();
});

test('the data status opens, explains, and gives the focus back', async ({ page, open }) => {
  await open('index.html', optedIn);
  const line = page.getByRole('button', { name: 'Data: basic and usage · error reports on' });
  await line.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'What Parley collects now' })).toBeFocused();
  await expect(page.getByText('Yes. You turned it on.')).toBeVisible();
  expect(await callsOf(page, 'usage.count')).toEqual([['DataStatusOpened']]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(line).toBeFocused();
});

test('the gear opens the options on General', async ({ page, open }) => {
  await open('index.html');
  const gear = page.getByRole('button', { name: 'Options' });
  await gear.focus();
  await expect(page.getByText('Options (Ctrl+,)')).toBeVisible();
  await page.keyboard.press('Enter');
  expect(await callsOf(page, 'windows.openOptions')).toEqual([['general']]);
});

test('the window that is signed out leads to signing in', async ({ page, open }) => {
  await open('index.html', signedOut);
  await page.getByRole('button', { name: 'Sign in' }).click();
  expect(await callsOf(page, 'windows.openOptions')).toEqual([['personal']]);
});

test('main can turn the page; the page that is shown keeps its focus', async ({ page, open }) => {
  await open('options.html');
  await checkbox(page).focus();
  await page.evaluate(() => window.fakeParley.push('options.navigate', 'general'));
  await expect(checkbox(page)).toBeFocused();
  await page.evaluate(() => window.fakeParley.push('options.navigate', 'policies'));
  await expect(page.getByRole('heading', { level: 1, name: 'Policies' })).toBeVisible();
  await expect(tab(page, 'Policies')).toBeFocused();
});

/* ------------------------------------------------------------------------------------------------ account */

test('a failed sign-in is explained, focused, and leaves no password behind', async ({ page, open }) => {
  await open('options.html', signedOut, { answers: { 'account.signIn': { ok: false, reason: 'wrong-credentials' } } });
  await tab(page, 'Personal').click();
  await page.getByLabel('Account').fill('ada@contoso.example');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  const summary = page.getByRole('alert').filter({ hasText: 'You are not signed in' });
  await expect(summary).toBeFocused();
  await expect(summary).toContainText('The account or the password is not right.');
  await expect(page.getByLabel('Password')).toHaveValue('');
  await expect(page.getByLabel('Account')).toHaveValue('ada@contoso.example');
});

test('what is missing is named at its field, which gets the focus', async ({ page, open }) => {
  await open('options.html', signedOut);
  await tab(page, 'Personal').click();
  await page.getByLabel('Account').fill('ada');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByLabel('Password')).toBeFocused();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription('Enter your password.');
  expect(await callsOf(page, 'account.signIn')).toEqual([]);
});

test('removing the account asks first and says what is deleted', async ({ page, open }) => {
  await open('options.html');
  await tab(page, 'Personal').click();
  await page.getByRole('button', { name: 'Remove account from this device' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('everything that was collected for this account and not sent yet');
  await expectNoViolations(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await callsOf(page, 'account.remove')).toEqual([]);
  await page.getByRole('button', { name: 'Remove account from this device' }).click();
  await dialog.getByRole('button', { name: 'Remove account' }).click();
  await expect(page.getByLabel('Password')).toBeVisible();
  expect(await callsOf(page, 'account.remove')).toEqual([[]]);
});

/* ------------------------------------------------------------------------------------------------ policies, data */

test('the policies page says value, source, loser, problem and remedy', async ({ page, open }) => {
  await open('options.html', managed);
  await tab(page, 'Policies').click();
  const row = page.getByRole('row', { name: /DisableAutomaticSendTracing/ });
  await expect(row).toContainText('Applies now: On');
  await expect(row).toContainText('10-stop.json, line 2');
  await expect(page.getByText('Another source says stop, and stop always wins.')).toBeVisible();
  await expect(page.getByText('20-typo.json, line 4')).toBeVisible();
  await expect(page.getByText('Did you mean "DisableAutomaticSendTracing"?')).toBeVisible();
  await expect(page.getByText('/etc/parley/policies/managed.d')).toBeVisible();
});

test('a record opens with explanation, transmission, and the exact text with its hash', async ({ page, open }) => {
  await open('options.html', managed);
  await tab(page, 'Diagnostic data').click();
  await page.getByRole('button', { name: /Error in the program/ }).click();
  await expect(page.getByText('sip:ada@contoso.example')).toBeVisible();
  await expect(page.getByText('Your calling address, readable on the way.')).toBeVisible();
  await page.getByRole('button', { name: 'Show exactly what is sent' }).click();
  await expect(page.getByRole('region', { name: 'The transmission, made readable' })).toHaveText(
    bodies[0]?.rendering ?? '',
  );
  await expect(page.getByText(bodies[0]?.sha256 ?? '')).toBeVisible();
  expect(await callsOf(page, 'usage.count')).toEqual([['RecordsViewed']]);
});

test('new records wait while the list is in use; changes show in place', async ({ page, open }) => {
  await open('options.html', managed);
  await tab(page, 'Diagnostic data').click();
  const row = page.getByRole('button', { name: /Failed sign-in/ });
  await row.click();
  const place = await row.boundingBox();
  const [newest] = records;
  if (!newest) throw new Error('no records');
  const next = [{ ...newest, id: 107 }, { ...newest, state: 'sent' as const }, ...records.slice(1)];
  await page.evaluate((all) => window.fakeParley.setRecords(all), next);
  await expect(page.getByRole('button', { name: 'Show 1 new record' })).toBeVisible();
  await expect(row).toBeFocused();
  expect(await row.boundingBox()).toEqual(place);
  await expect(page.getByRole('listitem').filter({ hasText: 'Waits' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show 1 new record' }).click();
  await expect(page.getByText('7 records are listed')).toBeVisible();
});

test('the list is read in pages and can be filtered', async ({ page, open }) => {
  const [sample] = records;
  if (!sample) throw new Error('no records');
  const many = Array.from({ length: 120 }, (_, id) => ({ ...sample, id, state: id < 3 ? 'refused' : 'sent' }) as const);
  await open('options.html', {}, { records: many });
  await tab(page, 'Diagnostic data').click();
  await expect(page.getByText('50 records are listed')).toBeVisible();
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(page.getByText('100 records are listed')).toBeVisible();
  await page.getByRole('button', { name: 'Show older ones' }).click();
  await expect(page.getByText('120 records are listed')).toBeVisible();
  await expect(page.getByText('These are all.')).toBeVisible();
  await page.getByLabel('What became of it').selectOption('refused');
  await expect(page.getByText('3 records are listed')).toBeVisible();
});

/* ------------------------------------------------------------------------------------------------ the rest */

test('first run says three sentences, asks for no choice, and has two ways on', async ({ page, open }) => {
  await open('first-run.html');
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await expect(page.getByRole('button')).toHaveCount(2);
  expect(await page.locator('main p').allTextContents()).toHaveLength(4);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Open Options' }).click();
  expect(await callsOf(page, 'windows.finishFirstRun')).toEqual([[false], [true]]);
});

test('a window that lost main says so and finds it again', async ({ page, open }) => {
  await open('options.html', {}, { answers: { 'app.snapshot': 'reject' } });
  await expect(page.getByRole('alert')).toContainText('This window lost its connection to Parley');
  await expectNoViolations(page);
  await page.evaluate(() => window.fakeParley.change({}));
  await expect(checkbox(page)).toBeVisible();
});

test('a script error is reported by type and place, never by its message', async ({ page, open }) => {
  await open('options.html');
  await page.evaluate(() => {
    document.body.addEventListener('click', () => {
      throw new RangeError('deliberate: secret of Ada');
    });
    document.body.click();
  });
  await expect.poll(async () => (await callsOf(page, 'errors.report')).length).toBe(1);
  const [[report] = []] = await callsOf(page, 'errors.report');
  expect(report).toMatchObject({ type: 'RangeError' });
  expect(JSON.stringify(report)).not.toContain('secret');
});

test('a page that breaks offers to load the window again', async ({ page, open }) => {
  // A snapshot that breaks its contract stands for any fault while rendering.
  await open('options.html', { problems: null } as unknown as Partial<Snapshot>);
  await tab(page, 'Policies').click();
  await expect(page.getByRole('alert')).toContainText('This window ran into a problem');
  await expectNoViolations(page);
  expect(await callsOf(page, 'errors.report')).toHaveLength(1);
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(checkbox(page)).toBeVisible();
});

test('asks for no more than one script budget before General is usable', async ({ page, open, served }) => {
  const scripts = new Set<string>();
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.add(response.url());
  });
  await open('options.html');
  const { gzipSync } = await import('node:zlib');
  const { readFileSync } = await import('node:fs');
  const sizeOf = (url: string): number =>
    gzipSync(readFileSync(url.replace(served.address, `${served.folder}/`))).length;
  const gzipBytes = [...scripts].reduce((sum, url) => sum + sizeOf(url), 0);
  test.info().annotations.push({ type: 'gzip bytes', description: String(gzipBytes) });
  expect(gzipBytes).toBeLessThanOrEqual(150_000);
  expect([...scripts].filter((url) => /personal|policies|data-tab/.test(url))).toEqual([]);
});
