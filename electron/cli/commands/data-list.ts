/** `parley data list`: the records that Parley made, newest first. */
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import { RECORD_STATES, type RecordState, type RecordView } from '../../../common/telemetry/views.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { pagesOf } from '../pages.ts';
import { unanswered } from '../unanswered.ts';
import { columns, isoTime } from '../words.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 1_000_000;

export const dataList: Command = {
  name: 'data list',
  summary: 'The records that Parley made: waiting, sent, deleted',
  about:
    'Lists records newest first: ID, time, category, state, event, and the reason for the state where there is one. These are your own and those made while nobody was signed in.',
  operands: [],
  flags: [
    { name: 'category', value: 'CATEGORY', values: CATEGORIES, about: 'Only this category.' },
    { name: 'state', value: 'STATE', values: RECORD_STATES, about: 'Only records in this state.' },
    {
      name: 'limit',
      value: 'N',
      range: { min: 1, max: MAX_LIMIT },
      about: `At most so many; ${DEFAULT_LIMIT} when left out.`,
    },
  ],
  examples: [
    'parley data list',
    'parley data list --category=error --state=pending',
    'parley data list --limit=5 --json',
  ],
  async run({ flags, isJson }, context) {
    const filter = {
      category: flags['category'] as Category | undefined,
      state: flags['state'] as RecordState | undefined,
    };
    const records: RecordView[] = [];
    const failure = await pagesOf(
      async (query) => context.control.ask('data.records', query),
      filter,
      Number(flags['limit'] ?? DEFAULT_LIMIT),
      (page) => void records.push(...page),
    );
    if (failure !== null) return unanswered(context, failure);
    if (isJson) context.out(JSON.stringify(records));
    else context.out(records.length === 0 ? 'There are no such records.' : columns(records.map(row)));
    return EXIT.ok;
  },
};

const row = ({ id, recordedAt, category, state, event, reason }: RecordView): string[] => [
  String(id),
  isoTime(recordedAt),
  category,
  state,
  event,
  reason ?? '',
];
