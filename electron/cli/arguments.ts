/** Reads the words after `parley` into a command with checked operands and flags. Pure; a mistake is a sentence. */
import { parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../common/result.ts';
import { COMMON_FLAGS, type Command, type CommandInput, type Flag, type Operand } from './command.ts';
import { didYouMean } from './nearest.ts';

export type Reading =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'run'; readonly command: Command; readonly input: CommandInput; readonly userDataDir?: string };

export interface Mistake {
  readonly message: string;
  /** The command whose usage helps, when it is clear which one was meant. */
  readonly command: Command | null;
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

export function readArguments(argv: readonly string[], commands: readonly Command[]): Result<Reading, Mistake> {
  const flags = [...COMMON_FLAGS, ...commands.flatMap((command) => command.flags)];
  let values: Values;
  let words: string[];
  try {
    const options = Object.fromEntries(
      [...flags, { name: 'version' } as Flag].map(({ name, value }) => [
        name,
        { type: value === undefined ? ('boolean' as const) : ('string' as const) },
      ]),
    );
    const parsed = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    values = parsed.values;
    words = parsed.positionals;
  } catch (error) {
    return fail({ message: whatIsWrong(error, flags), command: null });
  }
  if (values['version'] === true) return ok({ kind: 'version' });
  const isHelp = values['help'] === true || words[0] === 'help' || words.length === 0;
  if (words[0] === 'help') words = words.slice(1);
  const command = commands.find(({ name }) => name === words.slice(0, name.split(' ').length).join(' ')) ?? null;
  if (!command && words.length > 0 && !(isHelp && isGroup(words, commands))) {
    return fail({ message: unknownCommand(words, commands), command: null });
  }
  if (isHelp || !command) return ok({ kind: 'help', command });
  const operands = words.slice(command.name.split(' ').length);
  const problem = operandProblem(command, operands) ?? flagProblem(command, values);
  if (problem !== null) return fail({ message: problem, command });
  const userDataDir = values['user-data-dir'];
  return ok({
    kind: 'run',
    command,
    input: {
      operands,
      flags: Object.fromEntries(command.flags.map(({ name }) => [name, valueOf(values[name])])),
      isJson: values['json'] === true,
    },
    ...(typeof userDataDir === 'string' ? { userDataDir } : {}),
  });
}

const valueOf = (value: string | boolean | undefined): string | true | undefined =>
  value === false ? undefined : value;
const isGroup = (words: readonly string[], commands: readonly Command[]): boolean =>
  words.length === 1 && commands.some(({ name }) => name.startsWith(`${words[0]} `));

function unknownCommand(words: readonly string[], commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name);
  if (isGroup(words, commands)) {
    const verbs = names.filter((name) => name.startsWith(`${words[0]} `)).map((name) => name.split(' ')[1]);
    return `"parley ${words[0]}" needs one of: ${verbs.join(', ')}.`;
  }
  const said = words.slice(0, 2).join(' ');
  return `There is no command "${said}".${didYouMean(said, names) || didYouMean(words[0] ?? '', names)}`;
}

function operandProblem({ name, operands }: Command, given: readonly string[]): string | null {
  const missing = operands.find((operand, i) => !operand.isOptional && given[i] === undefined);
  if (missing) return `"parley ${name}" needs ${missing.name}: ${missing.about}`;
  const isOpen = operands.at(-1)?.isRepeated === true;
  if (!isOpen && given.length > operands.length) return `"${given[operands.length]}" is one word too many.`;
  for (const [i, value] of given.entries()) {
    const operand = operands[Math.min(i, operands.length - 1)];
    const problem = operand && valueProblem(operand.name, operand, value);
    if (problem) return problem;
  }
  return null;
}

function flagProblem(command: Command, values: Values): string | null {
  const known = [...COMMON_FLAGS, ...command.flags];
  for (const [name, value] of Object.entries(values)) {
    const flag = known.find((each) => each.name === name);
    if (!flag) return `"parley ${command.name}" has no --${name}.`;
    if (value === '') return `--${name} needs a value.`;
    const problem = typeof value === 'string' ? valueProblem(`--${name}`, flag, value) : null;
    if (problem !== null) return problem;
  }
  return null;
}

function valueProblem(name: string, { values, ...rest }: Operand | Flag, value: string): string | null {
  if (values && !values.includes(value))
    return `${name} is one of ${values.join(', ')}; "${value}" is not.${didYouMean(value, values)}`;
  const range = 'range' in rest ? rest.range : undefined;
  if (!range) return null;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  return number >= range.min && number <= range.max
    ? null
    : `${name} is a whole number from ${range.min} to ${range.max}; "${value}" is not.`;
}

/** Node's own sentence, without its advice on how to pass a word that begins with a dash. */
function whatIsWrong(error: unknown, flags: readonly Flag[]): string {
  const text = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '(-[^']*)'/.exec(text)?.[1];
  if (unknown === undefined) return text.split('\n')[0] ?? text;
  const names = flags.map(({ name }) => `--${name}`);
  return `There is no option ${unknown}.${didYouMean(unknown, names)}`;
}
