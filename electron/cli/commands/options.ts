/** `parley options list|get|set`: the user's own options, behind the same locks as the Options window. */
import {
  isOptionKey,
  OPTION_KEYS,
  options,
  type OptionKey,
  type OptionRecord,
} from '../../../common/options/records.ts';
import type { CliContext, Command, Operand } from '../command.ts';
import type { OptionsView } from '../control-contract.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { didYouMean } from '../nearest.ts';
import { unanswered } from '../unanswered.ts';
import { columns, placeOf, sourceWords } from '../words.ts';

const KEY: Operand = { name: 'KEY', about: 'The option.', values: OPTION_KEYS };
const ON_OFF = ['on', 'off'];
const recordOf = (key: OptionKey): OptionRecord => options[key];
const valuesOf = (key: OptionKey): readonly string[] => {
  const record = recordOf(key);
  return record.type === 'boolean' ? ON_OFF : record.values;
};
const textOf = (value: string | boolean): string => (typeof value === 'boolean' ? (value ? 'on' : 'off') : value);

interface OptionView {
  readonly key: OptionKey;
  readonly value: string | boolean;
  /** What comes back when the policy ends; null while no policy manages the option. */
  readonly ownValue: string | boolean | null;
  readonly managedBy: NonNullable<OptionsView['locks'][OptionKey]>['by'] | null;
}
const viewOf = ({ options: values, locks }: OptionsView, key: OptionKey): OptionView => ({
  key,
  value: values[key],
  ownValue: locks[key]?.ownValue ?? null,
  managedBy: locks[key]?.by ?? null,
});
const managedWords = ({ managedBy, ownValue }: OptionView): string =>
  managedBy && ownValue !== null
    ? `managed by ${[sourceWords(managedBy.source), placeOf(managedBy)].filter(Boolean).join(', ')}; own choice: ${textOf(ownValue)}`
    : '';

export const optionsList: Command = {
  name: 'options list',
  summary: 'The options and who decides them',
  about: 'Lists every option with the value that applies, and for a managed one the policy source and the own choice.',
  operands: [],
  flags: [],
  examples: ['parley options list'],
  async run({ isJson }, context) {
    const answer = await context.control.ask('options');
    if (!answer.ok) return unanswered(context, answer.reason);
    const views = OPTION_KEYS.map((key) => viewOf(answer.value, key));
    context.out(
      isJson ? JSON.stringify(views) : columns(views.map((view) => [view.key, textOf(view.value), managedWords(view)])),
    );
    return EXIT.ok;
  },
};

export const optionsGet: Command = {
  name: 'options get',
  summary: 'The value of one option',
  about: 'Prints the value of an option that applies now, and nothing else.',
  operands: [KEY],
  flags: [],
  examples: ['parley options get logging'],
  async run({ operands: [key = ''], isJson }, context) {
    const answer = await context.control.ask('options');
    if (!answer.ok) return unanswered(context, answer.reason);
    if (!isOptionKey(key)) return EXIT.misused;
    const view = viewOf(answer.value, key);
    context.out(isJson ? JSON.stringify(view) : textOf(view.value));
    return EXIT.ok;
  },
};

export const optionsSet: Command = {
  name: 'options set',
  summary: 'Change one option of your own',
  about:
    'Changes an option at once, as the Options window does. An option that a policy manages is refused. Error reports are not an option: only the checkbox on the General tab turns them on or off.',
  operands: [KEY, { name: 'VALUE', about: 'The new value; on or off for a switch.' }],
  flags: [],
  examples: ['parley options set theme dark', 'parley options set logging full'],
  async run({ operands: [key = '', text = ''], isJson }, context) {
    if (!isOptionKey(key)) return EXIT.misused;
    const values = valuesOf(key);
    if (!values.includes(text)) {
      context.err(`${key} is one of ${values.join(', ')}; "${text}" is not.${didYouMean(text, values)}`);
      return EXIT.misused;
    }
    const value = recordOf(key).type === 'boolean' ? text === 'on' : text;
    const answer = await context.control.ask('options.set', key, value);
    if (!answer.ok) return unanswered(context, answer.reason);
    if (!answer.value.ok) return refused(key, answer.value.reason.kind, context);
    context.out(isJson ? JSON.stringify({ key, value }) : `${key} is ${text} now.`);
    return EXIT.ok;
  },
};

async function refused(key: OptionKey, kind: 'managed' | 'not-saved', context: CliContext): Promise<ExitCode> {
  if (kind === 'not-saved') {
    context.err(`${key} could not be saved: is the disk full or read-only? It is as it was.`);
    return EXIT.failed;
  }
  const answer = await context.control.ask('options');
  const by = answer.ok ? managedWords(viewOf(answer.value, key)) : 'managed by a policy';
  context.err(`${key} is ${by}. It was not changed.`);
  return EXIT.forbidden;
}
