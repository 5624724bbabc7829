/** `parley data purge`: removes what Parley keeps on this computer for this user. Only while Parley is not running. */
import fs from 'node:fs';
import path from 'node:path';
import { errorCodeOf } from '../../error-code.ts';
import type { CliContext, Command } from '../command.ts';
import { CONTROL_FILES } from '../control-address.ts';
import { EXIT } from '../exit-codes.ts';

/** What only Parley writes; a folder with none of them is not taken for its data folder, and these go last. */
const MARKS = [path.join('telemetry', 'spool.db'), path.join('consent', 'consent.jsonl'), 'options.json'];
/** Everything that Parley writes there. Whatever else lies in the folder stays. */
const OURS =
  /^(account|consent|crashes|logs|session|telemetry|running|windows\.json|options\.json(\.unusable-.*)?|Singleton(Lock|Cookie|Socket))$/;

export const dataPurge: Command = {
  name: 'data purge',
  summary: 'Remove everything that Parley keeps on this computer',
  about:
    'Deletes records, the choice about error reports, the device ID, options, sign-in, logs and caches of this user on this computer. What was sent is not called back by it, and can no longer be: run data erase before. Parley must not be running. Without --yes it only lists what would go.',
  operands: [],
  flags: [{ name: 'yes', about: 'Really delete.' }],
  examples: ['parley data purge', 'parley data purge --yes'],
  async run({ flags, isJson }, context) {
    const { dataDirectory } = context;
    // Any other outcome means that somebody listens there.
    const running = await context.control.ask('status');
    if (running.ok || running.reason !== 'not-running') {
      context.err('Parley is running with this data folder. Quit it first.');
      return EXIT.failed;
    }
    const found = whatIsThere(dataDirectory);
    if (found.length === 0) {
      if (isJson) context.out(JSON.stringify({ dataDirectory, removed: [] }));
      else context.out(`${dataDirectory} holds no data of Parley.`);
      return EXIT.ok;
    }
    if (flags['yes'] !== true) {
      context.err(`This would delete, for good, from ${dataDirectory}: ${found.join(', ')}. Add --yes to do it.`);
      return EXIT.misused;
    }
    if (!remove(dataDirectory, found, context)) return EXIT.failed;
    if (isJson) context.out(JSON.stringify({ dataDirectory, removed: found }));
    else context.out(`Deleted from ${dataDirectory}: ${found.join(', ')}.`);
    return EXIT.ok;
  },
};

/** Entries of ours, the marks last, so that a purge that was interrupted can be repeated. */
function whatIsThere(directory: string): string[] {
  if (!MARKS.some((mark) => fs.existsSync(path.join(directory, mark)))) return [];
  const isMark = (name: string): boolean => MARKS.some((mark) => mark.split(path.sep)[0] === name);
  const ours = fs.readdirSync(directory).filter((name) => OURS.test(name) || CONTROL_FILES.includes(name));
  return [...ours.filter((name) => !isMark(name)), ...ours.filter(isMark)];
}

function remove(directory: string, names: readonly string[], { err }: CliContext): boolean {
  try {
    for (const name of names) fs.rmSync(path.join(directory, name), { recursive: true, force: true });
  } catch (error) {
    err(`Not everything could be deleted (${errorCodeOf(error)}). Run it again.`);
    return false;
  }
  try {
    fs.rmdirSync(directory);
  } catch {
    // Something that is not ours lies there too.
  }
  return true;
}
