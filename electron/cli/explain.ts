/** Why each policy is what it is: winner, losers, what is invalid, and what the gates are because of it. Pure. */
import type { PolicyOrigin, PolicyProblem } from '../../common/policies/reading.ts';
import { POLICY_KEYS, policyRecord, type PolicyKey, type PolicyValue } from '../../common/policies/records.ts';
import type { PolicyLoser, ResolvedPolicy, UnknownCause } from '../../common/policies/resolve.ts';
import type { PolicyView } from './control-contract.ts';

export interface ExplainedSetting {
  readonly value: PolicyValue;
  /** Everything that is known about where it is written. */
  readonly origin: PolicyOrigin;
}
export interface ExplainedPolicy {
  readonly key: PolicyKey;
  readonly description: string;
  readonly state: ResolvedPolicy['state'];
  /** Null: nothing is decided, so the user's own option or what Parley was built with applies. */
  readonly value: PolicyValue | null;
  /** The option that the policy manages, if it manages one. */
  readonly option: string | null;
  /** Why the value is not known. */
  readonly cause: UnknownCause | null;
  readonly winner: ExplainedSetting | null;
  readonly losers: readonly (ExplainedSetting & { readonly why: PolicyLoser['why'] })[];
  readonly problems: readonly PolicyProblem[];
}
export interface Explanation {
  readonly policies: readonly ExplainedPolicy[];
  /** What is invalid and belongs to no policy by name: files that cannot be read, unknown names. */
  readonly problems: readonly PolicyProblem[];
  readonly sources: readonly ExplainedSource[];
  readonly gates: PolicyView['gates'];
}
export interface ExplainedSource {
  readonly source: PolicyOrigin['source'];
  readonly state: 'known' | 'pending' | 'none';
  readonly settings: number;
  readonly problems: number;
  /** Milliseconds since the epoch; null: never read yet. */
  readonly readAt: number | null;
}

export function explain(view: PolicyView, keys: readonly PolicyKey[] = POLICY_KEYS): Explanation {
  return {
    policies: keys.map((key) => explainOne(view, key)),
    problems: view.problems.filter(({ key }) => !POLICY_KEYS.some((known) => known === key)),
    sources: view.readings.map(({ source, state, settings, problems, readAt }) => ({
      source,
      state,
      settings: settings.length,
      problems: problems.length,
      readAt,
    })),
    gates: view.gates,
  };
}

function explainOne({ policies, problems }: PolicyView, key: PolicyKey): ExplainedPolicy {
  const policy = policies[key];
  const { description, option = null } = policyRecord(key);
  return {
    key,
    description,
    state: policy.state,
    value: policy.state === 'unknown' ? null : policy.value,
    option,
    cause: policy.state === 'unknown' ? policy.cause : null,
    winner: 'winner' in policy ? { value: policy.winner.value, origin: policy.winner.origin } : null,
    losers: policy.losers.map(({ setting, why }) => ({ value: setting.value, origin: setting.origin, why })),
    problems: problems.filter((problem) => problem.key === key),
  };
}
