/**
 * `parley` as a program: its words come from the app's `--cli` (packaged, where nothing else can run them) or from
 * `npm run parley`; answers go to the terminal.
 */
import { findControlAddress } from './control-address.ts';
import { createControlClient } from './control-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { runCli } from './run.ts';

export const CLI_SWITCH = '--cli';

/**
 * The words after `--cli`; null when the app was started as an app. What follows a `parley:` link is never a command:
 * links come from strangers, and a system that hands one over badly must not let it become more than a link.
 */
export function cliWords(argv: readonly string[]): readonly string[] | null {
  const at = argv.indexOf(CLI_SWITCH, 1);
  const isAfterLink = argv.slice(1, at).some((argument) => /^parley:/i.test(argument));
  return at === -1 || isAfterLink ? null : argv.slice(at + 1);
}

export interface Program {
  readonly version: string;
  readonly defaultDataDirectory: string;
}

/** Resolves with the exit status once everything that was printed has left this process. */
export async function runInTerminal(words: readonly string[], program: Program): Promise<ExitCode> {
  // The reader of a pipe may leave early (`| head`); there is nobody to tell then.
  process.stdout.on('error', () => {});
  const err = (text: string): void => void process.stderr.write(`${text}\n`);
  const code = await runCli(words, {
    ...program,
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(`${text}\n`),
    outRaw: (bytes) => void process.stdout.write(bytes),
    err,
    now: Date.now,
    interruption,
    controlOf: (directory) => createControlClient(findControlAddress(directory)),
  }).catch((error: unknown) => {
    err(`parley failed unexpectedly: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.failed;
  });
  await Promise.all([process.stdout, process.stderr].map(written));
  return code;
}

function interruption(): AbortSignal {
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => abort.abort());
  // Whoever reads the stream has gone.
  process.stdout.once('error', () => abort.abort());
  return abort.signal;
}

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    if (!stream.writable) return resolve();
    stream.write('', () => resolve());
  });
