/** Completion for zsh. Pure. */
import { COMMON_FLAGS, type Command, type Flag } from '../../electron/cli/command.ts';
import { steps, type Step } from './steps.ts';

export function zshCompletion(commands: readonly Command[]): string {
  const withFlags = commands.filter(({ flags }) => flags.length > 0);
  const valued = [...COMMON_FLAGS, ...commands.flatMap(({ flags }) => flags)].filter(({ value }) => value);
  return `#compdef parley
# Completion of parley(1) for zsh. Generated from electron/cli by \`npm run generate\`; do not edit.

_parley() {
  local -a before choices plain valued
  before=(\${words[2,CURRENT-1]:#-*})
  local at="\${(j: :)before}" flag="\${words[CURRENT]%%=*}"
  if [[ \${words[CURRENT]} == --*=* ]]; then
    compset -P '*='
    case $flag in
${valued.map((flag) => `      --${flag.name}) ${flagReply(flag)} ;;`).join('\n')}
    esac
    return
  fi
  if [[ \${words[CURRENT]} == -* ]]; then
    plain=(${flagChoices(COMMON_FLAGS, false)})
    valued=(${flagChoices(COMMON_FLAGS, true)})
    case $at in
${withFlags
  .map(
    ({ name, flags }) =>
      `      '${name}'*) plain+=(${flagChoices(flags, false)}); valued+=(${flagChoices(flags, true)}) ;;`,
  )
  .join('\n')}
    esac
    _describe -o option plain -- valued -S =
    return
  fi
  case $at in
${steps(commands)
  .map((step) => `    ${pattern(step)}) ${reply(step)} ;;`)
  .join('\n')}
  esac
}

_parley "$@"
`;
}

const pattern = ({ after, isOpen }: Step): string => `'${after}'${isOpen ? '*' : ''}`;
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

function reply({ choices, isFile }: Step): string {
  if (isFile) return '_files';
  if (choices.length === 0) return 'return';
  const list = choices.map(({ word, about }) => quoted(about ? `${word}:${about}` : word)).join(' ');
  return `choices=(${list}); _describe parley choices`;
}

const flagReply = ({ values, value }: Flag): string =>
  values ? `compadd -- ${values.join(' ')}` : value === 'DIR' ? '_directories' : 'return';

/** `'--name:about' …`, of the flags that take a value or of those that take none. */
const flagChoices = (flags: readonly Flag[], isValued: boolean): string =>
  flags
    .filter(({ value }) => (value !== undefined) === isValued)
    .map(({ name, about }) => quoted(`--${name}:${about}`))
    .join(' ');
