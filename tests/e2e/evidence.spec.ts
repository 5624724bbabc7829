/** What left the computer, byte for byte: on the wire, in the client, at the service, on the service's own page. */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { TELEMETRY_PATHS } from '../../common/wire/telemetry.ts';
import { callFrom } from '../../tools/drive.ts';
import type { RecordedRequest } from '../../tools/recording-proxy.ts';
import {
  accessibilityViolations,
  expect,
  optIn,
  signInAs,
  snapshotOf,
  tab,
  test,
  throwInRenderer,
  type Parley,
} from './parley.ts';

/** GUIDs of RFC 9562, version 8: what both hashes are formatted as. */
const HASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const uploads = ({ proxy }: Parley): RecordedRequest[] =>
  proxy.requests.filter((request) => request.path === TELEMETRY_PATHS.logs);

/** A batch as it went over the wire. */
function batchOf({ body }: RecordedRequest): { batchId: string; category: string; events: string[] } {
  const decoded = decodeProtobuf(body);
  const records = decoded.ok ? decoded.value : [];
  const { batchId = '', category = '' } = records[0] ?? {};
  return { batchId, category, events: records.map(({ event }) => event) };
}

/** The next day comes for the census alone: nobody waits for midnight. */
function passMidnight({ userDataDir }: Parley): void {
  const database = new DatabaseSync(path.join(userDataDir, 'telemetry', 'spool.db'));
  database.exec('UPDATE census SET last_day = last_day - 1');
  database.close();
}

test('a session’s every batch is in the client as it was on the wire, and at the service as specified', async ({
  parley,
}) => {
  await (await parley.window('first-run')).getByRole('button', { name: 'Open Options' }).click();
  let options = await parley.window('options');
  await tab(options, 'Personal').click();
  await signInAs(options, 'ada@contoso.example', 'not the password');
  await expect(options.getByRole('alert').filter({ hasText: 'You are not signed in' })).toBeVisible();
  await signInAs(options, 'ada@contoso.example', parley.password('ada@contoso.example'));
  await options.getByRole('button', { name: 'Sign out' }).waitFor();
  await tab(options, 'General').click();
  await optIn(options);
  await throwInRenderer(options);
  await callFrom(options, 'account.setPresence', 'busy');
  await options.keyboard.press('Control+Alt+Shift+U');
  await expect
    .poll(async () => new Set((await parley.stored()).map(({ category }) => category)).size, { timeout: 20_000 })
    .toBe(3);

  // The next day's census carries what was counted, and whose code it is.
  passMidnight(parley);
  await parley.restart();
  await (await parley.window('main')).getByRole('button', { name: 'Options' }).click();
  options = await parley.window('options');
  await expect.poll(async () => (await parley.stored('census')).length, { timeout: 20_000 }).toBe(2);
  const census = (await parley.stored('census')).at(-1);
  expect(census?.fields).toMatchObject({ SignInAttempts: 2, SignInFailures: 1 });
  expect(census?.fields['UserID']).toMatch(HASHED);
  await expect
    .poll(async () => {
      const { census: basic, usage, error } = (await snapshotOf(options)).telemetry.categories;
      return [basic, usage, error].reduce((sum, { counts }) => sum + counts.pending + counts.sending, 0);
    })
    .toBe(0);

  // Wire = client, for every batch: text and hash; no batch on either side that the other does not have.
  const wire = new Map(uploads(parley).map((request) => [batchOf(request).batchId, request]));
  const records = await callFrom(options, 'data.records', { limit: 500 });
  const known = new Set(records.flatMap(({ batchId }) => (batchId === null ? [] : [batchId])));
  expect([...known].toSorted()).toEqual([...wire.keys()].toSorted());
  for (const [batchId, request] of wire) {
    const body = await callFrom(options, 'data.body', batchId);
    expect(body.ok && Buffer.from(body.value.bytesBase64, 'base64').equals(request.body)).toBe(true);
    expect(body.ok && body.value.sha256).toBe(sha256(request.body));
  }
  // Service = wire: each record of each batch once, nothing else.
  const onWire = [...wire.values()].flatMap((request) => {
    const { batchId, category, events } = batchOf(request);
    return events.map((event, sequence) => `${category} ${batchId} ${sequence} ${event}`);
  });
  const stored = await parley.stored();
  expect(stored.map((r) => `${r.category} ${r.batchId} ${r.sequence} ${r.event}`).toSorted()).toEqual(
    onWire.toSorted(),
  );

  // Envelopes: the same headers for every request of a category, no cookie, and census names nobody's organization.
  const [anyRequest] = wire.values();
  for (const [, request] of wire) {
    const { category } = batchOf(request);
    const { authorization, 'content-length': size, 'accept-encoding': encodings, host, ...headers } = request.headers;
    expect(headers).toEqual({
      accept: 'application/x-protobuf, application/json',
      'accept-language': 'en',
      connection: 'keep-alive',
      'content-encoding': 'gzip',
      'content-type': 'application/x-protobuf',
      'user-agent': 'Parley',
    });
    expect(Number(size)).toBeGreaterThan(0);
    expect([host, encodings]).toEqual([new URL(parley.proxy.url).host, anyRequest?.headers['accept-encoding']]);
    if (category === 'census') expect(authorization).toBeUndefined();
    else expect(authorization).toMatch(/^Bearer \S+$/);
    expect(request.body.toString('utf8')).not.toMatch(/secret of|\/home\/ada/);
    if (category !== 'error') expect(request.body.toString('utf8')).not.toMatch(/ada@|sip:/);
    if (category === 'census') expect(request.body.toString('utf8')).not.toMatch(/contoso/i);
  }

  // The service's own page shows the same, hashed.
  const page = await parley.context.newPage();
  await page.goto(parley.services.telemetry.pageUrl);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByLabel('Reader token').fill('not the token');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByLabel('Reader token').fill(parley.services.telemetry.token);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Stored telemetry' })).toBeVisible();
  const errors = page.getByRole('region', { name: 'Error reports' });
  await expect(errors).toContainText('error.exception');
  await expect(errors).toContainText('RangeError');
  await expect(errors.getByText(/hashed, epoch/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Usage', exact: true })).toContainText('usage.features');
  await expect(page.getByRole('region', { name: 'Census', exact: true })).toContainText('SignInAttempts');
  expect(await page.locator('body').innerText()).not.toMatch(/ada@|secret of|\/home\/ada/);
  expect(await accessibilityViolations(page)).toEqual([]);
});
