/** The man page parley(1), in the man macros that every system reads. Pure. */
import { COMMON_FLAGS, type Command, type Flag, type Operand } from '../../electron/cli/command.ts';
import { EXIT_MEANINGS } from '../../electron/cli/exit-codes.ts';
import { flagWords, oneOf, usageOf } from '../../electron/cli/help.ts';

export function manPage(commands: readonly Command[]): string {
  return [
    '.\\" Generated from electron/cli by `npm run generate`; do not edit.',
    '.TH PARLEY 1 "" Parley "User Commands"',
    '.SH NAME',
    'parley \\- what applies on this computer, why, and which data Parley collected',
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => [`.B parley ${words(usageOf(command))}`, '.br']).slice(0, -1),
    '.SH DESCRIPTION',
    ...sentences(
      'Without a command, parley opens the window. With one, it asks the Parley that is running for this user and prints the answer. Error reports cannot be turned on or off from here: only the checkbox on the General tab of Options does that.',
    ),
    '.SH COMMANDS',
    ...commands.flatMap(describe),
    '.SH OPTIONS',
    'Every command takes these.',
    ...COMMON_FLAGS.flatMap(flagEntry),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_MEANINGS).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, words(meaning)]),
    '.SH EXAMPLES',
    '.nf',
    ...commands.flatMap(({ examples }) => examples.map(words)),
    '.fi',
    '',
  ].join('\n');
}

const describe = (command: Command): string[] => [
  `.SS parley ${words(usageOf(command))}`,
  ...sentences(command.about),
  ...command.operands.flatMap(operandEntry),
  ...command.flags.flatMap(flagEntry),
];
const operandEntry = ({ name, about, values }: Operand): string[] => [
  '.TP',
  `.I ${name}`,
  words(about + oneOf(values)),
];
const flagEntry = (flag: Flag): string[] => [
  '.TP',
  `.B ${words(flagWords(flag))}`,
  words(flag.about + oneOf(flag.values)),
];

/** One sentence a line, as the format likes it. */
const sentences = (text: string): string[] => text.split(/(?<=[.:]) (?=[A-Z-])/).map(words);
/** Dashes that are typed, backslashes, and lines that would be taken for a request. */
const words = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^[.']/, '\\&$&').replaceAll("'", '\\(aq');
