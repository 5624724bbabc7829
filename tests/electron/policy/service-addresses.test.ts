import { expect, onTestFinished, test } from 'vitest';
import type { PolicySetting, SourceReading } from '../../../common/policies/reading.ts';
import type { PolicyKey, PolicySourceId } from '../../../common/policies/records.ts';
import { resolvePolicies } from '../../../common/policies/resolve.ts';
import { judgeSetting } from '../../../electron/policy/judge-setting.ts';
import { organizationUrl, telemetryUrl } from '../../../electron/policy/service-addresses.ts';
import { recordError, createWorld, until } from '../telemetry/world.ts';
import { factsWith } from '../telemetry/facts.ts';
import { startTelemetryService } from '../../fakes/telemetry-service.ts';

const DEVELOPMENT = { rules: { isDevelopment: true } };

/** What a source says after the rules for its values. */
function saying(source: PolicySourceId, key: PolicyKey, value: string): SourceReading {
  const { setting, problem } = judgeSetting(key, value, { source }, DEVELOPMENT);
  const settings: PolicySetting[] = setting ? [setting] : [];
  return { source, state: 'known', settings, problems: problem ? [problem] : [], readAt: 0 };
}
const FROM_START = 'https://started.contoso.example';

test("the organization's service is the policy's, the computer before the user, else the one of the start", () => {
  const user = saying('user', 'TenantUrl', 'https://user.contoso.example');
  const machine = saying('machine', 'TenantUrl', 'https://machine.contoso.example');
  expect(organizationUrl([user, machine], FROM_START)).toBe('https://machine.contoso.example');
  expect(organizationUrl([user], FROM_START)).toBe('https://user.contoso.example');
  expect(organizationUrl([], FROM_START)).toBe(FROM_START);
  expect(organizationUrl([], null)).toBeNull();
});

test("the organization's service cannot move clients to another organization", () => {
  const tenant = saying('tenant', 'TenantUrl', 'https://other.example');
  expect(tenant.problems).toMatchObject([{ kind: 'not-allowed-here', holds: false }]);
  expect(organizationUrl([tenant], FROM_START)).toBe(FROM_START);
});

test('a user policy cannot choose the telemetry service, and nobody one that the build does not list', () => {
  for (const reading of [
    saying('user', 'TelemetryServiceUrl', 'https://telemetry.eu.parley.example'),
    saying('machine', 'TelemetryServiceUrl', 'https://collector.example'),
    saying('recommended', 'TelemetryServiceUrl', 'https://telemetry.eu.parley.example'),
  ]) {
    expect(reading.problems).toHaveLength(1);
    expect(telemetryUrl(resolvePolicies([reading]), FROM_START)).toBe(FROM_START);
  }
});

test('a changed telemetry service gets the next request, without a restart', async () => {
  const world = await createWorld();
  const other = await startTelemetryService();
  onTestFinished(() => other.close());
  let readings: SourceReading[] = [];
  const telemetry = world.open({
    facts: factsWith({ isNoticeShown: false }),
    serviceUrl: () => telemetryUrl(resolvePolicies(readings), world.service.url),
  });
  telemetry.start();
  telemetry.setFacts(factsWith({ isNoticeShown: false }));
  recordError(telemetry, 'FIRST');
  await until(world.clock, () => world.service.stored().length === 1);
  readings = [saying('machine', 'TelemetryServiceUrl', other.url)];
  recordError(telemetry, 'SECOND');
  await until(world.clock, () => other.stored().length === 1);
  expect(world.service.stored()).toHaveLength(1);
});
