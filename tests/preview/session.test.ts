import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PreviewSession } from '../../preview/session.ts';
import { PreviewSessions } from '../../preview/sessions.ts';

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

let server: http.Server;
let origin: string;
let answer: Answer;
let seen: { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }[];
let sockets: Set<Socket>;

beforeEach(async () => {
  seen = [];
  sockets = new Set();
  answer = (_request, response) => response.end('ok');
  server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      answer(request, response);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function createSession(): PreviewSession {
  return new PreviewSession({
    isPersistent: false,
    userAgent: 'Sample/1',
    acceptLanguages: 'de',
    respond: (request) => Promise.resolve(new Response(`handled ${request.url}`)),
  });
}

async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a partition', () => {
  test('is one object per name, in memory unless it says persist', () => {
    const sessions = new PreviewSessions(
      () => true,
      () => ({ userAgent: '', acceptLanguages: '', respond: () => expect.unreachable() }),
    );
    expect(sessions.fromPartition('a', { cache: false })).toBe(sessions.fromPartition('a'));
    expect(sessions.fromPartition('a')).not.toBe(sessions.fromPartition('b'));
    expect(sessions.fromPartition('a').isPersistent()).toBe(false);
    expect(sessions.fromPartition('persist:a').isPersistent()).toBe(true);
    expect(sessions.defaultSession.isPersistent()).toBe(true);
  });

  test('sends the same headers with every request, and its own agent and languages', async () => {
    const session = createSession();
    session.setUserAgent('Constant/2', 'en');
    await (await session.fetch(`${origin}/a`)).text();
    await (await session.fetch(`${origin}/b`)).text();
    expect(seen[0]?.headers).toEqual(seen[1]?.headers);
    expect(seen[0]?.headers).toMatchObject({ 'user-agent': 'Constant/2', 'accept-language': 'en' });
    expect(session.getUserAgent()).toBe('Constant/2');
  });

  test('never sends a cookie, neither one that was set nor one that is asked for', async () => {
    const session = createSession();
    answer = (_request, response) => response.setHeader('set-cookie', 'id=1').end('ok');
    const response = await session.fetch(origin, { credentials: 'include' });
    expect(response.headers.get('set-cookie')).toBeNull();
    await session.fetch(origin, { credentials: 'include', headers: { cookie: 'id=2' } });
    expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined]);
  });

  test('sends strings and bytes with their length', async () => {
    const session = createSession();
    await session.fetch(origin, { method: 'POST', body: 'grüße', headers: { 'content-type': 'text/plain' } });
    await session.fetch(origin, { method: 'POST', body: new TextEncoder().encode('bytes') });
    expect(seen.map(({ body }) => body)).toEqual(['grüße', 'bytes']);
    expect(seen.map(({ headers }) => headers['content-length'])).toEqual(['7', '5']);
    expect(seen[0]?.headers['content-type']).toBe('text/plain');
  });

  test('hands the app scheme to its handler', async () => {
    expect(await (await createSession().fetch('app://x/y')).text()).toBe('handled app://x/y');
  });
});

describe('redirects', () => {
  beforeEach(() => {
    answer = (request, response) => {
      if (request.url === '/end') response.end('end');
      else response.writeHead(request.url === '/see-other' ? 303 : 307, { location: '/end' }).end();
    };
  });

  test("'error' rejects and does not go there", async () => {
    await expect(createSession().fetch(`${origin}/start`, { redirect: 'error' })).rejects.toThrow(
      "Attempted to redirect, but redirect policy was 'error'",
    );
    expect(seen.map(({ url }) => url)).toEqual(['/start']);
  });

  test('are followed otherwise, with the method that the status asks for', async () => {
    const response = await createSession().fetch(`${origin}/start`, { method: 'POST', body: 'x' });
    expect([await response.text(), response.redirected, response.url]).toEqual(['end', true, `${origin}/end`]);
    await createSession().fetch(`${origin}/see-other`, { method: 'POST', body: 'x' });
    expect(seen.map(({ method, body }) => method + body)).toEqual(['POSTx', 'POSTx', 'POSTx', 'GET']);
  });
});

describe('streams', () => {
  test.each([
    ['plain', {}],
    ['gzip', { 'content-encoding': 'gzip' }],
  ])('server-sent events arrive one by one (%s)', async (name, headers) => {
    let push: ((text: string) => void) | undefined;
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
      const gzip = zlib.createGzip();
      if (name === 'gzip') gzip.pipe(response);
      push = (text) => (name === 'gzip' ? (gzip.write(text), gzip.flush()) : response.write(text));
      push('data: 1\n\n');
    };
    const response = await createSession().fetch(origin);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('data: 1\n\n');
    push?.('data: 2\n\n');
    expect((await reader.read()).value).toBe('data: 2\n\n');
    await reader.cancel();
    await eventually(() => sockets.size === 0);
  });

  test('gzip is inflated, and no header claims otherwise', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zlib.gzipSync('a'.repeat(100_000)));
    const response = await createSession().fetch(origin);
    expect(await response.text()).toBe('a'.repeat(100_000));
    expect(response.headers.get('content-encoding')).toBeNull();
  });

  test('an aborted request rejects with the reason, before and within the body', async () => {
    const session = createSession();
    answer = (request, response) => request.url === '/body' && response.write('begun');
    const first = new AbortController();
    const early = session.fetch(`${origin}/head`, { signal: first.signal });
    await eventually(() => seen.length === 1);
    first.abort(new Error('enough'));
    await expect(early).rejects.toThrow('enough');
    const second = new AbortController();
    const response = await session.fetch(`${origin}/body`, { signal: second.signal });
    const text = response.text();
    second.abort(new Error('enough'));
    await expect(text).rejects.toThrow('enough');
    await eventually(() => sockets.size === 0);
  });
});

describe('closeAllConnections', () => {
  test('destroys requests and bodies in flight and idle sockets, of this session alone', async () => {
    const [session, other] = [createSession(), createSession()];
    await (await session.fetch(`${origin}/idle`)).text();
    answer = (request, response) => request.url === '/body' && response.write('begun');
    const body = (await session.fetch(`${origin}/body`)).text();
    const pending = session.fetch(`${origin}/pending`);
    const foreign = other.fetch(`${origin}/foreign`);
    await eventually(() => seen.length === 4);
    const failures = Promise.allSettled([body, pending]);
    await session.closeAllConnections();
    expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await eventually(() => sockets.size === 1);
    await other.closeAllConnections();
    await expect(foreign).rejects.toThrow('net::ERR_ABORTED');
  });

  test('leaves the session usable', async () => {
    const session = createSession();
    await session.closeAllConnections();
    expect(await (await session.fetch(origin)).text()).toBe('ok');
  });
});

test("failures carry Chromium's names", async () => {
  const session = createSession();
  await expect(session.fetch('http://127.0.0.1:1/')).rejects.toThrow('net::ERR_CONNECTION_REFUSED');
  await expect(session.fetch('file:///nowhere/at/all')).rejects.toThrow('net::ERR_FILE_NOT_FOUND');
});
