/** `parley data erase`: asks the telemetry service to erase what this device sent. */
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { unanswered } from '../unanswered.ts';
import { isoTime } from '../words.ts';

export const dataErase: Command = {
  name: 'data erase',
  summary: 'Ask the telemetry service to erase what was sent',
  about:
    'Asks the telemetry service to erase every batch of a category that it holds or may hold from you on this device, and prints its answer. Works also after error reports were turned off.',
  operands: [{ name: 'CATEGORY', about: 'What to erase.', values: CATEGORIES }],
  flags: [],
  examples: ['parley data erase error'],
  async run({ operands: [category = ''], isJson }, context) {
    const answer = await context.control.ask('data.erase', category as Category);
    if (!answer.ok) return unanswered(context, answer.reason);
    if (isJson) context.out(JSON.stringify(answer.value));
    if (!answer.value.ok) {
      if (answer.value.reason === 'offline') {
        if (!isJson)
          context.err('The telemetry service cannot be reached now. Try again later; nothing is lost by it.');
        return EXIT.failed;
      }
      if (!isJson) context.out('There is nothing to erase: the service holds nothing of this category from here.');
      return EXIT.ok;
    }
    const { at, batches, erased, refused } = answer.value.value;
    if (!isJson) context.out(`${isoTime(at)}: ${erased} of ${batches} batches were erased, ${refused} refused.`);
    return refused === 0 ? EXIT.ok : EXIT.failed;
  },
};
