/** What goes wrong around Parley: no network, a restart in doubt, files edited by hand, an answer that never came. */
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { StateCounts } from '../../common/telemetry/views.ts';
import { TELEMETRY_PATHS } from '../../common/wire/telemetry.ts';
import { callFrom } from '../../tools/drive.ts';
import {
  accessibilityViolations,
  errorBox,
  expect,
  optIn,
  said,
  signInAs,
  snapshotOf,
  storedErrors,
  tab,
  test,
  throwInRenderer,
  type Parley,
} from './parley.ts';

const errorCounts = async (page: Page): Promise<StateCounts> =>
  (await snapshotOf(page)).telemetry.categories.error.counts;
const errorGate = async (page: Page) => (await snapshotOf(page)).gates.error;

/** The Options of a client that was started again. */
async function openOptions(parley: Parley): Promise<Page> {
  await (await parley.window('main')).getByRole('button', { name: 'Options' }).click();
  return parley.window('options');
}

test('a restart while a policy is in doubt loses nothing, and without a network Parley says so and works on', async ({
  parley,
}) => {
  let options = await parley.signIn();
  await optIn(options);
  parley.proxy.setWeather('refuse');
  await throwInRenderer(options);
  await expect.poll(async () => (await errorCounts(options)).pending).toBeGreaterThan(0);
  parley.pushPolicy({ DisableAutomaticSendTracin: true }, '20-misspelt.json');
  await expect(said(options, /^Waiting: a policy cannot be read for certain/)).toBeVisible();
  const { pending } = await errorCounts(options);
  expect(await accessibilityViolations(options)).toEqual([]);

  await parley.restart('kill');
  parley.proxy.setWeather('fair');
  options = await openOptions(parley);
  await expect(said(options, /^Waiting: a policy cannot be read for certain/)).toBeVisible();
  expect(await errorGate(options)).toMatchObject({ state: 'held', reason: 'policy-in-doubt' });
  // What happens now is neither recorded nor sent; what waited still waits.
  await throwInRenderer(options);
  await options.waitForTimeout(3_000);
  expect((await errorCounts(options)).pending).toBe(pending);
  expect(await parley.stored('error')).toEqual([]);

  // Signed out it waits, too, and the account's next sign-in finds it.
  await tab(options, 'Personal').click();
  await options.getByRole('button', { name: 'Sign out' }).click();
  await expect(options.getByRole('textbox', { name: 'Account' })).toBeVisible();
  parley.removePolicy('20-misspelt.json');
  await signInAs(options, 'ada@contoso.example', parley.password('ada@contoso.example'));
  await expect.poll(async () => (await storedErrors(parley)).length, { timeout: 20_000 }).toBe(1);

  // Now the organization's service is gone, then the vendor's.
  await tab(options, 'General').click();
  await parley.services.tenant.stop();
  const main = await parley.window('main');
  await expect(main.getByText('Not connected. Parley connects again by itself.')).toBeVisible({ timeout: 30_000 });
  expect(await accessibilityViolations(main)).toEqual([]);
  expect(await accessibilityViolations(options)).toEqual([]);
  // The switch was heard a moment ago: still good.
  await expect(said(options, /^On since/)).toBeVisible();
  parley.proxy.setWeather('refuse');
  await throwInRenderer(options);
  await expect.poll(async () => (await errorCounts(options)).pending).toBe(1);
  await options.getByRole('button', { name: 'Ask to delete what was sent' }).click();
  await expect(said(options, /^The service could not be reached\. Nothing was deleted there/)).toBeVisible({
    timeout: 15_000,
  });
  expect(await accessibilityViolations(options)).toEqual([]);
  await errorBox(options).uncheck();
  await expect(said(options, 'Off: your choice')).toBeVisible();
  expect((await errorCounts(options)).pending).toBe(0);
});

test('what may have arrived is said, never sent again, and can be called back', async ({ parley }) => {
  const options = await parley.signIn();
  await optIn(options);
  await expect.poll(async () => (await errorCounts(options)).pending + (await errorCounts(options)).sending).toBe(0);
  parley.proxy.setWeather('lose-answers');
  await throwInRenderer(options);
  await expect.poll(async () => (await storedErrors(parley)).length, { timeout: 20_000 }).toBe(1);
  await errorBox(options).uncheck();
  await expect(said(options, /1 report was on its way and may have arrived\./)).toBeVisible();
  expect(await accessibilityViolations(options)).toEqual([]);
  parley.proxy.setWeather('fair');
  const uploads = (): number =>
    parley.proxy.requests.filter((request) => request.path === TELEMETRY_PATHS.logs && request.headers.authorization)
      .length;
  const before = uploads();
  await options.waitForTimeout(3_000);
  expect(uploads()).toBe(before);
  expect((await errorCounts(options))['may-have-arrived']).toBe(1);

  await options.getByRole('button', { name: 'Ask to delete what was sent' }).click();
  await expect(said(options, /^The service deleted/)).toBeVisible({ timeout: 15_000 });
  expect(await parley.stored('error')).toEqual([]);
  expect(await errorCounts(options)).toMatchObject({ 'may-have-arrived': 0, sent: 0, pending: 0 });
  await expect(options.getByRole('button', { name: 'Ask to delete what was sent' })).toBeDisabled();
});

test('files edited by hand open no gate', async ({ parley }) => {
  let options = await parley.signIn();
  await optIn(options);
  await errorBox(options).uncheck();
  await expect(said(options, 'Off: your choice')).toBeVisible();
  await parley.stop();
  const optionsFile = path.join(parley.userDataDir, 'options.json');
  const hoped = { schemaVersion: 1, errorReporting: true, sendErrorReports: 'in', consent: { choice: 'in' } };
  fs.writeFileSync(optionsFile, JSON.stringify(hoped));
  const ledgerFile = path.join(parley.userDataDir, 'consent', 'consent.jsonl');
  const ledger = fs.readFileSync(ledgerFile, 'utf8');

  // The withdrawal turned into an opt-in, then the withdrawal damaged.
  const choices: [string, string][] = [
    ['"choice":"out"', '"choice":"in"'],
    ['"choice":"out"', '"choice":"maybe"'],
  ];
  for (const [written, edited] of choices) {
    expect(ledger).toContain(written);
    fs.writeFileSync(ledgerFile, ledger.replace(written, edited));
    await parley.restart();
    options = await openOptions(parley);
    await expect(errorBox(options)).not.toBeChecked();
    expect(await errorGate(options)).toMatchObject({ state: 'closed', reason: 'not-opted-in' });
    await throwInRenderer(options);
  }
  await options.waitForTimeout(3_000);
  expect((await errorCounts(options)).pending).toBe(0);
  expect(await storedErrors(parley)).toEqual([]);
});

test('a failed sign-in is reported only for whom opted in while signed out, and only that', async ({ parley }) => {
  await (await parley.window('first-run')).getByRole('button', { name: 'Open Options' }).click();
  const options = await parley.window('options');
  const failToSignIn = async (): Promise<void> => {
    await tab(options, 'Personal').click();
    await signInAs(options, 'ada@contoso.example', 'not the password');
    await expect(options.getByRole('alert').filter({ hasText: 'You are not signed in' })).toBeVisible();
    await tab(options, 'General').click();
  };
  await failToSignIn();
  await errorBox(options).check();
  await failToSignIn();
  await throwInRenderer(options);
  await expect.poll(async () => (await parley.stored('error')).length, { timeout: 20_000 }).toBe(1);
  await options.waitForTimeout(3_000);
  const stored = await parley.stored('error');
  expect(stored.map(({ event, tenantId, fields }) => [event, tenantId, fields['Reason'], fields['UserID']])).toEqual([
    ['error.sign-in', 'contoso', 'wrong-credentials', undefined],
  ]);
  // The account is somebody else: it starts opted out.
  await tab(options, 'Personal').click();
  await signInAs(options, 'ada@contoso.example', parley.password('ada@contoso.example'));
  await options.getByRole('button', { name: 'Sign out' }).waitFor();
  await tab(options, 'General').click();
  await expect(errorBox(options)).not.toBeChecked();
  const seen = await callFrom(options, 'data.records', { category: 'error', limit: 10 });
  expect(seen.map(({ event, state }) => [event, state])).toEqual([['error.sign-in', 'sent']]);
});
