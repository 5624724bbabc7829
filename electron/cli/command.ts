/**
 * What a command of `parley` is: a record from which arguments are parsed and help, completions and man page are made,
 * and the function that does it.
 */
import type { ControlClient } from './control-client.ts';
import type { ExitCode } from './exit-codes.ts';

export interface Operand {
  /** As in usage lines, in capitals. */
  readonly name: string;
  readonly about: string;
  readonly isOptional?: true;
  /** Takes any number of values; only the last operand may. */
  readonly isRepeated?: true;
  /** The only values there are; anything goes when left out. */
  readonly values?: readonly string[];
  readonly isFile?: true;
}

export interface Flag {
  /** Without the dashes. */
  readonly name: string;
  readonly about: string;
  /** What its value is called; a flag without one is on or off. */
  readonly value?: string;
  readonly values?: readonly string[];
  /** A whole number within these bounds. */
  readonly range?: { readonly min: number; readonly max: number };
}

export interface CommandInput {
  readonly operands: readonly string[];
  /** `true` for a flag without a value that was given. */
  readonly flags: Readonly<Record<string, string | true | undefined>>;
  readonly isJson: boolean;
}

export interface CliContext {
  readonly control: ControlClient;
  readonly dataDirectory: string;
  readonly cwd: string;
  /** What was asked for, without the line break at its end. */
  out(text: string): void;
  /** As `out`, exactly these bytes. */
  outRaw(bytes: Uint8Array): void;
  /** Everything that is not the answer: why there is none, hints. */
  err(text: string): void;
  /** Milliseconds since the epoch. */
  now(): number;
  /** From this call on, Ctrl-C ends the command through this signal and not the process. */
  interruption(): AbortSignal;
}

export interface Command {
  /** One or two words. */
  readonly name: string;
  /** A short sentence without its full stop, for lists. */
  readonly summary: string;
  /** Sentences for help and man page. */
  readonly about: string;
  readonly operands: readonly Operand[];
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
  run(input: CommandInput, context: CliContext): Promise<ExitCode>;
}

/** Flags of every command. */
export const COMMON_FLAGS: readonly Flag[] = [
  { name: 'json', about: 'Print one JSON value instead of text.' },
  { name: 'user-data-dir', value: 'DIR', about: 'The data folder of the Parley that is meant.' },
  { name: 'help', about: 'Show how a command is used.' },
];
