/** `parley policy watch`: prints what applies, then each change as it applies, until Ctrl-C or the end of Parley. */
import type { Command } from '../command.ts';
import type { PolicyState } from '../control-contract.ts';
import { EXIT } from '../exit-codes.ts';
import { changeLines, policyChange, stateLines } from '../policy-changes.ts';
import { unanswered } from '../unanswered.ts';
import { isoTime } from '../words.ts';

export const policyWatch: Command = {
  name: 'policy watch',
  summary: 'Print each change of a policy as it applies',
  about:
    'Prints the policies and what is collected, then a line for each change at the moment it applies. Ends with Ctrl-C, or when Parley ends. With --json each line is one JSON value: first the state, then the changes.',
  operands: [],
  flags: [],
  examples: ['parley policy watch', 'parley policy watch --json | jq .gates'],
  async run({ isJson }, context) {
    let before: PolicyState | null = null;
    const onState = (state: PolicyState): void => {
      const at = isoTime(context.now());
      const change = before && policyChange(before, state);
      before = state;
      if (isJson) context.out(JSON.stringify(change ? { at, change } : { at, state }));
      else for (const line of change ? changeLines(change) : stateLines(state)) context.out(`${at}  ${line}`);
    };
    const end = await context.control.watch(onState, context.interruption());
    if (end === 'interrupted') return EXIT.ok;
    if (end !== 'ended') return unanswered(context, end);
    context.err('Parley has ended.');
    return EXIT.notRunning;
  },
};
