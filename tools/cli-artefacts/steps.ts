/**
 * The command line as a shell sees it while somebody types: after which words which ones may follow. Pure. All three
 * shells are told the same.
 */
import type { Command, Operand } from '../../electron/cli/command.ts';

export interface Choice {
  readonly word: string;
  readonly about: string;
}
export interface Step {
  /** The words so far, without options. */
  readonly after: string;
  /** Any further words may stand between `after` and here. */
  readonly isOpen: boolean;
  readonly choices: readonly Choice[];
  readonly isFile: boolean;
}

/** Steps by what was typed, an exact one before an open one that begins alike. */
export function steps(commands: readonly Command[]): Step[] {
  const groups = [...new Set(commands.filter(({ name }) => name.includes(' ')).map(({ name }) => firstWord(name)))];
  const top = [...new Set(commands.map(({ name }) => firstWord(name)))].map((word) => ({
    word,
    about: commands.find(({ name }) => name === word)?.summary ?? verbsOf(commands, word).join(', '),
  }));
  return [
    step('', [...top, { word: 'help', about: 'Show how a command is used' }]),
    ...groups.map((group) =>
      step(
        group,
        commands
          .filter(({ name }) => name.startsWith(`${group} `))
          .map(({ name, summary }) => ({ word: name.slice(group.length + 1), about: summary })),
      ),
    ),
    ...commands.flatMap(({ name, operands }) => operands.map((operand, i) => operandStep(name, operand, i))),
  ];
}

const step = (after: string, choices: readonly Choice[]): Step => ({ after, isOpen: false, choices, isFile: false });
const firstWord = (name: string): string => name.split(' ')[0] ?? name;
const verbsOf = (commands: readonly Command[], group: string): string[] =>
  commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1));

/** The words of the operands before this one are anybody's guess. */
const operandStep = (name: string, { values, isFile, isRepeated }: Operand, index: number): Step => ({
  after: name,
  isOpen: index > 0 || isRepeated === true,
  choices: (values ?? []).map((word) => ({ word, about: '' })),
  isFile: isFile === true,
});
