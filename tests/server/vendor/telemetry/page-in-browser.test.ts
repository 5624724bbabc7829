/** The page in a real browser, where one is installed: what only a browser enforces (policy, forms, contrast). */
import process from 'node:process';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Page } from '@playwright/test';
import { expect, it, onTestFinished } from 'vitest';
import { EVENT_NAMES, eventOf } from '../../../../common/catalogue/catalogue.ts';
import { CATEGORIES } from '../../../../common/catalogue/types.ts';
import { addressOf } from '../../../../server/shared/serve.ts';
import { browserSources } from '../../../../tools/browser-sources.ts';
import { batchOf, exampleFields } from './batches.ts';
import { organization, READER_TOKEN, startHarness, type Harness } from './harness.ts';

async function installedBrowser(): Promise<string | undefined> {
  for (const source of browserSources(process.env)) {
    const executable = await source.find();
    if (executable !== undefined) return executable;
  }
  return undefined;
}
const executablePath = await installedBrowser();

/** A service that holds one of each event, with organizations in each standing. */
async function filledService(): Promise<Harness> {
  const harness = await startHarness();
  for (const category of CATEGORIES) {
    const events = EVENT_NAMES.filter((name) => eventOf(name).category === category);
    await harness.upload(
      batchOf(
        category,
        events.map((event) => ({ event, fields: exampleFields(event) })),
      ),
    );
  }
  const [fabrikam, northwind] = [organization('fabrikam', 'Fabrikam'), organization('northwind', 'Northwind')];
  await harness.store.register(fabrikam.registration);
  await harness.store.register(northwind.registration);
  await harness.pushSwitch({ disableAutomaticSendTracing: true }, northwind);
  await harness.upload(batchOf('usage'), { token: northwind.uploadToken });
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  return harness;
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
async function signIn(page: Page, token: string): Promise<void> {
  await page.getByLabel('Reader token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

it.skipIf(executablePath === undefined).each(['light', 'dark'] as const)(
  'signs in, shows, filters, follows and signs out without a fault of accessibility or policy: %s',
  async (colorScheme) => {
    const harness = await filledService();
    const browser = await chromium.launch({
      ...(executablePath === undefined ? {} : { executablePath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
    onTestFinished(() => browser.close());
    const page = await (await browser.newContext({ colorScheme })).newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });

    await page.goto(addressOf(harness.app));
    expect(await violations(page)).toEqual([]);
    await signIn(page, 'wrong');
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await signIn(page, READER_TOKEN);
    await page.getByRole('heading', { name: 'Latest records' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.cookie')).toBe('');

    await page.getByLabel('Category').selectOption('usage');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/category=usage/);
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Usage']);

    const census = page.locator('.card.census dd');
    expect(await census.textContent()).toBe('1');
    await harness.upload(batchOf('census', 4));
    await expect.poll(() => census.textContent(), { timeout: 30_000 }).toBe('5');

    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Reader token').waitFor();
    expect(faults).toEqual([]);
  },
);
