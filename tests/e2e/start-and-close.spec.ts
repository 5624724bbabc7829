/** What the General page says about starting and closing, where the operating system has a say. */
import { callsOf, change, expectNoViolations, browserOptions, test } from './window.ts';
import { expect, type Page } from '@playwright/test';
import { defaultOptions } from '../../common/options/records.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { signedIn } from '../renderer/snapshots.ts';

test.use(browserOptions);

const atLogin = (page: Page) => page.getByRole('checkbox', { name: 'Start Parley when I log on to this computer' });
const inTray = (page: Page) => page.getByRole('checkbox', { name: 'Minimize to the notification area' });
const app = (some: Partial<Snapshot['app']>): Partial<Snapshot> => ({ app: { ...signedIn.app, ...some } });
const wanted = { options: { ...defaultOptions(), openAtLogin: true, minimizeToTray: true } };

test('both are the user’s to choose, and apply at once', async ({ page, open }) => {
  await open('options.html');
  await atLogin(page).check();
  await inTray(page).check();
  expect(await callsOf(page, 'options.set')).toEqual([
    ['openAtLogin', true],
    ['minimizeToTray', true],
  ]);
  await page.getByRole('button', { name: 'Open log folder' }).click();
  expect(await callsOf(page, 'windows.openLogFolder')).toEqual([[]]);
  await expectNoViolations(page);
});

for (const [loginItem, sentence] of [
  ['on', 'It then starts without a window.'],
  ['off', 'The settings of this computer have switched it off.'],
  ['requires-approval', 'Waiting until you allow it in the settings of this computer.'],
  ['failed', 'This computer did not take the change.'],
] as const) {
  test(`what the system says about log-on is shown beside what the user wants: ${loginItem}`, async ({
    page,
    open,
  }) => {
    await open('options.html', { ...wanted, ...app({ loginItem }) });
    await expect(atLogin(page)).toBeChecked();
    await expect(atLogin(page)).toHaveAccessibleDescription(new RegExp(`^${sentence}`));
  });
}

for (const [parts, box, reason] of [
  [{ loginItem: 'unpackaged' }, atLogin, 'Not available in a development build.'],
  [{ tray: 'no-tray-host' }, inTray, 'Not available: this desktop has no notification area that Parley knows.'],
  [{ tray: 'failed' }, inTray, 'Not available: the notification area did not take the icon.'],
] as const) {
  test(`what cannot be had is disabled with the reason: ${reason}`, async ({ page, open }) => {
    await open('options.html', { ...wanted, ...app(parts) });
    await expect(box(page)).toHaveAccessibleDescription(reason);
    await expect(box(page)).not.toBeChecked();
    // Disabled for the eye, not for the keyboard: the reason can be reached.
    await box(page).focus();
    await box(page).press('Space');
    expect(await callsOf(page, 'options.set')).toEqual([]);
    await expectNoViolations(page);
  });
}

test('macOS has no notification area to minimize to', async ({ page, open }) => {
  await open('options.html', app({ platform: 'darwin' }));
  await expect(atLogin(page)).toBeVisible();
  await expect(inTray(page)).toHaveCount(0);
});

test('a policy that decides about log-on locks it without moving anything, and says whose choice is kept', async ({
  page,
  open,
}) => {
  await open('options.html');
  await atLogin(page).focus();
  const places = async () => [await atLogin(page).boundingBox(), await inTray(page).boundingBox()];
  const before = await places();
  await change(page, {
    options: { ...defaultOptions(), openAtLogin: true },
    locks: { openAtLogin: { by: { source: 'machine', file: '10.json', line: 1 }, ownValue: false } },
  });
  await expect(atLogin(page)).toHaveAccessibleDescription(
    'Set by Contoso on this computer: 10.json. Your choice is kept.',
  );
  await expect(atLogin(page)).toBeChecked();
  await expect(atLogin(page)).toBeFocused();
  expect(await places()).toEqual(before);
  await atLogin(page).press('Space');
  expect(await callsOf(page, 'options.set')).toEqual([]);
  await expectNoViolations(page);
});

test('a folder that does not open says so', async ({ page, open }) => {
  await open('options.html', {}, { answers: { 'windows.openLogFolder': { ok: false, reason: 'not-opened' } } });
  await page.getByRole('button', { name: 'Open log folder' }).click();
  await expect(page.getByText('The folder could not be opened.')).toBeVisible();
});
