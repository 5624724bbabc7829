/** Why each policy is what it is: winner, losers, what is invalid, and what the gates are because of it. Pure. */
import type { PolicyOrigin, PolicyProblem, SourceReading } from '../../common/policies/reading.ts';
import {
  POLICY_KEYS,
  policyRecord,
  SOURCE_PRECEDENCE,
  type PolicyKey,
  type PolicySourceId,
  type PolicyValue,
} from '../../common/policies/records.ts';
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
  readonly source: PolicySourceId;
  readonly state: SourceReading['state'];
  readonly settings: number;
  readonly problems: number;
  /** Milliseconds since the epoch, of its part that was not read for longest; null: never read yet. */
  readonly readAt: number | null;
}

export function explain(view: PolicyView, keys: readonly PolicyKey[] = POLICY_KEYS): Explanation {
  return {
    policies: keys.map((key) => explainOne(view, key)),
    problems: view.problems.filter(({ key }) => !POLICY_KEYS.some((known) => known === key)),
    sources: SOURCE_PRECEDENCE.flatMap((source) => explainSource(source, view.readings)),
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

/** A source may have several parts, such as a directory and the registry: known only when all of them are. */
function explainSource(source: PolicySourceId, readings: readonly SourceReading[]): ExplainedSource[] {
  const parts = readings.filter((reading) => reading.source === source);
  const [first] = parts;
  if (!first) return [];
  const readAt = parts.map((part) => part.readAt);
  const sum = (countOf: (part: SourceReading) => number): number => parts.reduce((all, part) => all + countOf(part), 0);
  return [
    {
      source,
      state: parts.find((part) => part.state !== 'known')?.state ?? 'known',
      settings: sum((part) => part.settings.length),
      problems: sum((part) => part.problems.length),
      readAt: readAt.includes(null) ? null : Math.min(...readAt.filter((at) => at !== null)),
    },
  ];
}
