/** An explanation of the policies as a person reads it. Pure. */
import { CATEGORIES } from '../../common/catalogue/types.ts';
import type { PolicyLoser } from '../../common/policies/resolve.ts';
import type { ExplainedPolicy, ExplainedSetting, ExplainedSource, Explanation } from './explain.ts';
import { ago, causeWords, detailsOf, gateWords, isoTime, placeOf, problemLine, sourceWords } from './words.ts';

const WHY_LOST: { readonly [W in PolicyLoser['why']]: string } = {
  'overridden-by-stop': 'another source stops sending, and a stop always wins',
  'lower-precedence': 'a source that comes before it decides',
  'later-file-wins': 'a later one in the same source says otherwise',
  'in-doubt': 'a policy cannot be read for certain, so nothing is allowed on its word',
};

export interface TextInput {
  readonly explanation: Explanation;
  readonly policyDirectory: string;
  readonly nowMs: number;
}

export function explanationText({ explanation, policyDirectory, nowMs }: TextInput): string {
  const { policies, problems, sources, gates } = explanation;
  return [
    ...policies.flatMap((policy) => [...policyLines(policy, policyDirectory), '']),
    ...(problems.length === 0
      ? []
      : ['Invalid', ...problems.map((problem) => `  ${problemLine(problem, policyDirectory)}`), '']),
    'Sources',
    ...sources.map((source) => `  ${sourceLine(source, nowMs)}`),
    '',
    'What is collected and sent',
    ...CATEGORIES.map((category) => `  ${category}: ${gateWords(gates[category])}`),
  ].join('\n');
}

function policyLines(policy: ExplainedPolicy, directory: string): string[] {
  return [
    `${policy.key}: ${valueWords(policy)}`,
    ...(policy.winner ? [`  wins: ${settingWords(policy.winner, directory)}`] : []),
    ...policy.losers.map((loser) => `  loses: ${settingWords(loser, directory)}; ${WHY_LOST[loser.why]}`),
    ...policy.problems.map((problem) => `  invalid: ${problemLine(problem, directory)}`),
  ];
}

function valueWords({ state, value, cause, option }: ExplainedPolicy): string {
  if (state === 'unknown') return `unknown, because ${cause ? causeWords(cause) : 'nothing is known'}`;
  if (state === 'recommended') return `${String(value)} (recommended; the user may choose otherwise)`;
  if (state === 'set') return String(value);
  if (value !== null) return `${String(value)} (not set; this is the default)`;
  return option === null ? 'not set' : `not set; the user's own option ${option} applies`;
}

const settingWords = ({ value, origin }: ExplainedSetting, directory: string): string =>
  [`${String(value)} from ${sourceWords(origin.source)}`, placeOf(origin, directory), ...detailsOf(origin)]
    .filter(Boolean)
    .join(', ');

function sourceLine({ source, state, settings, problems, readAt }: ExplainedSource, nowMs: number): string {
  const name = sourceWords(source);
  if (state === 'none') return `${name}: there is none now`;
  const read = readAt === null ? 'not read yet' : `last read ${ago(readAt, nowMs)} (${isoTime(readAt)})`;
  return `${name}: ${read}, ${settings} set${problems > 0 ? `, ${problems} invalid` : ''}`;
}
