/** The fixture of the end-to-end tests: a whole Parley each, on data of its own; what they look at, do and check. */
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { callFrom, startParley, type Parley, type StoredRecord } from '../../tools/drive.ts';

export { expect };
export type { Parley };

export const test = base.extend<{ parley: Parley; clientArgs: readonly string[] }>({
  /** Further arguments of the first start. */
  clientArgs: [[], { option: true }],
  parley: async ({ clientArgs }, use, info) => {
    const parley = await startParley(clientArgs);
    await use(parley);
    if (info.status !== info.expectedStatus)
      await info.attach('client.log', { body: parley.log(), contentType: 'text/plain' });
    await parley.close();
  },
});

/** Violations of WCAG 2.2 AA as one line each; an empty list is what a test wants. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze();
  return violations.map(
    (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
}

export const errorBox = (options: Page): Locator => options.getByRole('checkbox', { name: /send error reports/i });
export const tab = (options: Page, name: string): Locator => options.getByRole('tab', { name });
/** What the page in view says; the same words may be in the live region at the same time. */
export const said = (options: Page, text: string | RegExp): Locator =>
  options.locator('#panel').getByText(text, typeof text === 'string' ? { exact: true } : {});

export const snapshotOf = (page: Page): Promise<Snapshot> => callFrom(page, 'app.snapshot');

/** Throws in the page, outside of anything that could catch it; the message must never leave the page. */
export const throwInRenderer = (page: Page): Promise<void> =>
  page.evaluate(() => {
    setTimeout(() => {
      throw new RangeError('secret of ada@contoso.example in /home/ada');
    });
  });
export const storedErrors = async (parley: Parley): Promise<StoredRecord[]> =>
  (await parley.stored('error')).filter(({ event }) => event === 'error.exception');

export async function optIn(options: Page): Promise<void> {
  await errorBox(options).check();
  await expect(said(options, /^On since/)).toBeVisible();
}

/** Fills in the form of the Personal tab and sends it. */
export async function signInAs(options: Page, account: string, password: string): Promise<void> {
  await options.getByRole('textbox', { name: 'Account' }).fill(account);
  await options.getByLabel('Password').fill(password);
  await options.getByRole('button', { name: 'Sign in', exact: true }).click();
}
