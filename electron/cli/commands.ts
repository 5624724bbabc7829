/** Every command of `parley`, in the order in which help lists them. */
import type { Command } from './command.ts';
import { dataErase } from './commands/data-erase.ts';
import { dataExport } from './commands/data-export.ts';
import { dataList } from './commands/data-list.ts';
import { dataPurge } from './commands/data-purge.ts';
import { dataShow } from './commands/data-show.ts';
import { optionsGet, optionsList, optionsSet } from './commands/options.ts';
import { policyExplain } from './commands/policy-explain.ts';
import { policyLint } from './commands/policy-lint.ts';
import { policyReceipts } from './commands/policy-receipts.ts';
import { policyWatch } from './commands/policy-watch.ts';
import { status } from './commands/status.ts';

export const COMMANDS: readonly Command[] = [
  status,
  policyExplain,
  policyLint,
  policyWatch,
  policyReceipts,
  optionsList,
  optionsGet,
  optionsSet,
  dataList,
  dataShow,
  dataExport,
  dataErase,
  dataPurge,
];
