import { describe, expect, test } from 'vitest';
import { readArguments } from '../../../electron/cli/arguments.ts';
import { COMMON_FLAGS } from '../../../electron/cli/command.ts';
import { COMMANDS } from '../../../electron/cli/commands.ts';
import { EXIT } from '../../../electron/cli/exit-codes.ts';
import { fakeControl, parley } from './fake-control.ts';

const read = (text: string) => readArguments(text.split(' ').filter(Boolean), COMMANDS);
const mistake = (text: string): string => {
  const reading = read(text);
  return reading.ok ? 'none' : reading.reason.message;
};

describe('what is understood', () => {
  test('a command with its words and options, in any order', () => {
    for (const text of ['data list --category=error --json', '--json data list --category error']) {
      expect(read(text)).toMatchObject({
        ok: true,
        value: { kind: 'run', command: { name: 'data list' }, input: { flags: { category: 'error' }, isJson: true } },
      });
    }
  });

  test('the data folder of the Parley that is meant', () => {
    expect(read('status --user-data-dir=/data')).toMatchObject({ value: { userDataDir: '/data' } });
  });

  test.each(['', 'help', '--help', 'help status', 'status --help', 'policy --help', 'help policy'])(
    'a wish for help: "%s"',
    (text) => {
      expect(read(text)).toMatchObject({ ok: true, value: { kind: 'help' } });
    },
  );
});

describe('what is wrong is said with what was probably meant', () => {
  test.each([
    ['statsu', 'There is no command "statsu". Did you mean status?'],
    ['policy explian', 'There is no command "policy explian". Did you mean policy explain?'],
    ['policy', '"parley policy" needs one of: explain, lint, watch, receipts.'],
    ['--jsn status', 'There is no option --jsn. Did you mean --json?'],
    ['status --raw', '"parley status" has no --raw.'],
    ['status again', '"again" is one word too many.'],
    ['policy lint', '"parley policy lint" needs FILE: The files to check.'],
    ['data list --limit=0', '--limit is a whole number from 1 to 1000000; "0" is not.'],
    ['data list --state=sendin', /^--state is one of .*Did you mean sending\?$/],
    ['data erase calls', /^CATEGORY is one of census, usage, error; "calls" is not\./],
    ['status --user-data-dir=', '--user-data-dir needs a value.'],
    ['data list --limit', /argument missing/],
    ['policy explain LogingLevel', /Did you mean LoggingLevel\?$/],
  ])('%s', (text, expected) => {
    expect(mistake(text)).toMatch(expected);
  });

  test('and the exit status is that of misuse, with nothing on the output', async () => {
    expect(await parley('statsu', fakeControl())).toEqual({
      code: EXIT.misused,
      out: '',
      err: 'There is no command "statsu". Did you mean status?\nparley help lists what there is.\n',
    });
  });
});

describe('the table of commands', () => {
  test('has each name once, none the beginning of another', () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(names.filter((other) => other.startsWith(`${name} `))).toEqual([]);
  });

  test('means the same by the same option everywhere', () => {
    const kinds = new Map<string, boolean>();
    for (const { name, value } of [...COMMON_FLAGS, ...COMMANDS.flatMap(({ flags }) => flags)]) {
      expect(kinds.get(name) ?? value !== undefined).toBe(value !== undefined);
      kinds.set(name, value !== undefined);
    }
  });

  test('every command has help with its own examples, and the overview names all', async () => {
    const { out: overview } = await parley('help', fakeControl());
    for (const { name, summary, examples } of COMMANDS) {
      expect(overview).toContain(summary);
      const { code, out } = await parley(`help ${name}`, fakeControl());
      expect(code).toBe(EXIT.ok);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) {
        expect(example).toMatch(new RegExp(`^parley ${name}( |$)`));
        expect(out).toContain(example);
      }
    }
  });

  test('--version prints the version alone', async () => {
    expect(await parley('--version', fakeControl())).toEqual({ code: EXIT.ok, out: '1.2.3\n', err: '' });
  });

  test.each(COMMANDS.filter(({ name }) => !['policy lint', 'data purge'].includes(name)).map(({ name }) => name))(
    '%s says when Parley is not running, and exits 3',
    async (name) => {
      const words = { 'options get': 'theme', 'options set': 'theme dark', 'data show': '1', 'data erase': 'error' };
      const more =
        name === 'data export' ? `${import.meta.dirname}/never.json` : (words as Record<string, string>)[name];
      const { code, out, err } = await parley(`${name} ${more ?? ''}`, fakeControl({ failure: 'not-running' }));
      expect({ code, out }).toEqual({ code: EXIT.notRunning, out: '' });
      expect(err).toMatch(/^Parley is not running with the data folder \/data\/of\/nobody\./);
    },
  );
});
