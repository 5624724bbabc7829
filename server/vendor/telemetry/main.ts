/** The vendor's telemetry service as a process. */
import process from 'node:process';
import { SetupError } from '../../shared/private-files.ts';
import { run } from './command-line.ts';

// Whatever is written belongs to the service's user alone.
process.umask(0o077);
try {
  await run(process.argv.slice(2), (line) => console.log(line));
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
