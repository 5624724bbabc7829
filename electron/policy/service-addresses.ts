/** Which services this Parley talks to: the policy's, else those that it was started or built with. Pure. */
import type { SourceReading } from '../../common/policies/reading.ts';
import { resolvePolicies, type ResolvedPolicies } from '../../common/policies/resolve.ts';

/** Read once at the start: a changed `TenantUrl` applies when Parley starts again. */
export const organizationUrl = (readings: readonly SourceReading[], startedWith: string | null): string | null =>
  textOf(resolvePolicies(readings), 'TenantUrl') ?? startedWith;

/** Asked for each request: a changed `TelemetryServiceUrl` applies to the next one. */
export const telemetryUrl = (policies: ResolvedPolicies, startedWith: string): string =>
  textOf(policies, 'TelemetryServiceUrl') ?? startedWith;

function textOf(policies: ResolvedPolicies, key: 'TenantUrl' | 'TelemetryServiceUrl'): string | null {
  const policy = policies[key];
  return policy.state === 'set' && typeof policy.value === 'string' ? policy.value : null;
}
