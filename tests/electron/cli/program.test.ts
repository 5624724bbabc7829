import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONTROL_ARGUMENTS } from '../../../electron/cli/control-contract.ts';
import { COMMANDS } from '../../../electron/cli/commands.ts';
import { EXIT } from '../../../electron/cli/exit-codes.ts';
import { cliWords } from '../../../electron/cli/program.ts';
import { projectRoot } from '../../../tools/project.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { fakeControl, parley } from './fake-control.ts';

test.each([
  [
    ['parley', '--cli', 'status', '--json'],
    ['status', '--json'],
  ],
  [['electron', 'main.mjs', '--user-data-dir=/d', '--cli'], []],
  [['parley'], null],
  [['parley', 'parley://options/general'], null],
])('%j is the app or its command line', (argv, words) => {
  expect(cliWords(argv)).toEqual(words);
});

test('what follows a link is not a command, however it got there', () => {
  expect(cliWords(['parley', 'parley://options/', '--cli', 'data', 'purge', '--yes'])).toBeNull();
});

test('whatever words are typed, it ends with a status of its own and asks for nothing but what there is', async () => {
  const cwd = tempDirectory();
  const known = COMMANDS.flatMap(({ name, flags }) => [...name.split(' '), ...flags.map((flag) => `--${flag.name}`)]);
  const word = fc.oneof(fc.constantFrom(...known, '--json', '--', '-', 'theme', 'dark', 'consent', 'in'), fc.string());
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (words) => {
      const control = fakeControl({ failure: 'not-running' });
      const { code } = await parley(words, control, { cwd, dataDirectory: cwd });
      expect(Object.values(EXIT)).toContain(code);
      for (const [name] of control.asked) expect(Object.keys(CONTROL_ARGUMENTS)).toContain(name);
    }),
    { numRuns: 500 },
  );
});

test.skipIf(process.platform === 'win32')('a reader that leaves early is no error', () => {
  const command = `"${process.execPath}" tools/parley.ts help | head -n 1`;
  const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: projectRoot, encoding: 'utf8' });
  expect({ stdout, stderr }).toEqual({ stdout: 'Usage: parley COMMAND [--json] [--user-data-dir=DIR]\n', stderr: '' });
});
