/** One run of `parley`: reads the words, does what they say, answers with the exit status. */
import path from 'node:path';
import { readArguments } from './arguments.ts';
import type { CliContext } from './command.ts';
import { COMMANDS } from './commands.ts';
import type { ControlClient } from './control-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { commandHelp, overview, usageOf } from './help.ts';

export interface CliRun extends Omit<CliContext, 'control' | 'dataDirectory'> {
  readonly version: string;
  /** Where Parley keeps its data unless told otherwise. */
  readonly defaultDataDirectory: string;
  controlOf(dataDirectory: string): ControlClient;
}

export async function runCli(argv: readonly string[], run: CliRun): Promise<ExitCode> {
  const reading = readArguments(argv, COMMANDS);
  if (!reading.ok) {
    const { message, command } = reading.reason;
    run.err(message);
    run.err(command ? `Usage: parley ${usageOf(command)}` : 'parley help lists what there is.');
    return EXIT.misused;
  }
  const { value } = reading;
  if (value.kind === 'version') {
    run.out(run.version);
    return EXIT.ok;
  }
  if (value.kind === 'help') {
    run.out(value.command ? commandHelp(value.command) : overview(COMMANDS));
    return EXIT.ok;
  }
  const dataDirectory = value.userDataDir ? path.resolve(run.cwd, value.userDataDir) : run.defaultDataDirectory;
  return value.command.run(value.input, { ...run, dataDirectory, control: run.controlOf(dataDirectory) });
}
