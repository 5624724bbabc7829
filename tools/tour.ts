/**
 * `npm run tour`: drives a whole Parley without a display (signs in wrongly and rightly, opts in, forces an error, pushes
 * and removes a policy), writes numbered screenshots and prints what the services stored.
 */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { buildProject } from './build.ts';
import { findBrowser } from './browser.ts';
import { callFrom, startParley, type DrivenParley } from './drive.ts';
import { isProgram, projectRoot } from './project.ts';

const folder = path.join(projectRoot, 'test-results', 'tour');
const SETTLE_MS = 400;

async function main(): Promise<number> {
  const built = await buildProject();
  if (!built.ok) return fail(built.reason);
  const browser = await findBrowser({ log: console.log });
  if (!browser.ok) return fail(browser.reason);
  process.env['PARLEY_CHROMIUM'] = browser.executable;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const parley = await startParley();
  try {
    await tour(parley);
    await printStored(parley);
    console.log(`Screenshots: ${folder}`);
    return 0;
  } finally {
    await parley.close();
  }
}

function fail(reason: string): number {
  console.error(reason);
  return 1;
}

async function tour(parley: DrivenParley): Promise<void> {
  const shoot = photographer();
  const firstRun = await parley.window('first-run');
  await shoot(firstRun, 'first run', { width: 520, height: 460 });
  await firstRun.getByRole('button', { name: 'Continue' }).click();

  const mainWindow = await parley.window('main');
  await shoot(mainWindow, 'main window, signed out', { width: 360, height: 560 });
  await mainWindow.getByRole('button', { name: 'Sign in' }).click();
  const options = await parley.window('options');
  const signIn = async (password: string): Promise<void> => {
    await options.getByRole('textbox', { name: 'Account' }).fill('ada@contoso.example');
    await options.getByLabel('Password').fill(password);
    await options.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await signIn('not the password');
  await options.getByText('The account or the password is not right.', { exact: false }).waitFor();
  await shoot(options, 'wrong password');
  await signIn(parley.password('ada@contoso.example'));
  await options.getByRole('button', { name: 'Sign out' }).waitFor();
  await shoot(options, 'signed in');
  await shoot(mainWindow, 'main window, signed in', { width: 360, height: 560 });

  await options.getByRole('tab', { name: 'General' }).click();
  const box = options.getByRole('checkbox', { name: /send error reports/i });
  await shoot(options, 'general, never chosen');
  await box.check();
  await options.getByText(/^On since/).waitFor();
  await throwAnError(options);
  await options.getByText(/^On since .* last sent/).waitFor();
  await shoot(options, 'general, opted in, one report sent');

  await callFrom(options, 'account.setPresence', 'busy');
  await options.keyboard.press('Control+Alt+Shift+U');
  await options.waitForTimeout(SETTLE_MS * 5);

  parley.pushPolicy({ DisableAutomaticSendTracing: true }, '10-stop.json');
  await options.getByText('Off: Contoso’s policy').waitFor();
  await shoot(options, 'general, managed by policy');
  await options.getByRole('tab', { name: 'Policies' }).click();
  await shoot(options, 'policies, one set');
  parley.removePolicy('10-stop.json');
  parley.pushPolicy('{\n  "DisableAutomaticSendTracin": true\n}\n', '20-misspelt.json');
  await options.getByText('20-misspelt.json', { exact: false }).first().waitFor();
  await shoot(options, 'policies, a misspelt one');
  parley.removePolicy('20-misspelt.json');
  await options.getByRole('tab', { name: 'General' }).click();
  await options.getByText(/^On since/).waitFor();
  await shoot(options, 'general, own choice is back');

  parley.proxy.setWeather('refuse');
  await throwAnError(options);
  await options.waitForTimeout(SETTLE_MS);
  await box.uncheck();
  await options.getByText('Off: your choice').waitFor();
  await shoot(options, 'general, withdrawn, receipt');
  parley.proxy.setWeather('fair');
  await options.keyboard.press('Control+Alt+Shift+U');
  await options.getByRole('tab', { name: 'Diagnostic data' }).click();
  await options.waitForTimeout(SETTLE_MS * 5);
  await shoot(options, 'diagnostic data');

  await callFrom(options, 'options.set', 'theme', 'dark');
  await shoot(options, 'diagnostic data, dark');
  await options.getByRole('tab', { name: 'General' }).click();
  await shoot(options, 'general, dark');
  await shoot(mainWindow, 'main window, dark', { width: 360, height: 560 });
  await shoot(options, 'general, narrow', { width: 320, height: 640 });
  await servicePages(parley, shoot);
}

type Shoot = (page: Page, title: string, size?: { width: number; height: number }) => Promise<void>;

function photographer(): Shoot {
  let number = 0;
  return async (page, title, size = { width: 780, height: 640 }) => {
    await page.setViewportSize(size);
    await page.waitForTimeout(SETTLE_MS);
    const name = `${String(++number).padStart(2, '0')} ${title}.png`.replaceAll(/[ ,]+/g, '-');
    await page.screenshot({ path: path.join(folder, name) });
    console.log(name);
  };
}

const throwAnError = (page: Page): Promise<void> =>
  page.evaluate(() => {
    setTimeout(() => {
      throw new RangeError('forced by the tour');
    });
  });

async function servicePages(parley: DrivenParley, shoot: Shoot): Promise<void> {
  const { telemetry, tenant } = parley.services;
  const page = await parley.context.newPage();
  await page.goto(telemetry.pageUrl);
  await page.getByLabel(/token/i).fill(telemetry.token);
  await page.getByRole('button', { name: /sign in|show|open/i }).click();
  await shoot(page, 'telemetry service', { width: 1100, height: 800 });
  await page.goto(tenant.adminUrl);
  await page.getByLabel(/account/i).fill('admin@contoso.example');
  await page.getByLabel(/password/i).fill(parley.password('admin@contoso.example'));
  await page.getByRole('button', { name: /sign in/i }).click();
  await shoot(page, 'organization admin page', { width: 1100, height: 800 });
}

async function printStored(parley: DrivenParley): Promise<void> {
  for (const { category, event, tenantId, sequence, fields } of await parley.stored()) {
    console.log(
      `${category.padEnd(6)} ${event.padEnd(20)} tenant=${tenantId ?? '-'} sequence=${sequence} ${JSON.stringify(fields)}`,
    );
  }
}

if (isProgram(import.meta.filename)) process.exitCode = await main();
