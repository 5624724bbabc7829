/** The effective options: the user's own, with a policy's value where one manages the option. Pure. */
import { isOptionValue, type OptionKey, type OptionValue, type OptionValues } from '../../common/options/records.ts';
import { POLICY_KEYS, policyRecord } from '../../common/policies/records.ts';
import type { ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';

export interface ManagedOptions {
  readonly values: OptionValues;
  readonly locks: Snapshot['locks'];
}

export function managedOptions(own: OptionValues, policies: ResolvedPolicies): ManagedOptions {
  const values: Record<OptionKey, OptionValue> = { ...own };
  const locks: { [K in OptionKey]?: NonNullable<Snapshot['locks'][K]> } = {};
  for (const key of POLICY_KEYS) {
    const { option } = policyRecord(key);
    const policy = policies[key];
    if (!option || policy.state !== 'set' || !isOptionValue(option, policy.value)) continue;
    values[option] = policy.value;
    locks[option] = { by: policy.winner.origin, ownValue: own[option] };
  }
  return { values: values as OptionValues, locks };
}
