import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, it } from 'vitest';
import { html } from '../../../../server/organization/tenant/admin/html.ts';
import { describePush } from '../../../../server/organization/tenant/admin/words.ts';
import { SESSION_MS } from '../../../../server/organization/tenant/store/sessions.ts';
import { ADA, ADMIN, startHarness, type Harness } from './harness.ts';

const HOST = 'admin.example:4871';
const ORIGIN = `http://${HOST}`;

/** A browser as far as it matters here: it keeps cookies, states its origin and reads forms. */
function browse(service: Harness, origin = ORIGIN) {
  const cookies = new Map<string, string>();
  const keep = (answer: LightMyRequestResponse): LightMyRequestResponse => {
    for (const { name, value } of answer.cookies) {
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  };
  const cookie = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    cookies,
    get: async (url: string) => keep(await service.app.inject({ url, headers: { host: HOST, cookie: cookie() } })),
    post: async (url: string, fields: Record<string, string>, from: string | null = origin) => {
      const headers = {
        host: HOST,
        cookie: cookie(),
        'content-type': 'application/x-www-form-urlencoded',
        ...(from === null ? {} : { origin: from }),
      };
      const payload = new URLSearchParams(fields).toString();
      return keep(await service.app.inject({ method: 'POST', url, headers, payload }));
    },
  };
}

/** Names and values of the page's hidden fields. */
const hiddenFields = (page: string): Record<string, string> =>
  Object.fromEntries(
    [...page.matchAll(/type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );

async function signedIn(service: Harness) {
  const browser = browse(service);
  await browser.post('/admin/sign-in', { account: ADMIN, password: service.passwordOf(ADMIN) });
  const fields = async () => hiddenFields((await browser.get('/admin')).body);
  return { ...browser, fields };
}

describe('the admin page', () => {
  it('asks to sign in, and opens for an admin with a cookie that ends with the browser', async () => {
    const service = await startHarness();
    const browser = browse(service);
    const first = await browser.get('/admin');
    expect([first.statusCode, first.headers.location]).toEqual([303, '/admin/sign-in']);
    const answer = await browser.post('/admin/sign-in', { account: ADMIN, password: service.passwordOf(ADMIN) });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin']);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^parley-admin=[\w-]{43}; Path=\/admin; HttpOnly; SameSite=Strict$/);
    const page = await browser.get('/admin');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('Policy of Contoso');
  });

  it('uses a cookie for this host alone, over https alone, when it is behind https', async () => {
    const service = await startHarness({ publicUrl: new URL('https://parley.contoso.example') });
    const browser = browse(service, 'https://parley.contoso.example');
    const answer = await browser.post('/admin/sign-in', { account: ADMIN, password: service.passwordOf(ADMIN) });
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-parley-admin=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers['strict-transport-security']).toBeDefined();
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });

  it('does not open for users, nor with the token of a client', async () => {
    const service = await startHarness();
    const browser = browse(service);
    const answer = await browser.post('/admin/sign-in', { account: ADA, password: service.passwordOf(ADA) });
    expect([answer.statusCode, answer.headers['set-cookie']]).toEqual([403, undefined]);
    expect(answer.body).toContain('not administer Contoso');
    browser.cookies.set('parley-admin', (await service.signIn(ADMIN)).sessionToken);
    expect((await browser.get('/admin')).statusCode).toBe(303);
  });

  it('says the same of a wrong password and an unknown account', async () => {
    const service = await startHarness();
    const browser = browse(service);
    for (const account of [ADMIN, 'nobody@contoso.example']) {
      const answer = await browser.post('/admin/sign-in', { account, password: 'wrong' });
      expect(answer.statusCode).toBe(401);
      expect(answer.body).toContain('The account or the password is wrong.');
    }
  });

  it('sets the policy by its form and shows who changed what', async () => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const answer = await browser.post('/admin/policy', {
      ...(await browser.fields()),
      'policy.DisableAutomaticSendTracing': 'true',
      'policy.LoggingLevel': 'light',
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/admin?saved=1']);
    expect((await service.signIn(ADA)).policy.settings).toEqual({
      DisableAutomaticSendTracing: true,
      LoggingLevel: 'light',
    });
    const page = (await browser.get('/admin?saved=1')).body.replace(/\s+/g, ' ');
    expect(page).toMatch(/role="status"[^>]*> Saved\./);
    expect(page).toContain('<dd class="stopped">Stopped</dd>');
    expect(page).toMatch(/value="true" aria-describedby="[^"]+" checked/);
    expect(page).toMatch(/<option value="light" selected/);
    expect(page).toContain(
      `<td>${ADMIN}</td> <td><code>DisableAutomaticSendTracing</code></td> <td>Not configured</td> <td>Enabled</td>`,
    );
  });

  it('unsets what is set to "Not configured"', async () => {
    const service = await startHarness();
    await service.putPolicy({ DisableAutomaticSendTracing: false, LoggingLevel: 'off' });
    const browser = await signedIn(service);
    await browser.post('/admin/policy', {
      ...(await browser.fields()),
      'policy.DisableAutomaticSendTracing': '',
      'policy.LoggingLevel': '',
    });
    expect((await service.signIn(ADA)).policy.settings).toEqual({});
  });

  it("does nothing for a form of another site, without the page's token, or with that of another session", async () => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const other = await signedIn(service);
    const change: Record<string, string> = { ...(await browser.fields()), 'policy.LoggingLevel': 'off' };
    const { ['csrf']: _csrf, ...withoutToken } = change;
    const foreign = [
      await browser.post('/admin/policy', change, 'https://evil.example'),
      await browser.post('/admin/policy', change, 'null'),
      await browser.post('/admin/policy', change, null),
      await browser.post('/admin/policy', withoutToken),
      await browser.post('/admin/policy', { ...change, csrf: (await other.fields())['csrf'] ?? '' }),
      await browser.post('/admin/policy', { ...change, csrf: 'x'.repeat(43) }),
      await browser.post('/admin/sign-out', withoutToken),
      await browser.post(
        '/admin/sign-in',
        { account: ADMIN, password: service.passwordOf(ADMIN) },
        'https://evil.example',
      ),
    ];
    expect(foreign.map(({ statusCode }) => statusCode)).toEqual(foreign.map(() => 403));
    expect((await service.signIn(ADA)).policy.revision).toBe(0);
    expect((await browser.get('/admin')).statusCode).toBe(200);
  });

  it('does not overwrite a change that the admin has not seen', async () => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const stale = await browser.fields();
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    const answer = await browser.post('/admin/policy', { ...stale, 'policy.DisableAutomaticSendTracing': '' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('somebody changed the policy meanwhile');
    expect((await service.signIn(ADA)).policy.settings).toEqual({ DisableAutomaticSendTracing: true });
  });

  it.each<Record<string, string>>([
    { 'policy.LoggingLevel': 'loud' },
    { 'policy.DisableAutomaticSendTracing': 'yes' },
    { revision: '' },
  ])('saves nothing of a form with %j', async (wrong) => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const answer = await browser.post('/admin/policy', { ...(await browser.fields()), ...wrong });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('Nothing was saved');
    expect((await service.signIn(ADA)).policy.revision).toBe(0);
  });

  it('closes on sign-out, after half a day, and when the account is gone', async () => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const token = browser.cookies.get('parley-admin') ?? '';
    await browser.post('/admin/sign-out', await browser.fields());
    expect(browser.cookies.size).toBe(0);
    browser.cookies.set('parley-admin', token);
    expect((await browser.get('/admin')).statusCode).toBe(303);
    const again = await signedIn(service);
    service.clock.advance(SESSION_MS['admin-page']);
    expect((await again.get('/admin')).statusCode).toBe(303);
  });

  it('shows connected clients and whether the vendor knows, also to its script, which only an admin may ask', async () => {
    const service = await startHarness();
    expect((await browse(service).get('/admin/status')).statusCode).toBe(401);
    const browser = await signedIn(service);
    const status = (await browser.get('/admin/status')).json<Record<string, string>>();
    expect(status).toEqual({ clients: '0', push: 'Not yet', 'push-detail': 'It is being told.' });
  });

  it('lets nothing run, load, or frame it that is not its own', async () => {
    const service = await startHarness();
    const browser = await signedIn(service);
    const page = await browser.get('/admin');
    const csp = String(page.headers['content-security-policy']);
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("frame-ancestors 'none'");
    expect(csp).not.toContain('unsafe');
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
    // What the CSP would block must not be there: inline styles, handlers, scripts.
    expect(page.body).not.toMatch(/ style=| on\w+=|<style|<script(?! type="module" src=)|https?:/);
    for (const [url, type] of [
      ['/admin/admin.css', 'text/css'],
      ['/admin/admin.js', 'text/javascript'],
    ] as const) {
      const asset = await browser.get(url);
      expect([asset.statusCode, String(asset.headers['content-type'])]).toEqual([200, `${type}; charset=utf-8`]);
    }
  });

  it('goes on to older changes when there are many', async () => {
    const service = await startHarness();
    for (let i = 0; i < 60; i++) await service.putPolicy({ LoggingLevel: i % 2 === 0 ? 'off' : 'full' });
    const browser = await signedIn(service);
    const rows = (page: string): number => page.match(/<time /g)?.length ?? 0;
    const first = (await browser.get('/admin')).body;
    const older = /href="(\/admin\?before=\d+)"/.exec(first)?.[1] ?? '';
    const second = (await browser.get(older)).body;
    expect([rows(first), rows(second)]).toEqual([50, 10]);
    expect(second).not.toContain('before=');
  });
});

describe('words and markup', () => {
  it('escape whatever is put into them', () => {
    expect(html`<p title="${'"><script>'}">${"<b>&'"}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p>',
    );
  });

  it('say whether the telemetry service knows', () => {
    const at = Date.UTC(2026, 10, 20, 14, 2);
    const never = { confirmedAt: null, failure: null, triedAt: null, nextTryAt: null };
    expect(describePush({ ...never, confirmedAt: at })).toEqual({
      value: 'Yes',
      detail: 'Since 20 Nov 2026, 14:02 UTC.',
    });
    expect(
      describePush({ ...never, failure: { kind: 'refused', status: 403 }, triedAt: at, nextTryAt: at + 60_000 }),
    ).toEqual({
      value: 'No',
      detail: 'It refused the switch (status 403) at 20 Nov 2026, 14:02 UTC. Next try: 20 Nov 2026, 14:03 UTC.',
    });
    const known = describePush({ ...never, confirmedAt: at, failure: { kind: 'unreachable' }, triedAt: at });
    expect(known.value).toBe('Yes');
    expect(known.detail).toContain('It could not be reached at');
  });
});
