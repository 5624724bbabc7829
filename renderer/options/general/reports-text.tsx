/**
 * What has become of the reports: how many wait and were sent while reporting is on; the receipt after it was switched
 * off; the service's answer after it was asked to delete.
 */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Snapshot } from '../../../common/ipc/snapshot.ts';
import type { Translate } from '../../../common/messages/format.ts';
import type { ClosingReceipt } from '../../../common/telemetry/views.ts';
import { useSnapshot, useWords } from '../../state/context.ts';
import { receiptSentence } from '../../words/status.ts';

const useStyles = makeStyles({ text: { margin: '4px 0 0', color: tokens.colorNeutralForeground2 } });

export function ReportsText({ outcome }: { outcome: string | null }): ReactElement {
  const { t } = useWords();
  const snapshot = useSnapshot();
  const receipt = standingReceipt(snapshot);
  const text = outcome ?? (receipt ? receiptSentence(receipt, t) : countsSentence(snapshot, t));
  return <p className={useStyles().text}>{text}</p>;
}

/** The receipt of the closing that still holds. */
function standingReceipt({ gates, telemetry }: Snapshot): ClosingReceipt | undefined {
  if (gates.error.state !== 'closed') return undefined;
  return telemetry.receipts.find((receipt) => receipt.category === 'error');
}

function countsSentence({ telemetry }: Snapshot, t: Translate): string {
  const { pending, sending, sent } = telemetry.categories.error.counts;
  return pending + sending + sent === 0
    ? t('general.errors.none')
    : t('general.errors.counts', { pending: pending + sending, sent });
}
