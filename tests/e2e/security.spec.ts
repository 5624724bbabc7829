/**
 * What no page of ours may do, tried from within, in a real Chromium under the real policy; and what a page of somebody
 * else may not do to the services. Under the preview our origin is `http://localhost:PORT` instead of `app://bundle`;
 * the policy's text is the same. What only Electron can refuse (permissions, webviews) is tested against its handlers.
 */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { callFrom } from '../../tools/drive.ts';
import { expect, test as base, type Parley } from './parley.ts';

/** A site of somebody else: answers everything, and remembers that it was asked. */
interface ForeignSite {
  /** On 127.0.0.1: of the same site as the services (ports do not count), of another than our pages. */
  readonly origin: string;
  readonly requests: string[];
  /** What it serves as its page. */
  page: string;
}

const test = base.extend<{ foreign: ForeignSite }>({
  // Playwright reads what a fixture needs from this pattern, so that it must be one, even an empty one.
  // oxlint-disable-next-line no-empty-pattern
  foreign: async ({}, use) => {
    const site = { origin: '', requests: [] as string[], page: '' };
    const server = http.createServer((request, response) => {
      site.requests.push(`${request.method} ${request.url}`);
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end(site.page);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    site.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await use(site);
    server.closeAllConnections();
    server.close();
  },
});

/** The page's own record of what its policy refused. */
interface Watched {
  refused: string[];
  ran: string[];
}
const watch = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const watched: Watched = { refused: [], ran: [] };
    Object.assign(window, { watched });
    document.addEventListener('securitypolicyviolation', (event) => watched.refused.push(event.effectiveDirective));
  });
const watchedOf = (page: Page): Promise<Watched> =>
  page.evaluate(() => (window as unknown as { watched: Watched }).watched);

/**
 * Each is run as a script of the page itself, in a task of its own (the debugger's own calls are above the policy).
 * `foreign` is the other site's origin, `watched.ran` what must stay empty.
 */
const ATTEMPTS: readonly (readonly [what: string, directive: string, script: string])[] = [
  ['an inline script', 'script-src-elem', `add('script', { textContent: 'watched.ran.push(1)' })`],
  ['an inline handler', 'script-src-attr', `add('b').setAttribute('onclick', 'watched.ran.push(1)')`],
  ['eval', 'script-src', `eval('watched.ran.push(1)')`],
  ['a function made of text', 'script-src', `new Function('watched.ran.push(1)')()`],
  ['a timer made of text', 'script-src', `setTimeout('watched.ran.push(1)', 0)`],
  ['a script from elsewhere', 'script-src-elem', `add('script', { src: foreign + '/x.js' })`],
  ['a script made of data', 'script-src-elem', `add('script', { src: 'data:text/javascript,watched.ran.push(1)' })`],
  ['a module made of data', 'script-src-elem', `import('data:text/javascript,watched.ran.push(1)').catch(() => {})`],
  ['a worker from a blob', 'worker-src', `new Worker(URL.createObjectURL(new Blob(['1'])))`],
  ['a style without the nonce', 'style-src-elem', `add('style', { textContent: 'body { color: red }' })`],
  ['a style sheet from elsewhere', 'style-src-elem', `add('link', { rel: 'stylesheet', href: foreign + '/x.css' })`],
  ['an image from elsewhere', 'img-src', `add('img', { src: foreign + '/x.png' })`],
  ['a font from elsewhere', 'font-src', `new FontFace('x', 'url(' + foreign + '/x.woff2)').load().catch(() => {})`],
  ['a video from elsewhere', 'media-src', `add('video', { src: foreign + '/x.mp4' })`],
  ['fetch', 'connect-src', `fetch(foreign + '/fetch').catch(() => {})`],
  ['a beacon', 'connect-src', `navigator.sendBeacon(foreign + '/beacon', 'x')`],
  ['an event source', 'connect-src', `new EventSource(foreign + '/events')`],
  ['a web socket', 'connect-src', `new WebSocket(foreign.replace('http', 'ws') + '/socket')`],
  ['a frame from elsewhere', 'frame-src', `add('iframe', { src: foreign + '/frame' })`],
  ['a frame of our own', 'frame-src', `add('iframe', { src: '/options.html' })`],
  ['a plug-in', 'object-src', `add('object', { data: foreign + '/x.pdf' })`],
  ['a form', 'form-action', `add('form', { action: foreign + '/form', method: 'post', target: 'other' }).submit()`],
  [
    'another base',
    'base-uri',
    `document.head.append(Object.assign(document.createElement('base'), { href: foreign }))`,
  ],
];

test('the policy refuses everything that could bring code in or carry data out', async ({ parley, foreign }) => {
  const page = await parley.window('first-run');
  await watch(page);
  for (const [what, directive, script] of ATTEMPTS) {
    const before = (await watchedOf(page)).refused.length;
    // The listener runs in a task of its own, so in the page's right and not in the debugger's.
    await page.evaluate(`(() => {
      const foreign = ${JSON.stringify(foreign.origin)};
      const add = (tag, properties = {}) => {
        const element = Object.assign(document.createElement(tag), properties);
        document.body.append(element);
        return element;
      };
      addEventListener('attempt', () => { ${script} }, { once: true });
      setTimeout(() => dispatchEvent(new Event('attempt')));
    })()`);
    await expect
      .poll(async () => (await watchedOf(page)).refused.slice(before), { message: what })
      .toContain(directive);
  }
  expect((await watchedOf(page)).ran).toEqual([]);
  expect(foreign.requests).toEqual([]);
});

test('a frame without an address runs no script and has no bridge', async ({ parley }) => {
  const page = await parley.window('first-run');
  await watch(page);
  const seen = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    const script = 'top.watched.ran.push(1)';
    frame.srcdoc = `<script>${script}</script>`;
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    document.body.append(frame);
    await loaded;
    const inside = frame.contentDocument;
    if (!inside) throw new Error('the frame has no document');
    // The policy came along: what is added later is refused too, and says so.
    const refused = new Promise<string>((resolve) =>
      inside.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)),
    );
    inside.body.append(Object.assign(inside.createElement('script'), { textContent: script }));
    return {
      bridge: typeof (frame.contentWindow as unknown as { parley?: unknown }).parley,
      refused: await refused,
    };
  });
  expect(seen).toEqual({ bridge: 'undefined', refused: 'script-src-elem' });
  expect((await watchedOf(page)).ran).toEqual([]);
});

test('a page neither leaves nor opens windows', async ({ parley, foreign }) => {
  const page = await parley.window('first-run');
  const home = page.url();
  const isDenied = await page.evaluate(
    (origin) => [`${origin}/opened`, 'file:///etc/passwd', 'about:blank'].map((url) => window.open(url) === null),
    foreign.origin,
  );
  expect(isDenied).toEqual([true, true, true]);
  await page.evaluate((origin) => {
    for (const target of ['_blank', '_self', '_top']) {
      const link = Object.assign(document.createElement('a'), { href: `${origin}/link`, target, textContent: target });
      document.body.append(link);
      link.click();
    }
    location.href = `${origin}/left`;
    location.assign('file:///etc/passwd');
    location.assign('javascript:document.title="ran"');
  }, foreign.origin);
  // The page is asked again after everything above had its turn.
  expect(await callFrom(page, 'app.snapshot').then(({ revision }) => revision)).toBeGreaterThan(0);
  expect(page.url()).toBe(home);
  expect(await page.title()).not.toBe('ran');
  expect(parley.context.pages()).toHaveLength(1);
  expect(foreign.requests).toEqual([]);
});

test('the bridge is two functions, and main survives whatever comes over it', async ({ parley }) => {
  const page = await parley.window('first-run');
  const seen = await page.evaluate(() => ({
    bridge: Object.keys((window as unknown as { parley: object }).parley).toSorted(),
    foreign: ['require', 'process', 'module', 'electron', 'ipcRenderer', 'Buffer'].filter((name) => name in window),
  }));
  expect(seen).toEqual({ bridge: ['call', 'on'], foreign: [] });

  const outcomes = await page.evaluate(async () => {
    const { parley: bridge } = window as unknown as { parley: { call(...all: unknown[]): Promise<unknown> } };
    const own = (key: string): object =>
      Object.defineProperty({ limit: 1 }, key, { value: { x: 1 }, enumerable: true });
    const values = [null, undefined, -1, '', 'x'.repeat(100_000), [], {}, own('__proto__'), own('constructor'), NaN];
    const names = ['data.records', 'options.set', 'consent.set', 'data.body', 'errors.report', 'windows.openExternal'];
    names.push('__proto__', 'constructor', 'electron-store-get-data', 'parley:call:app.snapshot');
    const calls = names.flatMap((name) =>
      values.map((value) =>
        bridge.call(name, value, value).then(
          () => name,
          () => null,
        ),
      ),
    );
    return Promise.all(calls);
  });
  expect(outcomes.filter((name) => name !== null)).toEqual([]);
  expect(await callFrom(page, 'app.snapshot')).toMatchObject({ consent: { choice: 'out' } });
});

test('only named pages reach the system’s browser', async ({ parley }) => {
  const page = await parley.window('first-run');
  for (const address of ['https://evil.example/', 'file:///etc/passwd', 'javascript:alert(1)', '../practices'])
    await expect(callFrom(page, 'windows.openExternal', address as never)).rejects.toThrow('refused');
  expect(await callFrom(page, 'windows.openExternal', 'practices')).toEqual({ ok: true, value: null });
  const opened = parley.log().match(/openExternal \S+/g);
  expect(opened).toEqual(['openExternal https://parley.example/data-collection-practices']);
});

/* ------------------------------------------------------------------------------------------------ the services' pages */

const ADMIN = 'admin@contoso.example';
async function signInAsAdmin(parley: Parley): Promise<Page> {
  const page = await parley.context.newPage();
  await page.goto(parley.services.tenant.adminUrl);
  await page.getByLabel('Account').fill(ADMIN);
  await page.getByLabel('Password').fill(parley.password(ADMIN));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Policy of Contoso' }).waitFor();
  return page;
}
/** Posts a form from the other site's page, as a victim's browser would. */
async function postFromElsewhere(parley: Parley, foreign: ForeignSite, url: string, fields: object): Promise<number> {
  const inputs = Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`);
  foreign.page = `<form method="post" action="${url}">${inputs.join('')}<button>Go</button></form>`;
  const page = await parley.context.newPage();
  await page.goto(foreign.origin);
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button').click();
  const status = (await answer).status();
  await page.close();
  return status;
}

test('the admin page works through its own forms, and refuses those of other pages', async ({ parley, foreign }) => {
  const page = await signInAsAdmin(parley);
  const stopped = page.locator('.tile').filter({ hasText: 'Usage data and error reports' });
  const choose = page.locator('input[name="policy.DisableAutomaticSendTracing"][value="true"]');
  await choose.check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. Connected clients have been told.').waitFor();
  await expect(stopped).toContainText('Stopped');

  const { origin } = new URL(parley.services.tenant.url);
  const revision = await page.locator('input[name="revision"]').inputValue();
  const forged = { 'policy.DisableAutomaticSendTracing': 'false', revision };
  // The other port is of the same site, so the browser sends the cookie: what refuses is the form's origin.
  expect(await postFromElsewhere(parley, foreign, `${origin}/admin/policy`, { ...forged, csrf: 'x' })).toBe(403);
  // Even with the right token, were it ever to leak.
  const csrf = await page.locator('form[action="/admin/policy"] input[name="csrf"]').inputValue();
  expect(await postFromElsewhere(parley, foreign, `${origin}/admin/policy`, { ...forged, csrf })).toBe(403);
  expect(await postFromElsewhere(parley, foreign, `${origin}/admin/sign-out`, { csrf })).toBe(403);
  await page.reload();
  await expect(stopped).toContainText('Stopped');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Password').waitFor();
});

test('the reader’s page works through its own forms, and refuses those of other pages', async ({ parley, foreign }) => {
  const { telemetry } = parley.services;
  const page = await parley.context.newPage();
  await page.goto(telemetry.pageUrl);
  await page.getByLabel('Reader token').fill(telemetry.token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Latest records' }).waitFor();
  const { origin } = new URL(telemetry.url);
  expect(await postFromElsewhere(parley, foreign, `${origin}/sign-out`, {})).toBe(403);
  expect(await postFromElsewhere(parley, foreign, `${origin}/sign-in`, { token: telemetry.token })).toBe(403);
  await page.reload();
  await page.getByRole('heading', { name: 'Latest records' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Reader token').waitFor();
});
