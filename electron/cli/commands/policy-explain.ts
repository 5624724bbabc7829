/** `parley policy explain`: for each policy the winner and every loser, and what the gates are because of it. */
import { isPolicyKey, POLICY_KEYS } from '../../../common/policies/records.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { explain } from '../explain.ts';
import { explanationText } from '../explanation-text.ts';
import { unanswered } from '../unanswered.ts';

export const policyExplain: Command = {
  name: 'policy explain',
  summary: 'Where each policy comes from, what lost and why',
  about:
    'For each policy the value that applies and every other one that was set, each with source, file or registry key, owner and time of change, and why it lost; what is invalid and how to mend it; how fresh each source is; and what is collected because of it.',
  operands: [
    {
      name: 'KEY',
      about: 'The policies to explain; all of them when left out.',
      isOptional: true,
      isRepeated: true,
      values: POLICY_KEYS,
    },
  ],
  flags: [],
  examples: ['parley policy explain', 'parley policy explain DisableAutomaticSendTracing --json'],
  async run({ operands, isJson }, context) {
    const view = await context.control.ask('policy');
    if (!view.ok) return unanswered(context, view.reason);
    const keys = operands.filter(isPolicyKey);
    const explanation = explain(view.value, keys.length > 0 ? keys : POLICY_KEYS);
    const { policyDirectory } = view.value;
    context.out(
      isJson
        ? JSON.stringify({ policyDirectory, ...explanation })
        : explanationText({ explanation, policyDirectory, nowMs: context.now() }),
    );
    return EXIT.ok;
  },
};
