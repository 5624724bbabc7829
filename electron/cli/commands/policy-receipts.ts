/** `parley policy receipts`: what each closing of a gate left behind, as proof that it stopped. */
import type { ClosingReceipt } from '../../../common/telemetry/views.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import { unanswered } from '../unanswered.ts';
import { gateWords, isoTime } from '../words.ts';

export const policyReceipts: Command = {
  name: 'policy receipts',
  summary: 'Prove that collection stopped, and when',
  about:
    'Lists what was left each time usage data or error reports were stopped: when, by whom, how many records were deleted before they were sent, how many requests were cut off, how many records may have arrived all the same, and how many requests began since (which stays 0 until it is allowed again). The newest comes first.',
  operands: [],
  flags: [],
  examples: ['parley policy receipts', 'parley policy receipts --json'],
  async run({ isJson }, context) {
    const receipts = await context.control.ask('receipts');
    if (!receipts.ok) return unanswered(context, receipts.reason);
    if (isJson) context.out(JSON.stringify(receipts.value));
    else context.out(receipts.value.map(describe).join('\n') || 'Nothing was stopped so far.');
    return EXIT.ok;
  },
};

function describe({
  at,
  category,
  reason,
  by,
  purged,
  aborted,
  mayHaveArrived,
  requestsSince,
}: ClosingReceipt): string {
  return [
    `${isoTime(at)}  ${category}: ${gateWords({ state: 'closed', reason, ...(by ? { by } : {}) })}`,
    `  ${purged} deleted unsent, ${aborted} requests cut off, ${mayHaveArrived} may have arrived, ${requestsSince} requests since`,
  ].join('\n');
}
