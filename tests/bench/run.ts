/**
 * `npm run bench -- NAME [--json]`: runs `tests/bench/NAME.ts`, which exports `bench()`. Prints readable lines; with
 * `--json` the last line is the result as one JSON object.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Bench {
  /** Measures and returns numbers, with their units in the names; may print progress on stderr. */
  bench(): Promise<object>;
}

const folder = import.meta.dirname;
const names = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== path.basename(import.meta.filename))
  .map((file) => path.basename(file, '.ts'));

async function run(args: readonly string[]): Promise<number> {
  const isJson = args.includes('--json');
  const name = args.find((arg) => !arg.startsWith('--'));
  if (name === undefined || !names.includes(name)) {
    console.error(
      `${name === undefined ? 'Which benchmark?' : `No such benchmark: ${name}.`} There are: ${names.join(', ')}.`,
    );
    return 1;
  }
  const { bench } = (await import(pathToFileURL(path.join(folder, `${name}.ts`)).href)) as Bench;
  const result = await bench();
  for (const [what, value] of Object.entries(result)) console.log(`${what}: ${readable(value)}`);
  if (isJson) console.log(JSON.stringify(result));
  return 0;
}

function readable(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key} ${String(part)}`)
    .join(', ');
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
