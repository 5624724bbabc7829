# Completion of parley(1) for bash. Generated from electron/cli by `npm run generate`; do not edit.

_parley() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} flag='' word skip='' at=''
  # Bash takes --name=value apart at the sign.
  if [[ $cur == '=' ]]; then
    flag=$prev cur=''
  elif [[ $prev == '=' ]]; then
    flag=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $flag in
    --user-data-dir) compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$cur")) ;;
    --category) COMPREPLY=($(compgen -W 'census usage error' -- "$cur")) ;;
    --state) COMPREPLY=($(compgen -W 'pending sending sent may-have-arrived refused purged evicted erased' -- "$cur")) ;;
    --limit) return ;;
    --format) COMPREPLY=($(compgen -W 'json csv' -- "$cur")) ;;
  esac
  if [[ -n $flag ]]; then
    return
  fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == '=' ]]; then
      skip=1
    elif [[ -n $skip ]]; then
      skip=''
    elif [[ $word != -* ]]; then
      at+="${at:+ }$word"
    fi
  done
  if [[ $cur == -* ]]; then
    local flags='--json --user-data-dir= --help'
    case $at in
      'data list'*) flags+=' --category= --state= --limit=' ;;
      'data show'*) flags+=' --raw' ;;
      'data export'*) flags+=' --format= --force' ;;
      'data purge'*) flags+=' --yes' ;;
    esac
    COMPREPLY=($(compgen -W "$flags" -- "$cur"))
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
      compopt -o nospace 2> /dev/null
    fi
    return
  fi
  case $at in
    '') COMPREPLY=($(compgen -W 'status policy options data help' -- "$cur")) ;;
    'policy') COMPREPLY=($(compgen -W 'explain lint watch receipts' -- "$cur")) ;;
    'options') COMPREPLY=($(compgen -W 'list get set' -- "$cur")) ;;
    'data') COMPREPLY=($(compgen -W 'list show export erase purge' -- "$cur")) ;;
    'policy explain'*) COMPREPLY=($(compgen -W 'DisableAutomaticSendTracing TelemetryServiceUrl TenantUrl LoggingLevel OpenAtLogin Language DisableDataExport' -- "$cur")) ;;
    'policy lint'*) compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    'options get') COMPREPLY=($(compgen -W 'openAtLogin minimizeToTray theme language logging' -- "$cur")) ;;
    'options set') COMPREPLY=($(compgen -W 'openAtLogin minimizeToTray theme language logging' -- "$cur")) ;;
    'options set'*) return ;;
    'data show') return ;;
    'data export') compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$cur")) ;;
    'data erase') COMPREPLY=($(compgen -W 'census usage error' -- "$cur")) ;;
  esac
}
complete -F _parley parley
