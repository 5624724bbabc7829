/** One key and its value, judged by the same rules wherever they were written: a file, the registry, the tenant's policy. */
import { isNearStoppingSwitch, nearestPolicyKey } from '../../common/policies/near-miss.ts';
import type { PolicyOrigin, PolicyProblem, PolicySetting } from '../../common/policies/reading.ts';
import {
  isPolicyKey,
  isStoppingSwitch,
  POLICY_KEYS,
  policyRecord,
  policyValueProblem,
  type PolicyKey,
  type PolicySourceId,
  type PolicyValue,
} from '../../common/policies/records.ts';
import { RELEASE_RULES, type ValueRules } from '../../common/policies/service-url.ts';

/** Longer keys and values are cut in messages. */
const MAX_QUOTED_LENGTH = 48;
/** More problems of one file or policy than this are summed up in the last one. */
export const MAX_PROBLEMS = 50;

export type Judgement =
  | { readonly setting: PolicySetting; readonly problem?: never }
  | { readonly problem: PolicyProblem; readonly setting?: never };

export interface JudgeOptions {
  /** What this build takes; a release unless given. */
  readonly rules?: ValueRules | undefined;
  /** What a switch's value looks like where it was written, when that is not JSON: "a REG_DWORD of 1 or 0". */
  readonly booleanWords?: string;
}

/** @param value what was parsed; an object or array may be anything that no policy takes, such as null */
export function judgeSetting(
  key: string,
  value: unknown,
  origin: PolicyOrigin,
  { rules = RELEASE_RULES, booleanWords }: JudgeOptions = {},
): Judgement {
  if (!isPolicyKey(key)) return { problem: unknownKey(key, origin) };
  if (!policyRecord(key).sources.includes(origin.source)) return { problem: notAllowedHere(key, origin) };
  const problem = policyValueProblem(key, value, rules);
  const expected = problem !== null && policyRecord(key).type === 'boolean' ? (booleanWords ?? problem) : problem;
  if (expected === null) return { setting: { key, value: value as PolicyValue, origin } };
  return {
    problem: {
      kind: 'invalid-value',
      origin,
      key,
      message: `${quote(key)} has a value that this policy does not take: ${quote(value)}.`,
      remedy: `Set it to ${expected}.`,
      holds: isStoppingSwitch(key),
    },
  };
}

/** A misspelt stopping switch holds: whoever wrote it may have meant to stop. */
function unknownKey(key: string, origin: PolicyOrigin): PolicyProblem {
  const nearest = nearestPolicyKey(key);
  const holds = isNearStoppingSwitch(key);
  return {
    kind: holds ? 'near-miss' : 'unknown-key',
    origin,
    key: cut(key),
    message: `${quote(key)} is not the name of a policy.`,
    remedy: nearest
      ? `Did you mean "${nearest.key}"? Names are case-sensitive.`
      : `Remove it, or use one of ${POLICY_KEYS.join(', ')}.`,
    holds,
  };
}

function notAllowedHere(key: PolicyKey, origin: PolicyOrigin): PolicyProblem {
  const allowed = policyRecord(key).sources.map((source) => SOURCE_NAMES[source]);
  return {
    kind: 'not-allowed-here',
    origin,
    key,
    message:
      origin.source === 'recommended'
        ? `${quote(key)} cannot be recommended.`
        : `${quote(key)} cannot be set by ${SOURCE_NAMES[origin.source]}.`,
    remedy: `Set it by ${allowed.join(' or ')}.`,
    holds: isStoppingSwitch(key),
  };
}

const SOURCE_NAMES: Readonly<Record<PolicySourceId, string>> = {
  tenant: "the organization's service",
  machine: 'a policy of the computer',
  user: 'a policy of the user',
  legacy: "the original's registry key",
  recommended: 'a recommendation',
};

/** At most `MAX_PROBLEMS`; a hold is never among those that are left out. */
export function boundedProblems(problems: readonly PolicyProblem[]): PolicyProblem[] {
  if (problems.length <= MAX_PROBLEMS) return [...problems];
  const shown = problems.slice(0, MAX_PROBLEMS - 1);
  const firstLeftOut = problems[MAX_PROBLEMS - 1];
  if (!firstLeftOut) return shown;
  const last = problems.slice(MAX_PROBLEMS - 1).find((problem) => problem.holds) ?? firstLeftOut;
  const more = problems.length - MAX_PROBLEMS;
  return [...shown, { ...last, message: `${last.message} There are ${more} more problems after this.` }];
}

const cut = (text: string): string => (text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}…` : text);

function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return 'an object or a list';
  return cut(JSON.stringify(value) ?? String(value));
}
