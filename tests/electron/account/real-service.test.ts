/** The client against the organization's real service, over a real socket. */
import { expect, onTestFinished, test } from 'vitest';
import { createAccount } from '../../../electron/account/account.ts';
import { createTenantClient } from '../../../electron/account/tenant-client.ts';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { emptyReading } from '../../../electron/policy/source.ts';
import { createTenantPolicy } from '../../../electron/policy/tenant-policy.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { ADA, startHarness } from '../../server/organization/tenant/harness.ts';
import { fixedSource, gateOf } from '../policy/open-gate.ts';

const soon = { timeout: 30_000, interval: 20 };

test('signs in, obeys pushed policy, signs out and reads the signed switch', async () => {
  const service = await startHarness();
  const url = await service.app.listen({ host: '127.0.0.1', port: 0 });
  // A client may hold connections on which it never sent a request; a server that closes waits for those.
  onTestFinished(() => service.app.server.closeAllConnections());
  const directory = tempDirectory();
  const parts = { directory, clock: systemClock, logger: silentLogger };
  const transport = { fetch, closeAllConnections: () => Promise.resolve() };
  const client = createTenantClient({ transport, baseUrl: url, clock: systemClock });
  const tenantPolicy = createTenantPolicy({ ...parts, host: new URL(url).host });
  const machine = fixedSource(emptyReading('machine', 'known'));
  const policy = createPolicy({ local: [machine], tenant: tenantPolicy, logger: silentLogger });
  const account = createAccount({ ...parts, client, tenantPolicy, secrets: null });
  onTestFinished(() => (account.stop(), policy.stop()));
  await account.start();
  await policy.start();
  const gate = () => gateOf(policy).state;

  await expect.poll(() => account.state().switchAnswer?.payload.tenantId, soon).toBe('contoso');
  expect(await account.signIn(ADA, 'wrong')).toEqual({ ok: false, reason: 'wrong-credentials' });
  expect(await account.signIn(ADA, service.passwordOf(ADA))).toEqual({ ok: true, value: null });
  expect(account.state().session).toMatchObject({ account: ADA, organization: { tenantId: 'contoso' } });
  await expect.poll(() => account.state().connection, soon).toBe('online');
  await expect.poll(gate, soon).toBe('open');

  await service.putPolicy({ DisableAutomaticSendTracing: true });
  await expect.poll(gate, soon).toBe('closed');
  await service.putPolicy({});
  await expect.poll(gate, soon).toBe('open');
  await service.putPolicy({ DisableAutomaticSendTracing: true });
  await expect.poll(gate, soon).toBe('closed');

  await account.signOut();
  expect(account.state().state).toBe('signed-out');
  await expect.poll(() => account.state().switchAnswer?.payload.disableAutomaticSendTracing, soon).toBe(true);
  expect(gate()).toBe('closed');
});
