/**
 * The admin saves the tenant's policy → gate closed: from the request to the organization's real service to the listener
 * that finds the gate closed, over real sockets on loopback.
 */
import path from 'node:path';
import { TENANT_PATHS, signInAnswer } from '../../../common/wire/tenant.ts';
import { createAccount } from '../../../electron/account/account.ts';
import { createTenantClient } from '../../../electron/account/tenant-client.ts';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { createTenantPolicy } from '../../../electron/policy/tenant-policy.ts';
import { buildTenantApp } from '../../../server/organization/tenant/app.ts';
import { openOrganization } from '../../../server/organization/tenant/data-dir.ts';
import {
  DEVELOPMENT_ORGANIZATION,
  readDevelopmentAccounts,
  seedDevelopment,
} from '../../../server/organization/tenant/development.ts';
import { createPasswordHasher } from '../../../server/organization/tenant/passwords.ts';
import { databaseFile } from '../../../server/organization/tenant/service.ts';
import { createAccounts } from '../../../server/organization/tenant/store/accounts.ts';
import { MIGRATIONS } from '../../../server/organization/tenant/store/schema.ts';
import { openDatabase } from '../../../server/shared/database.ts';
import { createLog } from '../../../server/shared/log.ts';
import { reaches, silentSource } from './measure.ts';

const ROUNDS = 25;
const [ADMIN, USER] = ['admin@contoso.example', 'ada@contoso.example'];

export async function tenantPush(root: string): Promise<number[]> {
  const service = await startService(path.join(root, 'tenant'));
  const parts = { directory: path.join(root, 'account'), clock: systemClock, logger: silentLogger };
  const transport = { fetch, closeAllConnections: () => Promise.resolve() };
  const client = createTenantClient({ transport, baseUrl: service.url, clock: systemClock });
  const tenantPolicy = createTenantPolicy({ ...parts, host: null });
  const policy = createPolicy({ local: [silentSource('machine')], tenant: tenantPolicy, logger: silentLogger });
  const account = createAccount({ ...parts, client, tenantPolicy, secrets: null });
  const durationsMs: number[] = [];
  try {
    await account.start();
    await policy.start();
    const signedIn = await account.signIn(USER, service.passwordOf(USER));
    if (!signedIn.ok) throw new Error(`signing in failed: ${signedIn.reason}`);
    const put = await service.admin();
    for (let i = 0; i < ROUNDS; i++) {
      await reaches(policy, 'open');
      const startedMs = performance.now();
      const [answer] = await Promise.all([put({ DisableAutomaticSendTracing: true }), reaches(policy, 'closed')]);
      durationsMs.push(performance.now() - startedMs);
      if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
      await put({});
    }
  } finally {
    account.stop();
    policy.stop();
    await service.close();
  }
  return durationsMs;
}

async function startService(dataDir: string) {
  const organization = openOrganization(dataDir, DEVELOPMENT_ORGANIZATION);
  const hasher = createPasswordHasher({ n: 2, r: 1, p: 1 });
  const seeds = readDevelopmentAccounts(dataDir);
  const database = openDatabase(databaseFile(dataDir), MIGRATIONS);
  await seedDevelopment(seeds, { accounts: createAccounts(database), hasher, now: systemClock.now() });
  database.close();
  const app = await buildTenantApp({
    dataDir,
    organization,
    telemetryUrl: 'http://127.0.0.1:9',
    clock: systemClock,
    hasher,
    log: createLog('tenant', () => {}, systemClock.now),
    fetch: () => Promise.resolve(new Response('{}')),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const passwordOf = (name: string): string => seeds.find((seed) => seed.account === name)?.password ?? '';
  return {
    url,
    passwordOf,
    /** Signs the admin in. @returns what saves a policy */
    async admin() {
      const answer = await fetch(url + TENANT_PATHS.signIn, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account: ADMIN, password: passwordOf(ADMIN) }),
      });
      const { sessionToken } = signInAnswer.parse(await answer.json());
      return (settings: object): Promise<Response> =>
        fetch(`${url}/v1/admin/policy`, {
          method: 'PUT',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${sessionToken}` },
          body: JSON.stringify({ settings }),
        });
    },
    async close() {
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
