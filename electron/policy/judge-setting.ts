/** One key and its value, judged by the same rules wherever they were written: a machine's file or the tenant's policy. */
import { isNearStoppingSwitch, nearestPolicyKey } from '../../common/policies/near-miss.ts';
import type { PolicyOrigin, PolicyProblem, PolicySetting } from '../../common/policies/reading.ts';
import {
  isPolicyKey,
  isStoppingSwitch,
  POLICY_KEYS,
  policyRecord,
  policyValueProblem,
  type PolicyValue,
} from '../../common/policies/records.ts';

/** Longer keys and values are cut in messages. */
const MAX_QUOTED_LENGTH = 48;
/** More problems of one file or policy than this are summed up in the last one. */
export const MAX_PROBLEMS = 50;

export type Judgement =
  | { readonly setting: PolicySetting; readonly problem?: never }
  | { readonly problem: PolicyProblem; readonly setting?: never };

/** @param value what was parsed from JSON; an object or array may be anything that no policy takes, such as null */
export function judgeSetting(key: string, value: unknown, origin: PolicyOrigin): Judgement {
  if (!isPolicyKey(key)) return { problem: unknownKey(key, origin) };
  if (!policyRecord(key).sources.includes(origin.source)) return { problem: notAllowedHere(key, origin) };
  const expected = policyValueProblem(key, value);
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

const notAllowedHere = (key: string, origin: PolicyOrigin): PolicyProblem => ({
  kind: 'not-allowed-here',
  origin,
  key,
  message: `${quote(key)} cannot be set here.`,
  remedy: 'Set it in one of the sources that the policy reference names for it.',
  holds: isPolicyKey(key) && isStoppingSwitch(key),
});

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
