/**
 * What an admin may set here, derived from the policy records: the policies that list `tenant` among their sources.
 * Settings that hold an unknown key or a wrong value are refused whole, so that no half of them applies.
 */
import { nearestPolicyKey } from '../../../common/policies/near-miss.ts';
import {
  isPolicyKey,
  isStoppingSwitch,
  POLICY_KEYS,
  policyRecord,
  policyValueProblem,
  type PolicyKey,
  type PolicyValue,
} from '../../../common/policies/records.ts';
import { fail, ok, type Result } from '../../../common/result.ts';

/** A policy that is absent is not configured. */
export type TenantSettings = { readonly [K in PolicyKey]?: PolicyValue };

export const isTenantPolicy = (key: PolicyKey): boolean => policyRecord(key).sources.includes('tenant');
export const TENANT_POLICY_KEYS: readonly PolicyKey[] = POLICY_KEYS.filter(isTenantPolicy);

/** Sentences for the admin: which key, what is wrong, how to mend it. */
export type SettingsProblems = readonly string[];

/** More than this is no settings object. */
const MAX_KEYS = 100;
const MAX_SHOWN_KEY_LENGTH = 64;

export function parseSettings(input: unknown): Result<TenantSettings, SettingsProblems> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return fail(['settings must be an object of policies and their values.']);
  }
  // Every own key counts, "__proto__" too: what is not looked at must not pass.
  const given = new Map<string, unknown>(Object.entries(input));
  const entries = [...given];
  if (entries.length > MAX_KEYS)
    return fail([`settings holds ${entries.length} keys; there are ${POLICY_KEYS.length}.`]);
  const problems = entries.flatMap(([key, value]) => problemOf(key, value) ?? []);
  if (problems.length > 0) return fail(problems);
  // In the order of the records, so that equal settings make equal texts.
  const chosen = TENANT_POLICY_KEYS.filter((key) => given.has(key));
  return ok(Object.fromEntries(chosen.map((key) => [key, given.get(key) as PolicyValue])) as TenantSettings);
}

function problemOf(key: string, value: unknown): string | null {
  const shown = JSON.stringify(key.slice(0, MAX_SHOWN_KEY_LENGTH));
  if (!isPolicyKey(key)) {
    const near = nearestPolicyKey(key);
    return near
      ? `${shown} is not a policy. Did you mean ${JSON.stringify(near.key)}?`
      : `${shown} is not a policy. Policies are: ${TENANT_POLICY_KEYS.join(', ')}.`;
  }
  if (!isTenantPolicy(key)) return `${shown} cannot be set by the organization's service: set it on the computers.`;
  const expected = policyValueProblem(key, value);
  return expected === null ? null : `${shown} must be ${expected}.`;
}

/** True when the settings stop usage data and error reports: the value that the signed switch carries. */
export function isStopped(settings: TenantSettings, key: PolicyKey = 'DisableAutomaticSendTracing'): boolean {
  return isStoppingSwitch(key) && settings[key] === policyRecord(key).stopsAt;
}
