/** The fixture of the end-to-end tests: a whole Parley each, on data of its own, and the accessibility check. */
import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startParley, type Parley } from '../../tools/drive.ts';

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
