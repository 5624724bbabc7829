/** The fixture of tests of the windows alone: in a real browser, under the real content security policy, with a fake main. */
import { existsSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { installFakeParley, type FakeStart } from '../renderer/fake-parley.ts';
import { serveRenderer, type ServedRenderer } from '../renderer/serve-renderer.ts';
import { bodies, consents, NOW, records, signedIn } from '../renderer/snapshots.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';

const installed = process.env['PARLEY_CHROMIUM'] ?? '/usr/bin/chromium';
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
export const NARROW = { width: 320, height: 600 };

export type WindowPage = 'index.html' | 'options.html' | 'first-run.html';
type Open = (window: WindowPage, parts?: Partial<Snapshot>, start?: Partial<FakeStart>) => Promise<void>;

export const test = base.extend<{ open: Open }, { served: ServedRenderer }>({
  served: [
    // Playwright reads what a fixture needs from this pattern, so that it must be one, even an empty one.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const served = await serveRenderer();
      await use(served);
      await served.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** Opens a window, and fails the test afterwards if the page broke its policy or threw. */
  open: async ({ page, served }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) faults.push(message.text());
    });
    await page.clock.setFixedTime(NOW);
    await use(async (window, parts = {}, start = {}) => {
      const all: FakeStart = { snapshot: { ...signedIn, ...parts }, records, bodies, consents, answers: {}, ...start };
      await page.addInitScript(installFakeParley, all);
      await page.goto(served.address + window);
      await page.getByRole('heading', { level: 1 }).waitFor();
    });
    expect(faults.filter((fault) => !fault.includes('deliberate'))).toEqual([]);
  },
});
/** Pass to `test.use`. */
export const browserOptions = {
  launchOptions: {
    ...(existsSync(installed) && { executablePath: installed }),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  },
  viewport: { width: 760, height: 600 },
  locale: 'en-GB',
};

export const change = (page: Page, parts: Partial<Snapshot>): Promise<void> =>
  page.evaluate((next) => window.fakeParley.change(next), parts);
export const callsOf = (page: Page, name: string): Promise<(readonly unknown[])[]> =>
  page.evaluate((wanted) => window.fakeParley.calls.filter((c) => c.name === wanted).map((c) => c.args), name);
export async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}
