/**
 * The effective options: a policy's value where one manages the option, else what the user chose, else what is
 * recommended, else the default. Pure.
 */
import { isOptionValue, type OptionKey, type OptionValue, type OptionValues } from '../../common/options/records.ts';
import { POLICY_KEYS, policyRecord } from '../../common/policies/records.ts';
import type { ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';

export interface ManagedOptions {
  readonly values: OptionValues;
  readonly locks: Snapshot['locks'];
}

/** @param chosen the options that the user set; a recommended value is for the others */
export function managedOptions(
  own: OptionValues,
  chosen: ReadonlySet<OptionKey>,
  policies: ResolvedPolicies,
): ManagedOptions {
  const values: Record<OptionKey, OptionValue> = { ...own };
  const locks: { [K in OptionKey]?: NonNullable<Snapshot['locks'][K]> } = {};
  for (const key of POLICY_KEYS) {
    const { option } = policyRecord(key);
    const policy = policies[key];
    if (!option || !('winner' in policy) || !isOptionValue(option, policy.value)) continue;
    if (policy.state === 'recommended' && chosen.has(option)) continue;
    values[option] = policy.value;
    if (policy.state === 'set') locks[option] = { by: policy.winner.origin, ownValue: own[option] };
  }
  return { values: values as OptionValues, locks };
}
