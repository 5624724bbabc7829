/**
 * The sentences that say whether data is collected, and why. Pure: what they say follows from the gate's decision,
 * never from a judgement of their own.
 */
import type { Category } from '../../common/catalogue/types.ts';
import type { GateDecision, GateReason } from '../../common/consent/decide.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { Translate } from '../../common/messages/format.ts';
import type { ClosingReceipt } from '../../common/telemetry/views.ts';
import { organizationName } from './organization.ts';
import type { Times } from './times.ts';

/** The live sentence under the checkbox. */
export function errorStatus(snapshot: Snapshot, t: Translate, times: Times, now = Date.now()): string {
  const gate = snapshot.gates.error;
  if (gate.state === 'closed') return closedSentence(gate, snapshot, t);
  if (gate.state === 'held') return heldSentence(gate.reason, snapshot, t);
  const since = times.short(snapshot.consent.at ?? now, now);
  const sentAt = snapshot.telemetry.categories.error.lastSentAt;
  // What was sent before an earlier opt-out is not news about this one.
  const isSentSince = sentAt !== null && sentAt >= (snapshot.consent.at ?? 0);
  return isSentSince
    ? t('errorStatus.on', { since, sent: times.short(sentAt, now) })
    : t('errorStatus.on.nothingSent', { since });
}

/**
 * What is said aloud when the status changes. It leaves out when something was last sent: a sentence that changed only
 * in that is the same news.
 */
export function errorStatusNews(snapshot: Snapshot, t: Translate, times: Times, now = Date.now()): string {
  const gate = snapshot.gates.error;
  const status =
    gate.state === 'open'
      ? t('errorStatus.on.short', { since: times.short(snapshot.consent.at ?? now, now) })
      : errorStatus(snapshot, t, times, now);
  return isErrorReportingManaged(gate)
    ? t('errorStatus.announce.locked', { status })
    : t('errorStatus.announce', { status });
}

/** A policy decides, so that the user's choice has no effect now. */
export const isErrorReportingManaged = (gate: GateDecision): boolean => gate.reason === 'policy-stops';

function closedSentence(gate: GateDecision, snapshot: Snapshot, t: Translate): string {
  if (gate.reason === 'policy-stops') {
    const name = snapshot.account.organization?.name;
    return name === undefined
      ? t('errorStatus.off.policyUnnamed')
      : t('errorStatus.off.policy', { organization: name });
  }
  if (gate.reason === 'not-opted-in') {
    return snapshot.consent.at === null ? t('errorStatus.off.never') : t('errorStatus.off.choice');
  }
  return t('errorStatus.off');
}

function heldSentence(reason: GateReason, snapshot: Snapshot, t: Translate): string {
  switch (reason) {
    case 'starting':
    case 'signed-out':
    case 'policy-in-doubt':
      return t(`errorStatus.wait.${reason}`);
    case 'tenant-unknown':
      return t('errorStatus.wait.tenant-unknown', { organization: organizationName(snapshot, t) });
    case 'always-on':
    case 'notice-not-shown':
    case 'allowed':
    case 'opted-in':
    case 'policy-stops':
    case 'not-opted-in':
      return t('errorStatus.wait');
  }
}

/** "Collected now?" of any category, with the reason. */
export function collectedNow(category: Category, snapshot: Snapshot, t: Translate): string {
  const { reason } = snapshot.gates[category];
  const organization = organizationName(snapshot, t);
  switch (reason) {
    case 'allowed':
    case 'tenant-unknown':
    case 'policy-in-doubt':
    case 'policy-stops':
      return t(`now.${reason}`, { organization });
    case 'always-on':
    case 'opted-in':
    case 'starting':
    case 'notice-not-shown':
    case 'signed-out':
    case 'not-opted-in':
      return t(`now.${reason}`);
  }
}

/** The one line on the main window. */
export function dataStatusLine({ gates }: Pick<Snapshot, 'gates'>, t: Translate): string {
  if (gates.census.state !== 'open') return t('dataStatus.summary.nothingYet');
  const [usage, error] = [gates.usage.state, gates.error.state];
  if (usage === 'open') {
    if (error === 'open') return t('dataStatus.summary.all');
    return error === 'held' ? t('dataStatus.summary.errorsWait') : t('dataStatus.summary.noErrors');
  }
  if (usage === 'held') return error === 'held' ? t('dataStatus.summary.bothWait') : t('dataStatus.summary.usageWaits');
  return t('dataStatus.summary.basicOnly');
}

/** What a closing deleted, and what it cannot have caught. */
export function receiptSentence(receipt: ClosingReceipt, t: Translate): string {
  const values = { purged: receipt.purged, since: receipt.requestsSince };
  const deleted = receipt.category === 'error' ? t('receipt.sent', values) : t('receipt.usage', values);
  return receipt.mayHaveArrived === 0
    ? deleted
    : `${deleted} ${t('receipt.mayHaveArrived', { count: receipt.mayHaveArrived })}`;
}
