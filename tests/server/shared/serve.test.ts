import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLog, silentLog } from '../../../server/shared/log.ts';
import { addressOf, createService, refuse } from '../../../server/shared/serve.ts';

function create(lines: string[] = [], isHttps = false) {
  const log = createLog('test', (line) => void lines.push(line));
  const app = createService({ log, maxBodyBytes: 100, isHttps });
  app.post('/echo/:name', (request) => request.body);
  app.get('/broken', () => {
    throw new Error('the secret of ada@contoso.example');
  });
  app.get('/page', (_request, reply) => reply.header('content-security-policy', "default-src 'self'").send('x'));
  onTestFinished(() => app.close());
  return app;
}

describe('a service', () => {
  it('answers with closed security headers, which a page may replace', async () => {
    const app = create();
    const { headers } = await app.inject('/healthz');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['strict-transport-security']).toBeUndefined();
    expect((await app.inject('/page')).headers['content-security-policy']).toBe("default-src 'self'");
    expect((await create([], true).inject('/healthz')).headers['strict-transport-security']).toBeDefined();
  });

  it('says nothing of an unexpected error, and logs where it came from without its words', async () => {
    const lines: string[] = [];
    const answer = await create(lines).inject('/broken');
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([500, 'unexpected']);
    expect(answer.body).not.toContain('secret');
    expect(lines.join()).toContain('unexpected-error');
    expect(lines.join()).not.toContain('secret');
  });

  it.each([
    ['too long a body', 'application/json', `"${'x'.repeat(200)}"`, 413, 'too-large'],
    ['broken JSON', 'application/json', '{', 400, 'malformed'],
    ['plain text', 'text/plain', '{}', 415, 'unsupported-type'],
  ])('refuses %s in the shape of every refusal', async (_name, type, payload, status, error) => {
    const headers = { 'content-type': type };
    const answer = await create().inject({ method: 'POST', url: '/echo/a', headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error, message: expect.any(String) as string });
  });

  it('logs the pattern of a route, never the address that was asked for', async () => {
    const lines: string[] = [];
    const app = create(lines);
    await app.inject({ method: 'POST', url: '/echo/ada?token=hush', payload: {} });
    await app.inject('/nowhere/ada');
    expect(lines.join()).toContain('/echo/:name');
    expect(lines.join()).not.toMatch(/ada|hush|nowhere/);
  });

  it('tells where it listens, also when it listens everywhere', async () => {
    const app = createService({ log: silentLog, maxBodyBytes: 100 });
    onTestFinished(() => app.close());
    app.get('/refused', (_request, reply) => refuse(reply, 418, 'teapot', 'No coffee here.'));
    expect(() => addressOf(app)).toThrow('does not listen');
    await app.listen({ host: '0.0.0.0', port: 0 });
    expect(addressOf(app)).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const answer = await fetch(`${addressOf(app)}/refused`);
    expect([answer.status, await answer.json()]).toEqual([418, { error: 'teapot', message: 'No coffee here.' }]);
  });

  it.each([
    ['a path that is no text', 'GET /%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['two lengths', 'POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc', 400],
    [
      'a length and chunks',
      'POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
    ['what is not HTTP', 'EHLO there\r\n\r\n', 400],
  ])('refuses %s in the same shape, and quotes nothing of it', async (_name, bytes, status) => {
    const { port } = await listening();
    const answer = await exchange(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.split('\r\n\r\n')[1]).toBe('{"error":"malformed","message":"The request cannot be read."}');
    expect(answer).not.toMatch(/zz|EHLO|echo/);
  });

  it('stops at once although connections stand that never carried a request, or carried one and wait', async () => {
    const { app, port } = await listening();
    const silent = [net.connect(port, '127.0.0.1'), net.connect(port, '127.0.0.1')];
    const waiting = net.connect(port, '127.0.0.1');
    const ended = [...silent, waiting].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of [...silent, waiting]) socket.on('error', () => {}).resume();
    silent[1]?.write('GET /healthz HTT');
    waiting.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    await new Promise((resolve) => waiting.once('data', resolve));
    await expect.poll(() => connectionsOf(app)).toBe(3);
    // Without the rule this waits for the clients, so for ever: the test's own time-out is the measure.
    await app.close();
    await Promise.all(ended);
  });
});

async function listening() {
  const app = create();
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, port: Number(new URL(addressOf(app)).port) };
}

const connectionsOf = (app: ReturnType<typeof create>): Promise<number> =>
  new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));

/** Everything that the service says to `bytes` until it closes the connection. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
    socket.on('error', () => {}).on('close', () => resolve(answer));
  });
}
