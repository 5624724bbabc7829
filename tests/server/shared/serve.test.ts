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
});
