/** An organization service over a folder of its own, with cheap password hashes, a fake clock and a vendor that listens. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { onTestFinished } from 'vitest';
import { signInAnswer, TENANT_PATHS, type SignInAnswer } from '../../../../common/wire/tenant.ts';
import { buildTenantApp, type TenantAppOptions } from '../../../../server/organization/tenant/app.ts';
import { openOrganization, type Organization } from '../../../../server/organization/tenant/data-dir.ts';
import {
  DEVELOPMENT_ORGANIZATION,
  readDevelopmentAccounts,
  seedDevelopment,
} from '../../../../server/organization/tenant/development.ts';
import { createPasswordHasher, type PasswordHasher } from '../../../../server/organization/tenant/passwords.ts';
import { databaseFile } from '../../../../server/organization/tenant/service.ts';
import { createAccounts } from '../../../../server/organization/tenant/store/accounts.ts';
import { MIGRATIONS } from '../../../../server/organization/tenant/store/schema.ts';
import { openDatabase } from '../../../../server/shared/database.ts';
import { createLog } from '../../../../server/shared/log.ts';
import { fakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';

export const ADMIN = 'admin@contoso.example';
export const ADA = 'ada@contoso.example';
export const BEN = 'ben@contoso.example';
export const CHEAP = { n: 2, r: 1, p: 1 } as const;

export interface Pushed {
  readonly url: string;
  readonly init: RequestInit;
}

export interface Harness {
  readonly app: FastifyInstance;
  readonly dataDir: string;
  readonly organization: Organization;
  readonly clock: FakeClock;
  readonly logLines: string[];
  /** What was sent to the vendor. */
  readonly pushed: Pushed[];
  passwordOf(account: string): string;
  /** Signs in and gives the answer; throws when refused. */
  signIn(account: string): Promise<SignInAnswer>;
  /** PUT /v1/admin/policy as admin. */
  putPolicy(settings: unknown, sessionToken?: string): Promise<LightMyRequestResponse>;
}

export async function startHarness(options: Partial<TenantAppOptions> & { clock?: FakeClock } = {}): Promise<Harness> {
  const dataDir = options.dataDir ?? tempDirectory();
  const organization = openOrganization(dataDir, DEVELOPMENT_ORGANIZATION);
  const clock = options.clock ?? fakeClock();
  const hasher: PasswordHasher = options.hasher ?? createPasswordHasher(CHEAP);
  const seeds = readDevelopmentAccounts(dataDir);
  const database = openDatabase(databaseFile(dataDir), MIGRATIONS);
  await seedDevelopment(seeds, { accounts: createAccounts(database), hasher, now: clock.now() });
  database.close();

  const logLines: string[] = [];
  const pushed: Pushed[] = [];
  const app = await buildTenantApp({
    dataDir,
    organization,
    telemetryUrl: 'http://vendor.example',
    clock,
    hasher,
    log: createLog('tenant', (line) => void logLines.push(line), clock.now),
    fetch: async (url, init) => {
      pushed.push({ url, init });
      return new Response('{}');
    },
    ...options,
  });
  onTestFinished(() => app.close());
  const passwordOf = (account: string): string => {
    const seed = seeds.find((candidate) => candidate.account === account);
    if (!seed) throw new Error(`${account} is not seeded`);
    return seed.password;
  };
  const signIn = async (account: string): Promise<SignInAnswer> => {
    const answer = await app.inject({
      method: 'POST',
      url: TENANT_PATHS.signIn,
      payload: { account, password: passwordOf(account) },
    });
    return signInAnswer.parse(answer.json());
  };
  let adminToken: string | null = null;
  return {
    app,
    dataDir,
    organization,
    clock,
    logLines,
    pushed,
    passwordOf,
    signIn,
    async putPolicy(settings, sessionToken) {
      const token = sessionToken ?? (adminToken ??= (await signIn(ADMIN)).sessionToken);
      return app.inject({
        method: 'PUT',
        url: '/v1/admin/policy',
        headers: bearer(token),
        payload: { settings },
      });
    },
  };
}

export const bearer = (token: string): { authorization: string } => ({ authorization: `Bearer ${token}` });
