/** A policy that arrives while the Options are open: how fast, how it is said, where it is shown, what the status says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { projectRoot } from '../../tools/project.ts';
import {
  accessibilityViolations,
  errorBox,
  expect,
  optIn,
  said,
  snapshotOf,
  tab,
  test,
  throwInRenderer,
  type Parley,
} from './parley.ts';
import type { ControlStatus } from '../../electron/cli/status-view.ts';

const PUSHES = 10;
/** Far beyond the 200 ms that are promised: this machine may be busy. `npm run bench -- policy` measures. */
const MAX_LOCK_MS = 2_000;

interface Watched {
  readonly lockedAt: number[];
  readonly said: string[];
}

/** Notes in the page when the checkbox becomes locked, and what the live region says. */
const watch = (options: Page): Promise<void> =>
  options.evaluate(() => {
    const watched: Watched = { lockedAt: [], said: [] };
    Object.assign(window, { watched });
    const box = document.querySelector('input[type="checkbox"]');
    const region = document.querySelector('[role="status"][aria-live="polite"]');
    if (!box || !region) throw new Error('not the General tab');
    new MutationObserver(() => {
      if (box.getAttribute('aria-disabled') === 'true') watched.lockedAt.push(Date.now());
    }).observe(box, { attributeFilter: ['aria-disabled'] });
    new MutationObserver(() => watched.said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
const watchedIn = (options: Page): Promise<Watched> =>
  options.evaluate(() => (window as unknown as { watched: Watched }).watched);

test('each push locks the open dialog at once, and is announced once', async ({ parley }) => {
  const options = await parley.signIn();
  await optIn(options);
  await errorBox(options).focus();
  await options.getByRole('button', { name: 'Show the list: Error reports' }).scrollIntoViewIfNeeded();
  await watch(options);
  const delaysMs: number[] = [];
  for (let push = 0; push < PUSHES; push++) {
    const pushedAt = Date.now();
    parley.pushPolicy({ DisableAutomaticSendTracing: true });
    await expect.poll(async () => (await watchedIn(options)).lockedAt.length).toBe(push + 1);
    delaysMs.push(((await watchedIn(options)).lockedAt.at(-1) ?? Number.NaN) - pushedAt);
    await expect(said(options, 'Off: Contoso’s policy')).toBeVisible();
    await expect.poll(async () => lockNews(await watchedIn(options))).toHaveLength(push + 1);
    parley.removePolicy();
    await expect(said(options, /^On since/)).toBeVisible({ timeout: 10_000 });
    await expect(errorBox(options)).toBeFocused();
  }
  const sorted = delaysMs.toSorted((a, b) => a - b);
  console.log(`policy file in place → checkbox locked in the page, ${PUSHES} pushes, ms: ${sorted.join(' ')}`);
  expect(sorted[PUSHES / 2]).toBeLessThan(MAX_LOCK_MS);
  expect(lockNews(await watchedIn(options))).toHaveLength(PUSHES);
});
const lockNews = (watched: Watched): string[] => watched.said.filter((news) => news.includes('locked'));

/** Runs `npm run parley -- status --json` on the data of this Parley. */
async function status(parley: Parley): Promise<{ code: number; answer: ControlStatus | null; error: string }> {
  const args = ['run', '--silent', 'parley', '--', 'status', '--json', `--user-data-dir=${parley.userDataDir}`];
  return promisify(execFile)('npm', args, { cwd: projectRoot }).then(
    ({ stdout }) => ({ code: 0, answer: JSON.parse(stdout) as ControlStatus, error: '' }),
    (failure: { code: number; stderr: string }) => ({ code: failure.code, answer: null, error: failure.stderr }),
  );
}

test('the Policies tab and the command line say what applies, where it comes from, and what is wrong', async ({
  parley,
}) => {
  const options = await parley.signIn();
  await optIn(options);
  await throwInRenderer(options);
  await expect
    .poll(async () => (await snapshotOf(options)).telemetry.categories.error.counts.sent, { timeout: 20_000 })
    .toBeGreaterThan(0);
  await tab(options, 'Policies').click();
  await expect(said(options, 'No policy is set. Your own settings apply.')).toBeVisible();

  // Misspelt: nobody knows what the admin wanted, so what could be stopped waits.
  parley.pushPolicy('{\n  "DisableAutomaticSendTracin": true\n}\n', '20-misspelt.json');
  await expect(said(options, '20-misspelt.json, line 2')).toBeVisible();
  await expect(said(options, /Did you mean "DisableAutomaticSendTracing"/)).toBeVisible();
  expect(await accessibilityViolations(options)).toEqual([]);
  const held = await status(parley);
  expect(held.answer).toMatchObject({
    signedIn: true,
    organization: 'Contoso',
    connection: 'online',
    policyDirectory: parley.policyDir,
    policies: { DisableAutomaticSendTracing: { state: 'unknown', cause: 'policy-in-doubt' } },
    consent: { choice: 'in', isReviewNeeded: false },
    gates: {
      census: { state: 'open', reason: 'always-on' },
      usage: { state: 'held', reason: 'policy-in-doubt' },
      error: { state: 'held', reason: 'policy-in-doubt' },
    },
    spool: { state: 'ok' },
  });
  expect(held.answer?.problems[0]).toMatchObject({ origin: { source: 'machine', file: '20-misspelt.json', line: 2 } });
  expect(held.answer?.spool.counts.error.sent).toBeGreaterThan(0);
  expect(Date.parse(held.answer?.consent.at ?? '')).toBeGreaterThan(0);
  expect(Date.parse(held.answer?.lastUpload ?? '')).toBeGreaterThan(0);

  parley.removePolicy('20-misspelt.json');
  parley.pushPolicy('{\n  "DisableAutomaticSendTracing": true\n}\n', '10-stop.json');
  await parley.setTenantPolicy({ DisableAutomaticSendTracing: false, LoggingLevel: 'full' });
  const row = options.getByRole('row', { name: /DisableAutomaticSendTracing/ });
  await expect(row).toContainText('Applies now: On');
  await expect(row).toContainText('10-stop.json');
  await expect(options.getByRole('row', { name: /LoggingLevel/ })).toContainText('full');
  expect(await accessibilityViolations(options)).toEqual([]);
  const stopped = await status(parley);
  expect(stopped.answer).toMatchObject({
    policies: {
      DisableAutomaticSendTracing: {
        state: 'set',
        value: true,
        winner: { origin: { source: 'machine', file: '10-stop.json', line: 2 } },
        losers: [{ setting: { value: false, origin: { source: 'tenant' } } }],
      },
      LoggingLevel: { state: 'set', value: 'full', winner: { origin: { source: 'tenant' } } },
    },
    gates: {
      usage: { state: 'closed', reason: 'policy-stops', by: { source: 'machine', file: '10-stop.json' } },
      error: { state: 'closed', reason: 'policy-stops' },
    },
  });
  // No IDs, no tokens, nothing that was recorded.
  expect(JSON.stringify(stopped.answer)).not.toMatch(/ada@|sip:|RangeError/);

  await tab(options, 'General').click();
  await expect(said(options, /^Set by Contoso\. Your choice \(Only what matters\) is kept\./)).toBeVisible();
  parley.removePolicy('10-stop.json');
  await expect(said(options, /^On since/)).toBeVisible({ timeout: 10_000 });
});

test('the status command says when nobody is running there', async ({ parley }) => {
  await parley.stop();
  const gone = await status(parley);
  expect(gone.code).toBe(3);
  expect(gone.error).toContain('Parley is not running with the data folder');
});

test('the organization’s admin page, by keyboard: wrong password, stop, history, allow', async ({ parley }) => {
  const options = await parley.signIn();
  await optIn(options);
  const page = await parley.context.newPage();
  await page.goto(parley.services.tenant.adminUrl);
  expect(await accessibilityViolations(page)).toEqual([]);
  const signIn = async (password: string): Promise<void> => {
    await page.getByLabel('Account').fill('admin@contoso.example');
    await page.getByLabel('Password').focus();
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
  };
  await signIn('not the password');
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await signIn(parley.password('admin@contoso.example'));
  await expect(page.getByRole('heading', { level: 1, name: 'Policy of Contoso' })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);

  const choices = page.getByRole('group', { name: 'DisableAutomaticSendTracing' });
  const save = async (choice: string): Promise<void> => {
    await choices.getByRole('radio', { name: choice, exact: true }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Save' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status')).toBeVisible();
  };
  await save('Enabled');
  await expect(said(options, 'Off: Contoso’s policy')).toBeVisible();
  await expect(said(options, /^Set by Contoso\. Your choice is kept\./)).toBeVisible();
  await expect(page.getByRole('definition').filter({ hasText: 'Stopped' })).toBeVisible();
  await expect(page.getByRole('table')).toContainText('Enabled');
  expect(await accessibilityViolations(page)).toEqual([]);
  await save('Not configured');
  await expect(said(options, /^On since/)).toBeVisible({ timeout: 10_000 });
});
