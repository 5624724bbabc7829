/** Receipts of closings: what was deleted, what was cut off, and that nothing was sent since. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { ClosingReceipt } from '../../../common/telemetry/views.ts';
import { useWords } from '../../state/context.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { reasonText } from '../../words/reasons.ts';
import { receiptSentence } from '../../words/status.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0 0 8px', padding: 0 },
  item: { paddingBlock: '8px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  when: { color: tokens.colorNeutralForeground2 },
  text: { margin: 0 },
});

export function ReceiptList({ receipts }: { receipts: readonly ClosingReceipt[] }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const count = receipts.length;
  return (
    <div>
      <Disclosure show={t('data.receipts.show', { count })} hide={t('data.receipts.hide', { count })}>
        {() => (
          <>
            <p className={styles.text}>{count === 0 ? t('data.receipts.none') : t('data.receipts.intro')}</p>
            <ul className={styles.list}>
              {receipts.map((receipt) => (
                <Receipt key={receipt.id} receipt={receipt} />
              ))}
            </ul>
          </>
        )}
      </Disclosure>
    </div>
  );
}

function Receipt({ receipt }: { receipt: ClosingReceipt }): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const category = t(`category.${receipt.category}`);
  return (
    <li className={styles.item}>
      <span className={styles.when}>{times.exact(receipt.at)}</span>
      <p className={styles.text}>
        {t('data.receipts.line', { category, reason: reasonText(receipt.reason, t) })} {receiptSentence(receipt, t)}
        {receipt.aborted > 0 && ` ${t('receipt.aborted', { count: receipt.aborted })}`}
      </p>
    </li>
  );
}
