/** What differs between two states of the policies and the gates. Pure. */
import { CATEGORIES, type Category } from '../../common/catalogue/types.ts';
import type { GateDecision } from '../../common/consent/decide.ts';
import type { PolicyProblem } from '../../common/policies/reading.ts';
import { POLICY_KEYS, type PolicyKey } from '../../common/policies/records.ts';
import type { ResolvedPolicy } from '../../common/policies/resolve.ts';
import type { PolicyState } from './control-contract.ts';
import { causeWords, gateWords, placeOf, problemLine, sourceWords } from './words.ts';

export interface PolicyChange {
  readonly policies: readonly { readonly key: PolicyKey; readonly from: ResolvedPolicy; readonly to: ResolvedPolicy }[];
  readonly gates: readonly { readonly category: Category; readonly from: GateDecision; readonly to: GateDecision }[];
  readonly newProblems: readonly PolicyProblem[];
  readonly mendedProblems: readonly PolicyProblem[];
}

export function policyChange(before: PolicyState, after: PolicyState): PolicyChange {
  return {
    policies: POLICY_KEYS.filter((key) => differs(before.policies[key], after.policies[key])).map((key) => ({
      key,
      from: before.policies[key],
      to: after.policies[key],
    })),
    gates: CATEGORIES.filter((category) => differs(before.gates[category], after.gates[category])).map((category) => ({
      category,
      from: before.gates[category],
      to: after.gates[category],
    })),
    newProblems: without(after.problems, before.problems),
    mendedProblems: without(before.problems, after.problems),
  };
}

/** One line for each thing that changed. */
export const changeLines = ({ policies, gates, newProblems, mendedProblems }: PolicyChange): string[] => [
  ...policies.map(({ key, from, to }) => `${key}: ${policyWords(from)} -> ${policyWords(to)}`),
  ...newProblems.map((problem) => `invalid: ${problemLine(problem)}`),
  ...mendedProblems.map(
    ({ origin, message }) => `mended: ${placeOf(origin) || sourceWords(origin.source)}: ${message}`,
  ),
  ...gates.map(({ category, from, to }) => `${category}: ${from.state} -> ${gateWords(to)}`),
];

/** One line for each policy and gate, as they are. */
export const stateLines = ({ policies, problems, gates }: PolicyState): string[] => [
  ...POLICY_KEYS.map((key) => `${key}: ${policyWords(policies[key])}`),
  ...problems.map((problem) => `invalid: ${problemLine(problem)}`),
  ...CATEGORIES.map((category) => `${category}: ${gateWords(gates[category])}`),
];

export function policyWords(policy: ResolvedPolicy): string {
  if (policy.state === 'unknown') return `unknown, because ${causeWords(policy.cause)}`;
  if (policy.state === 'default') return policy.value === null ? 'not set' : `${String(policy.value)} (default)`;
  const { origin } = policy.winner;
  const from = [sourceWords(origin.source), placeOf(origin)].filter(Boolean).join(', ');
  return `${String(policy.value)} (${policy.state === 'recommended' ? 'recommended, ' : ''}${from})`;
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);
const without = (problems: readonly PolicyProblem[], others: readonly PolicyProblem[]): PolicyProblem[] => {
  const known = new Set(others.map((problem) => JSON.stringify(problem)));
  return problems.filter((problem) => !known.has(JSON.stringify(problem)));
};
