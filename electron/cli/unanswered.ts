/** Says why Parley did not answer, the same for every command. */
import type { CliContext } from './command.ts';
import type { ControlFailure } from './control-client.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export function unanswered({ err, dataDirectory }: CliContext, failure: ControlFailure): ExitCode {
  switch (failure) {
    case 'not-running':
      err(
        `Parley is not running with the data folder ${dataDirectory}. Start it, or name another folder with --user-data-dir.`,
      );
      return EXIT.notRunning;
    case 'no-answer':
      err('Parley is running but does not answer. Try again; if that does not help, restart it.');
      return EXIT.notRunning;
    case 'refused':
      err('The Parley that is running does not know this question: it is of another version. Restart it.');
      return EXIT.failed;
  }
}
