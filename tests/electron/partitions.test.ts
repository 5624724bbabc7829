/**
 * The network of each category, against a server that tries to recognize its callers. On the preview's sessions; what
 * Chromium's own stack does is told apart in docs/desktop.md.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { partitionTransport } from '../../electron/partitions.ts';
import type { SessionModuleSurface } from '../../electron/surface.ts';
import { exchange } from '../../electron/telemetry/exchange.ts';
import { PreviewSessions } from '../../preview/sessions.ts';

const CATEGORIES = ['census', 'usage', 'error'] as const;

let server: http.Server;
let origin: string;
let seen: { readonly url: string; readonly headers: http.IncomingHttpHeaders; readonly port: number }[];
let answer: http.RequestListener;

beforeEach(async () => {
  seen = [];
  answer = (_request, response) => response.end('{}');
  server = http.createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers, port: request.socket.remotePort ?? 0 });
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Notes how each partition was asked for. */
function network() {
  const partitions: unknown[][] = [];
  const sessions = new PreviewSessions(
    () => true,
    () => ({
      userAgent: 'Parley Dev/0.1.0 (ada’s computer)',
      acceptLanguages: 'de-AT',
      respond: () => expect.unreachable(),
    }),
  );
  const module = {
    defaultSession: sessions.defaultSession,
    fromPartition: (name: string, options?: Electron.FromPartitionOptions) => {
      partitions.push([name, options]);
      return sessions.fromPartition(name, options);
    },
  } as unknown as SessionModuleSurface;
  return { module, sessions, partitions };
}
const post = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };

describe('each category', () => {
  test('has a partition of its own, in memory alone, without a cache and without any permission', () => {
    const { module, sessions, partitions } = network();
    for (const category of CATEGORIES) partitionTransport(module, category);
    expect(partitions).toEqual(CATEGORIES.map((name) => [`parley-${name}`, { cache: false }]));
    expect(partitions.map(([name]) => sessions.fromPartition(String(name)).isPersistent())).toEqual([
      false,
      false,
      false,
    ]);
    const answers: boolean[] = [];
    sessions
      .fromPartition('parley-error')
      .permissionRequestHandler?.(
        undefined as never,
        'media',
        (isGranted) => answers.push(isGranted),
        undefined as never,
      );
    expect(answers).toEqual([false]);
  });

  test('shares no connection with another', async () => {
    const { module } = network();
    for (const category of CATEGORIES) await (await partitionTransport(module, category).fetch(origin, post)).text();
    expect(new Set(seen.map(({ port }) => port)).size).toBe(3);
  });

  test('sends the same headers as every other and as any other computer', async () => {
    const { module } = network();
    for (const category of CATEGORIES) await (await partitionTransport(module, category).fetch(origin, post)).text();
    expect(seen[1]?.headers).toEqual(seen[0]?.headers);
    expect(seen[2]?.headers).toEqual(seen[0]?.headers);
    expect(seen[0]?.headers).toMatchObject({ 'user-agent': 'Parley', 'accept-language': 'en' });
    expect(JSON.stringify(seen)).not.toMatch(/ada|de-AT|Dev/);
  });
});

describe('a server that wants to recognize its callers', () => {
  test('sets cookies in vain', async () => {
    answer = (_request, response) => response.setHeader('set-cookie', ['id=1; Max-Age=9999', 'sid=2']).end('{}');
    const { module } = network();
    const transport = partitionTransport(module, 'census');
    for (let i = 0; i < 3; i++) await (await transport.fetch(origin, post)).text();
    await (await transport.fetch(origin, { ...post, credentials: 'include', headers: { cookie: 'id=1' } })).text();
    expect(seen.map(({ headers }) => headers.cookie)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('gives validators in vain: nothing is cached or asked for again by name', async () => {
    answer = (_request, response) =>
      response.setHeader('etag', '"you"').setHeader('cache-control', 'max-age=9').end('{}');
    const { module } = network();
    const transport = partitionTransport(module, 'usage');
    for (let i = 0; i < 2; i++) await (await transport.fetch(origin, {})).text();
    expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });

  test.each([301, 302, 303, 307, 308])('redirects with %i in vain: nobody goes there', async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: '/elsewhere?id=1' }).end();
    const { module } = network();
    await expect(partitionTransport(module, 'error').fetch(origin, { ...post, redirect: 'follow' })).rejects.toThrow();
    expect(seen.map(({ url }) => url)).toEqual(['/']);
  });
});

test('closing a gate destroys the connections of its category, and of no other', async () => {
  const streams: http.ServerResponse[] = [];
  answer = (_request, response) => {
    response.write('begun ');
    streams.push(response);
  };
  const { module } = network();
  const [usage, error] = [partitionTransport(module, 'usage'), partitionTransport(module, 'error')];
  const bodies = [usage, error].map(async (each) => (await each.fetch(origin, post)).text());
  while (streams.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const results = Promise.allSettled(bodies);
  await usage.closeAllConnections();
  for (const stream of streams) stream.end('to its end');
  expect((await results).map((result) => (result.status === 'fulfilled' ? result.value : 'cut off'))).toEqual([
    'cut off',
    'begun to its end',
  ]);
});

test('a proxy that wants to know who asks has not passed anything on: the batch waits, and is not given up', async () => {
  answer = (_request, response) => response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end('who?');
  const { module } = network();
  const request = { url: origin, headers: {}, body: '{}', signal: new AbortController().signal };
  const outcome = await exchange(partitionTransport(module, 'usage'), request, () => 0);
  expect(outcome).toMatchObject({ kind: 'retry', isSurelyNotStored: true });
  expect(seen[0]?.headers['proxy-authorization']).toBeUndefined();
});
