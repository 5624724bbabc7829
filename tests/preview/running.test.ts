import http from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { enter, openPage, openSocket } from './page-client.ts';
import { buildSampleApp, type RunningApp, type SampleApp } from './sample-app.ts';

let sample: SampleApp;
beforeAll(async () => {
  sample = await buildSampleApp();
});
afterAll(() => sample.remove());

describe('the loopback server', () => {
  let app: RunningApp;
  beforeAll(() => {
    app = sample.start();
  });
  afterAll(() => app.stop());

  /** fetch() sets Host itself, so strangers speak plain HTTP. */
  const status = (url: URL | string, headers: Record<string, string>, method = 'GET'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { headers, method }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject).end();
    });

  test('lets in whoever has the key, and nobody with a wrong or a shortened one', async () => {
    const [, url = ''] = await app.until(/\[preview\] window \d+ (\S+)/);
    expect(await status(url, {})).toBe(302);
    for (const key of ['', 'guess', new URL(url).searchParams.get('k')?.slice(0, -1) ?? '']) {
      const wrong = new URL(url);
      wrong.searchParams.set('k', key);
      expect(await status(wrong, {})).toBe(403);
    }
  });

  test('gives an HttpOnly, SameSite=Strict cookie that is not the key, and leads to its own pages only', async () => {
    const [, url = ''] = await app.until(/\[preview\] window \d+ (\S+)/);
    const response = await fetch(url, { redirect: 'manual' });
    const cookie = response.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(cookie).not.toContain(new URL(url).searchParams.get('k'));
    for (const to of ['//example.invalid/', 'https://example.invalid/']) {
      const abroad = new URL(url);
      abroad.searchParams.set('to', to);
      expect(await status(abroad, {})).toBe(403);
    }
  });

  test('refuses requests without the cookie, of a foreign host, or from a foreign origin', async () => {
    const { origin, page, cookie } = await enter(app);
    const script = `${origin}/__preview/preload.js${page.search}`;
    for (const url of [page, script, `${origin}/__preview/desktop`]) {
      expect(await status(url, {})).toBe(403);
      expect(await status(url, { cookie: `${cookie.slice(0, -1)}_` })).toBe(403);
      expect(await status(url, { cookie, host: 'attacker.example' })).toBe(403);
      expect(await status(url, { cookie, host: `127.0.0.1:${page.port}` })).toBe(403);
      expect(await status(url, { cookie, origin: 'https://attacker.example' })).toBe(403);
    }
    expect(await status(`${origin}/__preview/desktop/raise`, { cookie }, 'POST')).toBe(403);
    expect(await status(page, { cookie })).toBe(200);
  });

  test('refuses sockets without cookie, key, or with a foreign or missing origin', async () => {
    const entrance = await enter(app);
    const { origin, cookie, windowKey } = entrance;
    expect(await openSocket(entrance, 'guess', { origin, cookie })).toBeNull();
    expect(await openSocket(entrance, windowKey, { origin })).toBeNull();
    expect(await openSocket(entrance, windowKey, { cookie })).toBeNull();
    expect(await openSocket(entrance, windowKey, { cookie, origin: 'https://attacker.example' })).toBeNull();
    expect(await openSocket(entrance, windowKey, { cookie, origin, host: 'attacker.example' })).toBeNull();
  });

  test("keeps the handler's headers byte for byte and adds one script to pages alone", async () => {
    const { origin, page, cookie } = await enter(app);
    const response = await fetch(page, { headers: { cookie } });
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'; connect-src 'self'; img-src 'self'",
    );
    const html = await response.text();
    expect(html.match(/<script[^>]*>/g)).toHaveLength(2);
    expect(html.indexOf('/__preview/preload.js')).toBeLessThan(html.indexOf('page.js'));
    expect(await (await fetch(`${origin}/page.js`, { headers: { cookie } })).text()).not.toContain('__preview');
    expect((await fetch(`${origin}/missing.html`, { headers: { cookie } })).status).toBe(404);
    expect((await fetch(`${origin}/__preview/else`, { headers: { cookie } })).status).toBe(404);
  });

  test('shows menus and tray, clicks them, and raises what only a desktop can', async () => {
    const { origin, cookie } = await enter(app);
    const headers = { cookie, origin };
    const state = (await (await fetch(`${origin}/__preview/desktop`, { headers })).json()) as Record<string, unknown>;
    expect(state).toMatchObject({
      trays: [{ toolTip: 'Parley', menu: [{ label: 'Show', enabled: true }] }],
      applicationMenu: [{ label: 'File', submenu: [{ label: 'Open', accelerator: 'CmdOrCtrl+,' }, { label: 'quit' }] }],
    });
    const post = async (path: string, body: object): Promise<number> =>
      (await fetch(`${origin}/__preview/desktop/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
        .status;
    expect(await post('click', { label: 'Open' })).toBe(204);
    expect(await post('click', { label: 'Nothing' })).toBe(404);
    expect(await post('raise', { event: 'activate' })).toBe(204);
    expect(await post('raise', { event: 'nonsense' })).toBe(404);
    await app.until(/app: menu open[^]*app: activate/);
  });

  test('shows windows as their frames do, and does what a hand on a frame does', async () => {
    const { origin, cookie } = await enter(app);
    const headers = { cookie, origin };
    const windows = async (): Promise<{ id: number }[]> =>
      ((await (await fetch(`${origin}/__preview/desktop`, { headers })).json()) as { windows: { id: number }[] })
        .windows;
    const act = async (body: object): Promise<number> =>
      (await fetch(`${origin}/__preview/desktop/window`, { method: 'POST', headers, body: JSON.stringify(body) }))
        .status;
    const [{ id } = { id: 0 }] = await windows();
    expect(await act({ id, act: 'move', bounds: { x: 7, width: 500 } })).toBe(204);
    expect(await act({ id, act: 'minimize' })).toBe(204);
    expect(await windows()).toMatchObject([{ id, isMinimized: true, isFocused: false, bounds: { x: 7, width: 500 } }]);
    for (const nothing of [{ id, act: 'fly' }, { id, act: 'move' }, { id: 99, act: 'close' }, {}])
      expect(await act(nothing)).toBe(404);
  });
});

describe('a running app', () => {
  let app: RunningApp;
  afterEach(() => app.stop());

  test('answers invoke with the sender it sees, and fails in words of Electron', async () => {
    app = sample.start();
    const page = await openPage(app);
    const url = 'app://sample/index.html?view=main&x=a%20b';
    expect(await page.invoke('sender')).toEqual([url, 'app://sample', null]);
    expect(await page.invoke('echo', new Map([[1, new Date(5)]]))).toEqual(new Map([[1, new Date(5)]]));
    await expect(page.invoke('throw')).rejects.toThrow('RangeError: too far');
    await expect(page.invoke('nope')).rejects.toThrow("Error: No handler registered for 'nope'");
    await expect(page.invoke('uncloneable')).rejects.toThrow('Error: An object could not be cloned.');
  });

  test('clicks the menu item whose accelerator a page reports', async () => {
    app = sample.start();
    const page = await openPage(app);
    const chord = process.platform === 'darwin' ? 'meta+,' : 'ctrl+,';
    await app.until(/app: show/);
    page.post({ kind: 'accelerator', chord: 'ctrl+alt+x' });
    page.post({ kind: 'accelerator', chord });
    await app.until(/app: menu open/);
    expect(page.received.find(({ kind }) => kind === 'accelerators')).toMatchObject({
      chords: expect.arrayContaining([chord]) as string[],
    });
  });

  test('ends in the order of events that Electron has', async () => {
    app = sample.start();
    const page = await openPage(app);
    void page.invoke('window', 'quit');
    expect(await app.ended).toBe(0);
    expect(app.lines()).toEqual(['ready', 'show', 'before-quit', 'close', 'closed', 'will-quit', 'quit']);
  });

  test('says window-all-closed when its last window closes by itself', async () => {
    app = sample.start();
    const page = await openPage(app);
    void page.invoke('window', 'close');
    expect(await app.ended).toBe(0);
    const end = ['close', 'closed', 'window-all-closed', 'before-quit', 'will-quit', 'quit'];
    expect(app.lines().slice(2)).toEqual(end);
  });

  test('quits by itself where nobody listens to window-all-closed', async () => {
    app = sample.start({ args: ['--quit-by-default'] });
    const page = await openPage(app);
    void page.invoke('window', 'destroy');
    expect(await app.ended).toBe(0);
    expect(app.lines().slice(2)).toEqual(['closed', 'before-quit', 'will-quit', 'quit']);
  });

  test('survives a close that a listener prevents', async () => {
    app = sample.start({ args: ['--keep'] });
    const page = await openPage(app);
    await page.invoke('window', 'close');
    await app.until(/app: close/);
    expect(await page.invoke('echo', 'still here')).toBe('still here');
    expect(app.lines()).not.toContain('closed');
  });

  test('announces a hidden window when it is first shown, and again when it is shown again', async () => {
    app = sample.start({ args: ['--hidden'] });
    await app.until(/app: ready/);
    app.child.kill('SIGTERM');
    expect(await app.ended).toBe(0);
    expect(app.output()).not.toContain('[preview] window');
    await app.stop();

    app = sample.start();
    const page = await openPage(app);
    await page.invoke('window', 'hide');
    await page.invoke('window', 'show');
    await page.invoke('window', 'show');
    const announced = [...app.output().matchAll(/\[preview\] window (\d+) (\S+)/g)].map((match) =>
      match.slice(1).join(),
    );
    expect(announced).toHaveLength(2);
    expect(announced[0]).toBe(announced[1]);
    expect(app.lines().slice(1)).toEqual(['show', 'hide', 'show']);
  });

  test('takes a page that goes without a word for crashed, and one that leaves for leaving', async () => {
    app = sample.start();
    const leaving = await openPage(app);
    leaving.leave();
    const crashing = await openPage(app);
    expect(app.lines()).not.toContain('gone crashed');
    crashing.crash();
    await app.until(/app: gone crashed/);
    expect(await (await openPage(app)).invoke('echo', 'again')).toBe('again');
  });

  test('asks will-frame-navigate, then will-navigate, and stays when told', async () => {
    app = sample.start();
    const page = await openPage(app);
    page.post({ kind: 'navigate', url: 'https://example.invalid/' });
    page.post({ kind: 'navigate', url: `${page.origin}/other.html` });
    await app.until(/will-navigate app:\/\/sample\/other.html/);
    expect(app.lines().slice(2)).toEqual([
      'will-frame-navigate https://example.invalid/',
      'will-navigate https://example.invalid/',
      'will-frame-navigate app://sample/other.html',
      'will-navigate app://sample/other.html',
    ]);
    await page.invoke('echo', 'order');
    expect(page.received.filter(({ kind }) => kind === 'go')).toEqual([
      { kind: 'go', url: `${page.origin}/other.html?__w=${page.windowKey}` },
    ]);
  });

  test('gives new windows to the open handler', async () => {
    app = sample.start();
    const page = await openPage(app);
    page.post({ kind: 'window-open', url: 'https://example.invalid/x', frameName: '_blank' });
    await app.until(/\[preview\] openExternal https:\/\/example.invalid\/x\n/);
    expect(await page.invoke('echo', 'still here')).toBe('still here');
    expect(page.received.some(({ kind }) => kind === 'go')).toBe(false);
  });
});

describe('a browser window that its user closes', () => {
  // Without a browser of its own: the test is the browser.
  const env = { PREVIEW_MODE: 'app', PARLEY_CHROMIUM: '/nowhere/chromium' };

  test('closes the window, and with the last one the app', async () => {
    const app = sample.start({ env });
    (await openPage(app)).leave();
    expect(await app.ended).toBe(0);
    expect(app.lines()).toContain('window-all-closed');
    await app.stop();
  });

  test("opens anew when a listener prevents 'close'", async () => {
    const app = sample.start({ env, args: ['--keep'] });
    (await openPage(app)).leave();
    await app.until(/window 1[^]*app: close[^]*window 1/);
    expect(await (await openPage(app)).invoke('echo', 'back')).toBe('back');
    await app.stop();
  });
});

describe('a second instance', () => {
  let first: RunningApp;
  beforeEach(async () => {
    first = sample.start();
    await first.until(/app: show/);
  });
  afterEach(() => first.stop());

  test('hands its arguments and data to the first and ends', async () => {
    const second = sample.start({ userData: first.userData, args: ['sip:someone@example.com'] });
    expect(await second.ended).toBe(0);
    await first.until(/app: second sip:someone@example.com \{"from":"second"\}/);
    expect(second.lines()).not.toContain('ready');
  });

  test('is the first one when the other was killed', async () => {
    first.child.kill('SIGKILL');
    await first.ended;
    const next = sample.start({ userData: first.userData });
    await next.until(/app: show/);
    expect(next.lines()).toEqual(['ready', 'show']);
    await next.stop();
  });

  test('of another userData folder is no second instance', async () => {
    const other = sample.start();
    await other.until(/app: show/);
    expect(first.lines()).toEqual(['ready', 'show']);
    await other.stop();
  });
});

describe('a wrong environment', () => {
  test.each([
    [{ PREVIEW_MODE: 'nonsense' }, 'PREVIEW_MODE is "nonsense"; use one of app, headless, url, cdp'],
    [{ PREVIEW_PORT: '70000' }, 'PREVIEW_PORT is "70000"; use a whole number from 0 to 65535'],
  ])('%j is refused with its remedy', async (env, message) => {
    const app = sample.start({ env });
    expect(await app.ended).not.toBe(0);
    expect(app.output()).toContain(message);
    await app.stop();
  });

  test('a browser that is missing costs the window, not the app', async () => {
    const app = sample.start({ env: { PREVIEW_MODE: 'app', PARLEY_CHROMIUM: '/nowhere/chromium' } });
    await app.until(/the browser is gone: cannot start \/nowhere\/chromium[^]*open http:\/\/localhost:/);
    expect(await (await openPage(app)).invoke('echo', 'alive')).toBe('alive');
    await app.stop();
  });
});
