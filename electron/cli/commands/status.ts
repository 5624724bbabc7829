/** `parley status`: what applies, why, and what is waiting. */
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import { POLICY_KEYS } from '../../../common/policies/records.ts';
import { RECORD_STATES } from '../../../common/telemetry/views.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { policyWords } from '../policy-changes.ts';
import type { ControlStatus } from '../status-view.ts';
import { unanswered } from '../unanswered.ts';
import { gateWords, problemLine } from '../words.ts';

export const status: Command = {
  name: 'status',
  summary: 'What is collected now, why, and what is waiting',
  about:
    'Prints the effective policies with their sources, the choice about error reports, what is collected and sent and why, how many records there are in each state, and when something was last sent.',
  operands: [],
  flags: [],
  examples: ['parley status', 'parley status --json'],
  async run({ isJson }, context) {
    const answer = await context.control.ask('status');
    if (!answer.ok) return unanswered(context, answer.reason);
    context.out(isJson ? JSON.stringify(answer.value) : describe(answer.value));
    return EXIT.ok;
  },
};

function describe(now: ControlStatus): string {
  const who = now.signedIn ? `signed in to ${now.organization ?? 'an organization'}` : 'signed out';
  const choice = now.consent.choice === 'in' ? `opted in since ${now.consent.at ?? 'earlier'}` : 'not opted in';
  return [
    `Parley ${now.version} on ${now.runtime}, ${who}, ${now.connection}`,
    `Error reports: ${choice}`,
    ...POLICY_KEYS.map((key) => `${key}: ${policyWords(now.policies[key])}`),
    ...now.problems.map((problem) => `invalid: ${problemLine(problem, now.policyDirectory)}`),
    ...CATEGORIES.map((category) => `${category}: ${gateWords(now.gates[category])}; ${counted(now, category)}`),
    ...(now.spool.state === 'ok' ? [] : ['Records cannot be written now: is the disk full or read-only?']),
    `Last upload: ${now.lastUpload ?? 'never'}`,
  ].join('\n');
}

function counted({ spool }: ControlStatus, category: Category): string {
  const counts = spool.counts[category];
  const said = RECORD_STATES.filter((state) => counts[state] > 0).map((state) => `${counts[state]} ${state}`);
  return said.join(', ') || 'no records';
}
