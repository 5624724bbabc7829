import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../electron/cli/commands.ts';
import { withCommandTables } from '../../tools/cli-artefacts/artefacts.ts';
import { bashCompletion } from '../../tools/cli-artefacts/bash-completion.ts';
import { fishCompletion } from '../../tools/cli-artefacts/fish-completion.ts';
import { manPage } from '../../tools/cli-artefacts/man-page.ts';
import { zshCompletion } from '../../tools/cli-artefacts/zsh-completion.ts';

const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

/** What bash offers; the words are as bash takes a line apart, the last one is being typed. */
const offers = (...words: string[]): string[] => {
  const list = ['parley', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `COMP_WORDS=(${list}); COMP_CWORD=${words.length}; _parley; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['-c', `${bashCompletion(COMMANDS)}\n${ask}`], { encoding: 'utf8' });
  return out.split('\n').filter(Boolean);
};

describe.skipIf(!has('bash'))('bash completes', () => {
  test('commands and their verbs', () => {
    expect(offers('')).toEqual(['status', 'policy', 'options', 'data', 'help']);
    expect(offers('po')).toEqual(['policy']);
    expect(offers('policy', '')).toEqual(['explain', 'lint', 'watch', 'receipts']);
  });

  test('names of policies, again after each', () => {
    expect(offers('policy', 'explain', 'Logg')).toEqual(['LoggingLevel']);
    expect(offers('policy', 'explain', 'LoggingLevel', 'DisableA')).toEqual(['DisableAutomaticSendTracing']);
  });

  test('options of the command, and of every command', () => {
    expect(offers('data', 'list', '--')).toEqual([
      '--json',
      '--user-data-dir=',
      '--help',
      '--category=',
      '--state=',
      '--limit=',
    ]);
    expect(offers('status', '--c')).toEqual([]);
  });

  test('values of an option, and words after it', () => {
    expect(offers('data', 'list', '--category', '=')).toEqual(['census', 'usage', 'error']);
    expect(offers('data', 'list', '--category', '=', 'us')).toEqual(['usage']);
    expect(offers('--user-data-dir', '=', '/data', 'policy', 'w')).toEqual(['watch']);
  });
});

describe('every command and option is', () => {
  const flags = COMMANDS.flatMap((command) => command.flags.map(({ name }) => name));
  test.each([
    ['the man page', manPage(COMMANDS).replaceAll('\\-', '-')],
    ['bash', bashCompletion(COMMANDS)],
    ['zsh', zshCompletion(COMMANDS)],
    ['fish', fishCompletion(COMMANDS).replaceAll(' -l ', ' --')],
  ])('in %s', (_where, text) => {
    for (const { name } of COMMANDS) for (const word of name.split(' ')) expect(text).toContain(word);
    for (const flag of flags) expect(text).toContain(`--${flag}`);
  });
});

test.skipIf(!has('groff'))('the man page is one that groff has nothing to say about', () => {
  const { status, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: manPage(COMMANDS) });
  expect({ status, said: String(stderr) }).toEqual({ status: 0, said: '' });
});

test('a guide without the place for its tables is told, not spoilt', () => {
  expect(() => withCommandTables('# Nothing')).toThrow(/has lost the comments around its table of commands/);
});
