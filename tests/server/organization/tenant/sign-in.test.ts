import { describe, expect, it } from 'vitest';
import { refusal, signInAnswer, TENANT_PATHS } from '../../../../common/wire/tenant.ts';
import { createPasswordHasher } from '../../../../server/organization/tenant/passwords.ts';
import { SESSION_MS } from '../../../../server/organization/tenant/store/sessions.ts';
import { ADA, ADMIN, bearer, BEN, CHEAP, startHarness, type Harness } from './harness.ts';

const trySignIn = (service: Harness, account: string, password: string, remoteAddress = '127.0.0.1') =>
  service.app.inject({ method: 'POST', url: TENANT_PATHS.signIn, payload: { account, password }, remoteAddress });
const readPolicy = (service: Harness, token: string) =>
  service.app.inject({ url: TENANT_PATHS.policy, headers: bearer(token) });

describe('sign-in', () => {
  it('hands out what the client needs, the same upload token to everybody and an ID that is not the name', async () => {
    const service = await startHarness();
    const [ada, ben] = [await service.signIn(ADA), await service.signIn(BEN)];
    expect(ada.organization).toEqual({ tenantId: 'contoso', name: 'Contoso' });
    expect(ada.sipUri).toBe(`sip:${ADA}`);
    expect(ada.uploadToken).toBe(ben.uploadToken);
    expect(ada.hashingKey).toBe(ben.hashingKey);
    expect(ada.accountId).not.toBe(ben.accountId);
    expect(ada.sessionToken).not.toBe(ben.sessionToken);
    expect(ada.accountId).not.toContain('ada');
    expect(ada.policy).toMatchObject({ revision: 0, settings: {} });
  });

  it('gives an account the same ID each time, in whatever case its name is typed', async () => {
    const service = await startHarness();
    const first = await service.signIn(ADA);
    const answer = await trySignIn(service, '  Ada@CONTOSO.example ', service.passwordOf(ADA));
    expect(signInAnswer.parse(answer.json()).accountId).toBe(first.accountId);
  });

  it('answers a wrong password and an unknown account alike, after the same work', async () => {
    const hasher = createPasswordHasher(CHEAP);
    const verified: (string | null)[] = [];
    const service = await startHarness({
      hasher: {
        ...hasher,
        verify: (password, stored) => {
          verified.push(stored === null ? null : 'a stored hash');
          return hasher.verify(password, stored);
        },
      },
    });
    const wrong = await trySignIn(service, ADA, 'not the password');
    const unknown = await trySignIn(service, 'nobody@contoso.example', 'not the password');
    expect([wrong.statusCode, wrong.body]).toEqual([unknown.statusCode, unknown.body]);
    expect(wrong.statusCode).toBe(401);
    expect(refusal.parse(wrong.json()).error).toBe('wrong-credentials');
    expect(verified).toEqual(['a stored hash', null]);
  });

  it.each([ADA, 'nobody@contoso.example'])(
    'locks %s after too many failures, whether it exists or not',
    async (account) => {
      const service = await startHarness();
      for (let i = 0; i < 10; i++) {
        expect((await trySignIn(service, account, 'wrong', `10.0.0.${i}`)).statusCode).toBe(401);
      }
      const locked = await trySignIn(service, account, 'wrong', '10.0.0.99');
      expect(locked.statusCode).toBe(429);
      expect(refusal.parse(locked.json()).error).toBe('locked');
      expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
    },
  );

  it('refuses even the right password while locked, and takes it afterwards', async () => {
    const service = await startHarness();
    for (let i = 0; i < 10; i++) await trySignIn(service, ADA, 'wrong');
    const locked = await trySignIn(service, ADA, service.passwordOf(ADA));
    expect(locked.statusCode).toBe(429);
    service.clock.advance(Number(locked.headers['retry-after']) * 1000);
    expect((await trySignIn(service, ADA, service.passwordOf(ADA))).statusCode).toBe(200);
  });

  it('counts guesses that are made at once', async () => {
    const service = await startHarness();
    const answers = await Promise.all(Array.from({ length: 30 }, () => trySignIn(service, ADA, 'wrong')));
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(10);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(20);
  });

  it('locks an address that guesses at many accounts, and no other address', async () => {
    const service = await startHarness();
    for (let i = 0; i < 50; i++) await trySignIn(service, `somebody-${i}@contoso.example`, 'wrong', '10.1.1.1');
    expect((await trySignIn(service, ADA, service.passwordOf(ADA), '10.1.1.1')).statusCode).toBe(429);
    expect((await trySignIn(service, ADA, service.passwordOf(ADA), '10.1.1.2')).statusCode).toBe(200);
  });

  it('turns sign-ins away, rather than queueing them, when it is busy', async () => {
    const service = await startHarness({ hasher: { ...createPasswordHasher(CHEAP), isBusy: () => true } });
    const answer = await trySignIn(service, ADA, service.passwordOf(ADA));
    expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([503, 'busy']);
    expect(answer.headers['retry-after']).toBe('2');
  });

  it.each([
    ['no body', ''],
    ['an array', '[]'],
    ['a field too many', '{"account":"a@b","password":"c","role":"admin"}'],
    ['no password', '{"account":"a@b"}'],
    ['an endless password', JSON.stringify({ account: 'a@b', password: 'x'.repeat(1025) })],
    ['broken JSON', '{"account":'],
    ['a polluted prototype', '{"__proto__":{"role":"admin"},"account":"a@b","password":"c"}'],
  ])('refuses %s with 400', async (_name, payload) => {
    const service = await startHarness();
    const headers = { 'content-type': 'application/json' };
    const answer = await service.app.inject({ method: 'POST', url: TENANT_PATHS.signIn, headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(refusal.parse(answer.json()).error).toBe('malformed');
  });

  it('reads no form and no plain text, which other sites could post, and no endless body', async () => {
    const service = await startHarness();
    const post = (type: string, payload: string) =>
      service.app.inject({ method: 'POST', url: TENANT_PATHS.signIn, headers: { 'content-type': type }, payload });
    expect((await post('text/plain', '{"account":"a","password":"b"}')).statusCode).toBe(415);
    expect((await post('application/x-www-form-urlencoded', 'account=a&password=b')).statusCode).toBe(415);
    expect((await post('application/json', `"${'x'.repeat(65_536)}"`)).statusCode).toBe(413);
  });

  it('limits how often one address may try', async () => {
    const service = await startHarness({ rateLimits: { perMinute: 100, signInsPerMinute: 2 } });
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push((await trySignIn(service, ADA, 'wrong')).statusCode);
    expect(statuses).toEqual([401, 401, 429]);
  });
});

describe('sessions', () => {
  it("open nothing after sign-out, and leave the account's other sessions alone", async () => {
    const service = await startHarness();
    const [laptop, phone] = [await service.signIn(ADA), await service.signIn(ADA)];
    const out = await service.app.inject({
      method: 'POST',
      url: TENANT_PATHS.signOut,
      headers: bearer(laptop.sessionToken),
    });
    expect(out.statusCode).toBe(204);
    expect((await readPolicy(service, laptop.sessionToken)).statusCode).toBe(401);
    expect((await readPolicy(service, phone.sessionToken)).statusCode).toBe(200);
  });

  it('end after thirty days, also when the service was started anew in between', async () => {
    const service = await startHarness();
    const { sessionToken } = await service.signIn(ADA);
    await service.app.close();
    service.clock.advance(SESSION_MS.client - 1);
    const again = await startHarness({ dataDir: service.dataDir, clock: service.clock });
    expect((await readPolicy(again, sessionToken)).statusCode).toBe(200);
    again.clock.advance(1);
    expect((await readPolicy(again, sessionToken)).statusCode).toBe(401);
  });

  it('are not opened by the wrong kind of token', async () => {
    const service = await startHarness();
    const { uploadToken } = await service.signIn(ADA);
    for (const token of ['', 'x', uploadToken, service.organization.guestToken]) {
      const answer = await readPolicy(service, token);
      expect(answer.statusCode).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('leave no account, password, address or token in the log', async () => {
    const service = await startHarness();
    const answer = await service.signIn(ADMIN);
    await trySignIn(service, ADA, 'a-wrong-password', '10.9.8.7');
    await service.putPolicy({ LoggingLevel: 'off' }, answer.sessionToken);
    await service.app.inject({ url: `/v1/nowhere?account=${ADA}` });
    const log = service.logLines.join('\n');
    expect(log).toContain('"route":"/v1/sign-in"');
    const secrets = [answer.sessionToken, answer.hashingKey, answer.uploadToken, answer.accountId];
    for (const secret of [...secrets, ADA, ADMIN, 'a-wrong-password', '10.9.8.7', 'contoso', 'nowhere']) {
      expect(log).not.toContain(secret);
    }
  });
});
