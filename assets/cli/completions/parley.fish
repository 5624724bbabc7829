# Completion of parley(1) for fish. Generated from electron/cli by `npm run generate`; do not edit.

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
complete -c parley -l json -d 'Print one JSON value instead of text.'
complete -c parley -l user-data-dir -xa '(__fish_complete_directories)' -d 'The data folder of the Parley that is meant.'
complete -c parley -l help -d 'Show how a command is used.'
complete -c parley -n '__parley_after "data list"' -l category -xa 'census usage error' -d 'Only this category.'
complete -c parley -n '__parley_after "data list"' -l state -xa 'pending sending sent may-have-arrived refused purged evicted erased' -d 'Only records in this state.'
complete -c parley -n '__parley_after "data list"' -l limit -x -d 'At most so many; 50 when left out.'
complete -c parley -n '__parley_after "data show"' -l raw -d 'Print the exact bytes of a batch, so that they can be hashed or compared.'
complete -c parley -n '__parley_after "data export"' -l format -xa 'json csv' -d 'How it is written; json when left out.'
complete -c parley -n '__parley_after "data export"' -l force -d 'Replace a file that is there.'
complete -c parley -n '__parley_after "data purge"' -l yes -d 'Really delete.'
complete -c parley -n '__parley_at ""' -a status -d 'What is collected now, why, and what is waiting'
complete -c parley -n '__parley_at ""' -a policy -d 'explain, lint, watch, receipts'
complete -c parley -n '__parley_at ""' -a options -d 'list, get, set'
complete -c parley -n '__parley_at ""' -a data -d 'list, show, export, erase, purge'
complete -c parley -n '__parley_at ""' -a help -d 'Show how a command is used'
complete -c parley -n '__parley_at "policy"' -a explain -d 'Where each policy comes from, what lost and why'
complete -c parley -n '__parley_at "policy"' -a lint -d 'Check policy files before they are deployed'
complete -c parley -n '__parley_at "policy"' -a watch -d 'Print each change of a policy as it applies'
complete -c parley -n '__parley_at "policy"' -a receipts -d 'Prove that collection stopped, and when'
complete -c parley -n '__parley_at "options"' -a list -d 'The options and who decides them'
complete -c parley -n '__parley_at "options"' -a get -d 'The value of one option'
complete -c parley -n '__parley_at "options"' -a set -d 'Change one option of your own'
complete -c parley -n '__parley_at "data"' -a list -d 'The records that Parley made: waiting, sent, deleted'
complete -c parley -n '__parley_at "data"' -a show -d 'One record with its fields explained, or the bytes of a batch'
complete -c parley -n '__parley_at "data"' -a export -d 'Save every record to a file'
complete -c parley -n '__parley_at "data"' -a erase -d 'Ask the telemetry service to erase what was sent'
complete -c parley -n '__parley_at "data"' -a purge -d 'Remove everything that Parley keeps on this computer'
complete -c parley -n '__parley_after "policy explain"' -a DisableAutomaticSendTracing
complete -c parley -n '__parley_after "policy explain"' -a TelemetryServiceUrl
complete -c parley -n '__parley_after "policy explain"' -a TenantUrl
complete -c parley -n '__parley_after "policy explain"' -a LoggingLevel
complete -c parley -n '__parley_after "policy explain"' -a OpenAtLogin
complete -c parley -n '__parley_after "policy explain"' -a Language
complete -c parley -n '__parley_after "policy explain"' -a DisableDataExport
complete -c parley -n '__parley_after "policy lint"' -F
complete -c parley -n '__parley_at "options get"' -a openAtLogin
complete -c parley -n '__parley_at "options get"' -a minimizeToTray
complete -c parley -n '__parley_at "options get"' -a theme
complete -c parley -n '__parley_at "options get"' -a language
complete -c parley -n '__parley_at "options get"' -a logging
complete -c parley -n '__parley_at "options set"' -a openAtLogin
complete -c parley -n '__parley_at "options set"' -a minimizeToTray
complete -c parley -n '__parley_at "options set"' -a theme
complete -c parley -n '__parley_at "options set"' -a language
complete -c parley -n '__parley_at "options set"' -a logging
complete -c parley -n '__parley_at "data export"' -F
complete -c parley -n '__parley_at "data erase"' -a census
complete -c parley -n '__parley_at "data erase"' -a usage
complete -c parley -n '__parley_at "data erase"' -a error
