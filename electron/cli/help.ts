/** What `--help` prints, made from the table of commands. Pure. */
import { COMMON_FLAGS, type Command, type Flag, type Operand } from './command.ts';
import { EXIT_MEANINGS } from './exit-codes.ts';
import { columns } from './words.ts';

/** `policy explain [KEY...] [--json]` without the program's name. */
export function usageOf({ name, operands, flags }: Command): string {
  return [name, ...operands.map(operandWords), ...flags.map((flag) => `[${flagWords(flag)}]`)].join(' ');
}
export const flagWords = ({ name, value }: Flag): string => `--${name}${value === undefined ? '' : `=${value}`}`;

export function overview(commands: readonly Command[]): string {
  return [
    'Usage: parley COMMAND [--json] [--user-data-dir=DIR]',
    '',
    'What applies on this computer, why, and which data Parley collected.',
    '',
    indented(commands.map((command) => [usageOf(command), command.summary])),
    '',
    'Every command takes',
    indented(COMMON_FLAGS.map((flag) => [flagWords(flag), flag.about])),
    '',
    'Exit status',
    indented(Object.entries(EXIT_MEANINGS)),
    '',
    'parley help COMMAND says more about one of them.',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const { about, operands, flags, examples } = command;
  return [
    `Usage: parley ${usageOf(command)} [--json]`,
    '',
    about,
    ...section(
      'Words',
      operands.map(({ name, about: what, values }) => [name, what + oneOf(values)]),
    ),
    ...section(
      'Options',
      flags.map((flag) => [flagWords(flag), flag.about + oneOf(flag.values)]),
    ),
    '',
    'Examples',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
}

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', title, indented(rows)];
export const oneOf = (values?: readonly string[]): string => (values ? ` One of ${values.join(', ')}.` : '');
const indented = (rows: readonly (readonly string[])[]): string => columns(rows).replaceAll(/^/gm, '  ');

function operandWords({ name, isOptional, isRepeated }: Operand): string {
  const word = isRepeated ? `${name}...` : name;
  return isOptional ? `[${word}]` : word;
}
