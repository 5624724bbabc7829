import { cpSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tenantPolicy, TENANT_PATHS, type TenantPolicy } from '../../../../common/wire/tenant.ts';
import { databaseFile } from '../../../../server/organization/tenant/service.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { ADA, ADMIN, bearer, startHarness, type Harness } from './harness.ts';

const read = async (service: Harness, token: string): Promise<TenantPolicy> =>
  tenantPolicy.parse((await service.app.inject({ url: TENANT_PATHS.policy, headers: bearer(token) })).json());

describe('policy', () => {
  it('reaches users as the admin set it, with a revision that rises', async () => {
    const service = await startHarness();
    const { sessionToken } = await service.signIn(ADA);
    const before = await read(service, sessionToken);
    service.clock.advance(5_000);
    const answer = await service.putPolicy({ DisableAutomaticSendTracing: true, LoggingLevel: 'light' });
    expect(answer.statusCode).toBe(200);
    const after = await read(service, sessionToken);
    expect(after).toEqual(tenantPolicy.parse(answer.json()));
    expect(after.settings).toEqual({ DisableAutomaticSendTracing: true, LoggingLevel: 'light' });
    expect(after.revision).toBeGreaterThan(before.revision);
    expect(after.issuedAt).toBe(service.clock.now());
  });

  it('comes along with a sign-in', async () => {
    const service = await startHarness();
    await service.putPolicy({ LoggingLevel: 'off' });
    expect((await service.signIn(ADA)).policy.settings).toEqual({ LoggingLevel: 'off' });
  });

  it('is not sent again to who has it already', async () => {
    const service = await startHarness();
    const { sessionToken } = await service.signIn(ADA);
    const first = await service.app.inject({ url: TENANT_PATHS.policy, headers: bearer(sessionToken) });
    const ask = (etag: string) =>
      service.app.inject({
        url: TENANT_PATHS.policy,
        headers: { ...bearer(sessionToken), 'if-none-match': etag },
      });
    const etag = String(first.headers.etag);
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(header);
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
    await service.putPolicy({ LoggingLevel: 'off' });
    expect((await ask(etag)).statusCode).toBe(200);
  });

  it('is closed to who is not signed in, and to be set by admins alone', async () => {
    const service = await startHarness();
    const user = await service.signIn(ADA);
    for (const url of [TENANT_PATHS.policy, TENANT_PATHS.policyEvents]) {
      expect((await service.app.inject({ url })).statusCode).toBe(401);
    }
    const put = (headers: Record<string, string>) =>
      service.app.inject({ method: 'PUT', url: '/v1/admin/policy', headers, payload: { settings: {} } });
    expect((await put({})).statusCode).toBe(401);
    expect((await put(bearer(user.sessionToken))).statusCode).toBe(403);
    expect((await read(service, user.sessionToken)).revision).toBe(0);
  });

  it('is refused with the reason, and stays as it was, when a key is unknown or a value wrong', async () => {
    const service = await startHarness();
    await service.putPolicy({ LoggingLevel: 'light' });
    const unknown = await service.putPolicy({ DisableAutomaticSendTracin: true });
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json<{ message: string }>().message).toContain('Did you mean "DisableAutomaticSendTracing"?');
    expect((await service.putPolicy({ LoggingLevel: 7 })).statusCode).toBe(400);
    expect((await service.signIn(ADA)).policy).toMatchObject({ settings: { LoggingLevel: 'light' } });
  });

  it('is not overwritten by who has not seen it', async () => {
    const service = await startHarness();
    const { sessionToken } = await service.signIn(ADMIN);
    const put = (revision: number, level: string) =>
      service.app.inject({
        method: 'PUT',
        url: '/v1/admin/policy',
        headers: bearer(sessionToken),
        payload: { revision, settings: { LoggingLevel: level } },
      });
    expect((await put(0, 'off')).statusCode).toBe(200);
    const late = await put(0, 'full');
    expect([late.statusCode, late.json<{ error: string }>().error]).toEqual([409, 'conflict']);
    expect((await read(service, sessionToken)).settings).toEqual({ LoggingLevel: 'off' });
  });

  it('outranks, by its next change, what clients know from before a restore of an older backup', async () => {
    const service = await startHarness();
    const backup = tempDirectory();
    await service.app.close();
    cpSync(service.dataDir, backup, { recursive: true });
    const clock = service.clock;
    const used = await startHarness({ dataDir: service.dataDir, clock });
    let known = 0;
    for (const level of ['off', 'light', 'full']) {
      clock.advance(5_000);
      known = tenantPolicy.parse((await used.putPolicy({ LoggingLevel: level })).json()).revision;
    }
    const restored = await startHarness({ dataDir: backup, clock });
    clock.advance(1_000);
    const next = tenantPolicy.parse((await restored.putPolicy({ DisableAutomaticSendTracing: true })).json());
    expect(next.revision).toBeGreaterThan(known);
  });

  it('rises also when the clock was set back', async () => {
    const service = await startHarness();
    const first = tenantPolicy.parse((await service.putPolicy({ LoggingLevel: 'off' })).json());
    service.clock.jump(-86_400_000);
    const second = tenantPolicy.parse((await service.putPolicy({})).json());
    expect(second.revision).toBe(first.revision + 1);
  });

  it('does not count setting what is set as a change', async () => {
    const service = await startHarness();
    const first = await service.putPolicy({ LoggingLevel: 'off' });
    service.clock.advance(60_000);
    const again = await service.putPolicy({ LoggingLevel: 'off' });
    expect(again.json()).toEqual(first.json());
  });

  it('survives a restart, with sessions, accounts and switch', async () => {
    const service = await startHarness();
    const { sessionToken, accountId, ...before } = await service.signIn(ADA);
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    const policy = await read(service, sessionToken);
    const stopSwitch = (await service.app.inject({ url: TENANT_PATHS.stopSwitch })).body;
    await service.app.close();
    const again = await startHarness({ dataDir: service.dataDir, clock: service.clock });
    expect(await read(again, sessionToken)).toEqual(policy);
    expect((await again.app.inject({ url: TENANT_PATHS.stopSwitch })).body).toBe(stopSwitch);
    const answer = await again.signIn(ADA);
    expect(answer).toMatchObject({ accountId, hashingKey: before.hashingKey, uploadToken: before.uploadToken });
  });

  it('is either refused or read back exactly, whatever is put', async () => {
    const service = await startHarness({ rateLimits: { perMinute: 100_000, signInsPerMinute: 1_000 } });
    const { sessionToken } = await service.signIn(ADMIN);
    const key = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('DisableAutomaticSendTracing', 'LoggingLevel') },
      fc.string(),
    );
    const value = fc.oneof(fc.boolean(), fc.constantFrom('off', 'light', 'full'), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 9, arbitrary: fc.dictionary(key, value) }, fc.jsonValue()),
        async (settings) => {
          const before = await read(service, sessionToken);
          const answer = await service.putPolicy(settings, sessionToken);
          const after = await read(service, sessionToken);
          // Accepted: read back exactly. Refused: nothing has changed.
          const expected = answer.statusCode === 200 ? settings : before.settings;
          expect([200, 400]).toContain(answer.statusCode);
          expect(after.settings).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('history', () => {
  it('tells who changed what from what to what, and cannot be rewritten', async () => {
    const service = await startHarness();
    const changedAt = [service.clock.now(), service.clock.now() + 1_000];
    await service.putPolicy({ LoggingLevel: 'off' });
    service.clock.advance(1_000);
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    await service.app.close();
    const database = new DatabaseSync(databaseFile(service.dataDir));
    const rows = database
      .prepare('SELECT changed_at, changed_by, policy_key, old_json, new_json FROM policy_history')
      .all();
    expect(rows.map((row) => Object.values(row))).toEqual([
      [changedAt[0], ADMIN, 'LoggingLevel', null, '"off"'],
      [changedAt[1], ADMIN, 'DisableAutomaticSendTracing', null, 'true'],
      [changedAt[1], ADMIN, 'LoggingLevel', '"off"', null],
    ]);
    expect(() => database.exec("UPDATE policy_history SET changed_by = 'somebody'")).toThrow('append-only');
    expect(() => database.exec('DELETE FROM policy_history')).toThrow('append-only');
    database.close();
  });
});
