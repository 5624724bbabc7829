/** Completion for bash. Pure. */
import { COMMON_FLAGS, type Command, type Flag } from '../../electron/cli/command.ts';
import { steps, type Step } from './steps.ts';

export function bashCompletion(commands: readonly Command[]): string {
  const withFlags = commands.filter(({ flags }) => flags.length > 0);
  const valued = [...COMMON_FLAGS, ...commands.flatMap(({ flags }) => flags)].filter(({ value }) => value);
  return `# Completion of parley(1) for bash. Generated from electron/cli by \`npm run generate\`; do not edit.

_parley() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} flag='' word skip='' at=''
  # Bash takes --name=value apart at the sign.
  if [[ $cur == '=' ]]; then
    flag=$prev cur=''
  elif [[ $prev == '=' ]]; then
    flag=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $flag in
${valued.map((flag) => `    --${flag.name}) ${flagReply(flag)} ;;`).join('\n')}
  esac
  if [[ -n $flag ]]; then
    return
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == '=' ]]; then
      skip=1
    elif [[ -n $skip ]]; then
      skip=''
    elif [[ $word != -* ]]; then
      at+="\${at:+ }$word"
    fi
  done
  if [[ $cur == -* ]]; then
    local flags='${flagWords(COMMON_FLAGS)}'
    case $at in
${withFlags.map(({ name, flags }) => `      '${name}'*) flags+=' ${flagWords(flags)}' ;;`).join('\n')}
    esac
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
    if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then
      compopt -o nospace 2> /dev/null
    fi
    return
  fi
  case $at in
${steps(commands)
  .map((step) => `    ${pattern(step)}) ${reply(step)} ;;`)
  .join('\n')}
  esac
}
complete -F _parley parley
`;
}

const pattern = ({ after, isOpen }: Step): string => `'${after}'${isOpen ? '*' : ''}`;
const words = (list: readonly string[]): string => `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$cur"))`;
const FILES = 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$cur"))';

function reply({ choices, isFile }: Step): string {
  if (isFile) return FILES;
  return choices.length === 0 ? 'return' : words(choices.map(({ word }) => word));
}
const flagReply = ({ values, value }: Flag): string =>
  values
    ? words(values)
    : value === 'DIR'
      ? 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$cur"))'
      : 'return';
const flagWords = (flags: readonly Flag[]): string =>
  flags.map(({ name, value }) => `--${name}${value ? '=' : ''}`).join(' ');
