/** Completion for fish. Pure. */
import { COMMON_FLAGS, type Command, type Flag } from '../../electron/cli/command.ts';
import { steps, type Step } from './steps.ts';

export function fishCompletion(commands: readonly Command[]): string {
  return `# Completion of parley(1) for fish. Generated from electron/cli by \`npm run generate\`; do not edit.

# The words so far, without options, are exactly these, or begin with them.
function __parley_at
    set -l before (commandline -opc | string match -v -- '-*')
    set -l at (string join ' ' -- $before[2..-1])
    test "$at" = "$argv[1]"
end
function __parley_after
    set -l before (commandline -opc | string match -v -- '-*')
    set -l at (string join ' ' -- $before[2..-1])
    string match -q -- "$argv[1]*" "$at"
end

complete -c parley -f
${COMMON_FLAGS.map((flag) => flagLine(flag, null)).join('\n')}
${commands.flatMap(({ name, flags }) => flags.map((flag) => flagLine(flag, name))).join('\n')}
${steps(commands).flatMap(stepLines).join('\n')}
`;
}

const quoted = (text: string): string => `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
const condition = (isOpen: boolean, after: string): string => quoted(`__parley_${isOpen ? 'after' : 'at'} "${after}"`);

function stepLines({ after, isOpen, choices, isFile }: Step): string[] {
  const when = `complete -c parley -n ${condition(isOpen, after)}`;
  if (isFile) return [`${when} -F`];
  return choices.map(({ word, about }) => `${when} -a ${word}${about ? ` -d ${quoted(about)}` : ''}`);
}

function flagLine({ name, about, value, values }: Flag, command: string | null): string {
  const when = command === null ? '' : ` -n ${condition(true, command)}`;
  const what = values
    ? ` -xa ${quoted(values.join(' '))}`
    : value === 'DIR'
      ? " -xa '(__fish_complete_directories)'"
      : value
        ? ' -x'
        : '';
  return `complete -c parley${when} -l ${name}${what} -d ${quoted(about)}`;
}
