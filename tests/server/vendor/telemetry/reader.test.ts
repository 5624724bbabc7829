import { describe, expect, it } from 'vitest';
import { HOUR_MS, SESSION_MS } from '../../../../server/vendor/telemetry/limits.ts';
import { html } from '../../../../server/vendor/telemetry/reader/html.ts';
import { batchOf, exampleFields } from './batches.ts';
import { organization, READER_TOKEN, startHarness, type Harness } from './harness.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const signIn = (harness: Harness, token: string, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method: 'POST',
    url: '/sign-in',
    headers: { ...FORM, ...headers },
    payload: new URLSearchParams({ token }).toString(),
  });
async function session(harness: Harness): Promise<string> {
  const answer = await signIn(harness, READER_TOKEN);
  expect(answer.statusCode).toBe(303);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}
const page = async (harness: Harness, cookie: string, query = ''): Promise<string> =>
  (await harness.app.inject({ url: `/${query}`, headers: { cookie } })).body;

describe('the API', () => {
  it.each(['/api/records', '/api/summary'])('%s is for the holder of the reader token alone', async (url) => {
    const harness = await startHarness();
    for (const authorization of ['', 'Bearer wrong', `Basic ${READER_TOKEN}`, `Bearer ${harness.contoso.uploadToken}`])
      expect((await harness.get(url, authorization === '' ? {} : { authorization })).status).toBe(401);
    expect((await harness.get(url, { cookie: await session(harness) })).status).toBe(401);
    expect((await harness.get(url)).status).toBe(200);
  });

  it('filters by category, event, tenant and batch, and continues after an ID within a category', async () => {
    const harness = await startHarness();
    const fabrikam = organization('fabrikam', 'Fabrikam');
    await harness.store.register(fabrikam.registration);
    await harness.pushSwitch({}, fabrikam);
    const usage = batchOf('usage', [{}, { event: 'usage.features', fields: exampleFields('usage.features') }]);
    await harness.upload(usage);
    await harness.upload(batchOf('census', 5));
    await harness.upload(
      batchOf('usage', [{ fields: exampleFields('usage.communication', { FederationPartner: 'Fabrikam' }) }]),
      { token: fabrikam.uploadToken },
    );
    expect(await harness.read('category=usage')).toHaveLength(3);
    expect(await harness.read('event=usage.features')).toMatchObject([{ sequence: 1 }]);
    expect(await harness.read('tenantId=fabrikam')).toHaveLength(1);
    expect(await harness.read(`batchId=${usage.batchId}`)).toHaveLength(2);
    expect(await harness.read('category=&event=')).toHaveLength(8);

    const seen: number[] = [];
    for (;;) {
      const answer = await harness.get(`/api/records?category=census&limit=2&afterId=${seen.at(-1) ?? 0}`);
      const ids = (answer.body['records'] as { id: number }[]).map(({ id }) => id);
      if (ids.length === 0) break;
      seen.push(...ids);
    }
    expect([seen.length, seen]).toEqual([5, seen.toSorted((a, b) => a - b)]);
  });

  it('shows a record with all that is known of it, and nothing of who sent it', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage');
    await harness.upload(batch);
    expect(await harness.read()).toEqual([
      {
        id: expect.any(Number),
        category: 'usage',
        event: 'usage.communication',
        tenantId: 'contoso',
        batchId: batch.batchId,
        sequence: 0,
        at: '2026-01-05T09:00:00.000Z',
        receivedAt: '2026-01-05T09:00:00.000Z',
        keyEpoch: 1,
        fields: batch.records[0]?.fields,
      },
    ]);
  });

  it.each(['category=quality', 'limit=many', 'afterId=1', 'batchId=1', 'colour=red', 'event=a&event=b'])(
    'refuses a query that means nothing: %s',
    async (query) => {
      const answer = await (await startHarness()).get(`/api/records?${query}`);
      expect([answer.status, answer.body['error']]).toEqual([400, 'malformed']);
    },
  );

  it('sums up counts, refusals by reason, organizations with their switch, and the key epoch', async () => {
    const harness = await startHarness();
    await harness.store.register(organization('fabrikam', 'Fabrikam').registration);
    await harness.upload(batchOf('census', 2));
    await harness.upload(batchOf('error', [{}, { event: 'error.unheard-of' }]));
    await harness.upload(batchOf('usage'), { token: null });
    await harness.uploadRaw('{');
    await harness.uploadRaw('{');
    const expected = {
      counts: [
        { category: 'census', event: 'census.device', records: 2 },
        { category: 'error', event: 'error.exception', records: 1 },
      ],
      refusals: { malformed: 2, 'token-missing': 1, 'unknown-event': 1 },
      tenants: [
        {
          tenantId: 'contoso',
          name: 'Contoso',
          switch: {
            serial: 1,
            disableAutomaticSendTracing: false,
            issuedAt: '2026-01-05T09:30:00.000Z',
            receivedAt: '2026-01-05T09:30:00.000Z',
            isFresh: true,
            name: 'Contoso',
          },
        },
        { tenantId: 'fabrikam', name: 'Fabrikam', switch: null },
      ],
      keyEpoch: 1,
    };
    expect((await harness.get('/api/summary')).body).toEqual(expected);
    await harness.restart();
    expect((await harness.get('/api/summary')).body).toEqual(expected);
    harness.clock.advance(25 * HOUR_MS);
    expect((await harness.get('/api/summary')).body).toMatchObject({ tenants: [{ switch: { isFresh: false } }, {}] });
  });
});

describe('the page', () => {
  it('shows nothing but the sign-in without a session', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('usage'));
    for (const cookie of ['', 'parley-telemetry-reader=guessed', `parley-telemetry-reader=${READER_TOKEN}`]) {
      const text = await page(harness, cookie);
      expect(text).toContain('Reader token');
      expect(text).not.toContain('Contoso');
    }
  });

  it('opens with the reader token: a cookie out of reach of scripts and of other sites', async () => {
    const harness = await startHarness();
    const answer = await signIn(harness, READER_TOKEN);
    expect(answer.headers['set-cookie']).toMatch(/^parley-telemetry-reader=[\w-]{43}; .*HttpOnly; .*SameSite=Strict/);
    expect(String(answer.headers['set-cookie'])).not.toContain(READER_TOKEN);
    expect(answer.headers.location).toBe('/');
  });

  it('stays closed with a wrong token, and from a form of another origin', async () => {
    const harness = await startHarness();
    const wrong = await signIn(harness, `${READER_TOKEN}x`);
    expect([wrong.statusCode, wrong.headers['set-cookie']]).toEqual([401, undefined]);
    expect(wrong.body).toContain('role="alert"');
    const foreign = await signIn(harness, READER_TOKEN, { origin: 'http://127.0.0.1:1' });
    expect([foreign.statusCode, foreign.headers['set-cookie']]).toEqual([403, undefined]);
    expect((await signIn(harness, READER_TOKEN, { origin: 'http://localhost:80' })).statusCode).toBe(303);
  });

  it('closes on signing out, and by itself after twelve hours', async () => {
    const harness = await startHarness();
    const [first, second] = [await session(harness), await session(harness)];
    await harness.app.inject({ method: 'POST', url: '/sign-out', headers: { cookie: first, ...FORM }, payload: '' });
    expect(await page(harness, first)).toContain('Reader token');
    expect(await page(harness, second)).toContain('Latest records');
    harness.clock.advance(SESSION_MS);
    expect(await page(harness, second)).toContain('Reader token');
  });

  it('limits sign-ins per address', async () => {
    const harness = await startHarness({ limits: { signInsPerMinute: 3 } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await signIn(harness, 'wrong')).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429]);
  });

  it('lists records, counts, refusals and organizations, filtered on demand', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('census', [{ fields: exampleFields('census.device', { AppVersion: '9.8.7' }) }]));
    await harness.upload(batchOf('usage'));
    await harness.uploadRaw('{');
    const cookie = await session(harness);
    const all = await page(harness, cookie);
    for (const shown of ['9.8.7', 'usage.communication', 'malformed', 'Contoso', 'Accepted', 'hashed, epoch 1'])
      expect(all).toContain(shown);
    const usage = await page(harness, cookie, '?category=usage');
    expect(usage).not.toContain('9.8.7');
    expect(await page(harness, cookie, '?category=census&event=census.device')).toContain('9.8.7');
    expect(await page(harness, cookie, '?category=nonsense&event[]=x')).toContain('Latest records');
  });

  it('says how each organization stands', async () => {
    const harness = await startHarness();
    await harness.store.register(organization('fabrikam', 'Fabrikam').registration);
    const cookie = await session(harness);
    expect(await page(harness, cookie)).toContain('Held: no switch received yet');
    await harness.pushSwitch({ serial: 2, disableAutomaticSendTracing: true, name: 'Contoso Ltd' });
    expect(await page(harness, cookie)).toContain('Refused: turned off by the organization');
    expect(await page(harness, cookie)).toContain('Calls itself “Contoso Ltd”');
    harness.clock.advance(25 * HOUR_MS);
    expect(await page(harness, await session(harness))).toContain('Held: the switch is older than 24 hours');
  });

  it('has no inline script or style, and allows none', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('error'));
    const answer = await harness.app.inject({ url: '/', headers: { cookie: await session(harness) } });
    const csp = String(answer.headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).not.toMatch(/unsafe|\*|http/);
    expect(answer.body).not.toMatch(/<style|style="|<script(?![^>]* src=)|\son\w+=/i);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // With `no-referrer`, browsers would post the page's own forms with the origin `null`.
      'referrer-policy': 'same-origin',
    });
    for (const [, asset] of answer.body.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g))
      expect((await harness.app.inject({ url: asset ?? '' })).statusCode).toBe(200);
  });

  it('escapes whatever it shows', () => {
    expect(html`<p title="${'"'}">${'<b>&'} ${[html`<i>${"'"}</i>`]} ${null}</p>`.text).toBe(
      '<p title="&#34;">&#60;b&#62;&#38; <i>&#39;</i> </p>',
    );
  });
});
