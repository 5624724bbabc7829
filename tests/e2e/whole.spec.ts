/** The whole way, on real processes: what the user and the admin decide is what the vendor's service holds. */
import { createHash } from 'node:crypto';
import { callFrom } from '../../tools/drive.ts';
import {
  accessibilityViolations,
  errorBox,
  expect,
  optIn,
  said,
  signInAs,
  storedErrors,
  tab,
  test,
  throwInRenderer,
} from './parley.ts';

test('tick, forced error, hashed row, the same bytes in the client', async ({ parley }) => {
  const options = await parley.signIn();
  await optIn(options);
  await throwInRenderer(options);
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
  const [row] = await storedErrors(parley);

  // Hashed as specified: a GUID of version 8, and the clear ID is nowhere.
  expect(row?.fields['UserID']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(row?.fields['SipUri']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  expect(row?.fields).toMatchObject({ Process: 'renderer', ErrorType: 'RangeError', FederationPartner: 'Contoso' });
  expect(JSON.stringify(row)).not.toMatch(/secret|ada@|home/);

  // What the client shows is what went over the wire, byte for byte.
  const wire = parley.proxy.requests.find(({ body }) => body.includes(row?.batchId ?? 'none'));
  expect(wire).toBeDefined();
  const shown = await callFrom(options, 'data.body', row?.batchId ?? '');
  expect(shown.ok && Buffer.from(shown.value.bytesBase64, 'base64')).toEqual(wire?.body);
  expect(shown.ok && shown.value.sha256).toBe(
    createHash('sha256')
      .update(wire?.body ?? '')
      .digest('hex'),
  );
});

test('a policy file locks the open dialog and stops everything, its removal brings the own choice back', async ({
  parley,
}) => {
  const options = await parley.signIn();
  await optIn(options);
  await errorBox(options).focus();
  const before = await errorBox(options).boundingBox();

  // Something waits, so that there is something to delete.
  parley.proxy.setWeather('refuse');
  await throwInRenderer(options);
  const waiting = () => callFrom(options, 'app.snapshot').then((now) => now.telemetry.categories.error.counts);
  await expect.poll(async () => (await waiting()).pending + (await waiting()).sending, { timeout: 10_000 }).toBe(1);

  parley.pushPolicy({ DisableAutomaticSendTracing: true });
  await expect(said(options, 'Off: Contoso’s policy')).toBeVisible();
  await expect(said(options, /Your choice is kept\./).first()).toBeVisible();
  await expect(errorBox(options)).toBeFocused();
  expect(await errorBox(options).boundingBox()).toEqual(before);
  expect(await accessibilityViolations(options)).toEqual([]);

  // The receipt: deleted here, and nothing is sent afterwards.
  const receipts = await callFrom(options, 'app.snapshot').then((now) => now.telemetry.receipts);
  expect(receipts.find(({ category }) => category === 'error')).toMatchObject({
    reason: 'policy-stops',
    by: { source: 'machine', file: '10-test.json' },
    requestsSince: 0,
  });
  parley.proxy.setWeather('fair');
  const sentBefore = parley.proxy.requests.length;
  await throwInRenderer(options);
  await options.waitForTimeout(4_000);
  expect(parley.proxy.requests.slice(sentBefore).filter(({ headers }) => headers.authorization)).toEqual([]);
  expect(await storedErrors(parley)).toEqual([]);

  // The user's own choice was kept, and a policy cannot be overruled while it lasts.
  expect(await callFrom(options, 'consent.set', 'in', 'en')).toEqual({
    ok: false,
    reason: 'managed',
  });
  parley.removePolicy();
  await expect(said(options, /^On since/)).toBeVisible({ timeout: 10_000 });
  await expect(errorBox(options)).toBeChecked();
  await throwInRenderer(options);
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
});

test('the organization’s admin stops it for connected clients, and allows it again', async ({ parley }) => {
  const options = await parley.signIn();
  await optIn(options);
  await parley.setTenantPolicy({ DisableAutomaticSendTracing: true });
  await expect(said(options, 'Off: Contoso’s policy')).toBeVisible();
  await expect(said(options, /^Set by Contoso\./).first()).toBeVisible();
  await parley.setTenantPolicy({});
  await expect(said(options, /^On since/)).toBeVisible({ timeout: 10_000 });
});

test('clearing the checkbox shows its receipt and offers erasure, which empties the service', async ({ parley }) => {
  const options = await parley.signIn();
  await errorBox(options).check();
  await throwInRenderer(options);
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
  parley.proxy.setWeather('refuse');
  await throwInRenderer(options);
  await expect
    .poll(() => callFrom(options, 'app.snapshot').then((now) => now.telemetry.categories.error.counts.pending), {
      timeout: 10_000,
    })
    .toBe(1);
  await errorBox(options).uncheck();
  await expect(said(options, '1 report deleted, none sent since.')).toBeVisible();
  await expect(said(options, 'Off: your choice')).toBeVisible();
  expect(await accessibilityViolations(options)).toEqual([]);
  parley.proxy.setWeather('fair');
  await options.getByRole('button', { name: 'Ask to delete what was sent' }).click();
  await expect(said(options, /The service deleted/)).toBeVisible({ timeout: 15_000 });
  expect(await parley.stored('error')).toEqual([]);
});

test('census waits for the notice, also on a hidden start, and never says who or which organization', async ({
  parley,
}) => {
  await parley.window('first-run');
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(await parley.stored()).toEqual([]);
  await parley.restart('stop', ['--hidden']);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(parley.proxy.requests).toEqual([]);
  await parley.restart();
  await (await parley.window('first-run')).getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => parley.stored('census'), { timeout: 20_000 }).toHaveLength(1);
  const [census] = await parley.stored('census');
  expect(census?.tenantId).toBeNull();
  expect(census?.fields).not.toHaveProperty('UserID');
  expect(census?.fields).not.toHaveProperty('FederationPartner');
  const [request] = parley.proxy.requests;
  expect(request?.headers.authorization).toBeUndefined();
  expect(request?.headers.cookie).toBeUndefined();
});

test('a wrong password has a clear message, and the right one signs in', async ({ parley }) => {
  await (await parley.window('first-run')).getByRole('button', { name: 'Open Options' }).click();
  const options = await parley.window('options');
  await tab(options, 'Personal').click();
  await signInAs(options, 'ada@contoso.example', 'not the password');
  await expect(said(options, 'The account or the password is not right. Check both and try again.')).toBeVisible();
  expect(await accessibilityViolations(options)).toEqual([]);
  await signInAs(options, 'ada@contoso.example', parley.password('ada@contoso.example'));
  await expect(options.getByRole('button', { name: 'Sign out' })).toBeVisible();
});

test('what was accepted survives kill -9 and arrives once after the restart', async ({ parley }) => {
  const options = await parley.signIn();
  await errorBox(options).check();
  parley.proxy.setWeather('lose-answers');
  await throwInRenderer(options);
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
  await parley.restart('kill');
  parley.proxy.setWeather('fair');
  const again = await parley.window('main');
  await expect
    .poll(() => callFrom(again, 'app.snapshot').then((now) => now.telemetry.categories.error.counts), {
      timeout: 30_000,
    })
    .toMatchObject({ pending: 0, sending: 0, refused: 0 });
  expect(await storedErrors(parley)).toHaveLength(1);
});

test('an error that ends the main process is recorded before it ends, and reported after the restart', async ({
  parley,
}) => {
  const options = await parley.signIn();
  await optIn(options);
  await options.keyboard.press('Control+Alt+Shift+E');
  expect(await parley.waitForClientExit()).toBe(1);
  await parley.restart();
  await parley.window('main');
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
  const [row] = await storedErrors(parley);
  expect(row?.fields).toMatchObject({ Process: 'main' });
});

test('usage reaches the service by organization, without any user or device', async ({ parley }) => {
  await parley.signIn();
  // Signed in from the start this time: what happened before there was a right was not counted.
  await parley.restart();
  const main = await parley.window('main');
  await main.getByRole('button', { name: 'Options' }).click();
  const options = await parley.window('options');
  await expect(said(options, 'Yes, Contoso allows it.')).toBeVisible();
  await options.keyboard.press('Control+Alt+Shift+U');
  await expect
    .poll(async () => (await parley.stored('usage')).map(({ event }) => event), { timeout: 20_000 })
    .toEqual(expect.arrayContaining(['usage.features', 'usage.stability']));
  for (const { fields, tenantId } of await parley.stored('usage')) {
    expect(tenantId).toBe('contoso');
    expect(fields['FederationPartner']).toBe('Contoso');
    for (const name of ['UserID', 'DeviceID', 'SipUri', 'IPAddress']) expect(fields).not.toHaveProperty(name);
  }
});

test('another account starts opted out, and sees nothing of the first', async ({ parley }) => {
  const options = await parley.signIn();
  await errorBox(options).check();
  await throwInRenderer(options);
  await expect.poll(() => storedErrors(parley), { timeout: 20_000 }).toHaveLength(1);
  await tab(options, 'Personal').click();
  await options.getByRole('button', { name: 'Sign out' }).click();
  await signInAs(options, 'ben@contoso.example', parley.password('ben@contoso.example'));
  await expect(options.getByRole('button', { name: 'Sign out' })).toBeVisible();
  await tab(options, 'General').click();
  await expect(errorBox(options)).not.toBeChecked();
  await throwInRenderer(options);
  await options.waitForTimeout(3_000);
  expect(await storedErrors(parley)).toHaveLength(1);
  const seen = await callFrom(options, 'data.records', { category: 'error', limit: 100 });
  expect(seen).toEqual([]);
});
