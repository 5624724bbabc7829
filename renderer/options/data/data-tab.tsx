/** The Diagnostic data page: every record that Parley made, what became of it and why, down to the bytes that were sent. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { PageTitle, Section } from '../../ui/section.tsx';
import { ConsentHistory } from './consent-history.tsx';
import { Filters, type Filter } from './filters.tsx';
import { ReceiptList } from './receipt-list.tsx';
import { RecordList } from './record-list.tsx';

const useStyles = makeStyles({
  warning: { margin: '0 0 12px', color: tokens.colorPaletteRedForeground1 },
});

export function DataTab(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const { telemetry } = useSnapshot();
  const [filter, setFilter] = useState<Filter>({});
  useCountedView();
  return (
    <>
      <PageTitle title={t('data.title')} intro={t('data.intro')} />
      {telemetry.spool === 'unavailable' && (
        <p role="alert" className={styles.warning}>
          {t('data.unavailable')}
        </p>
      )}
      <Section title={t('data.history.title')}>
        <ReceiptList receipts={telemetry.receipts} />
        <ConsentHistory />
      </Section>
      <Section title={t('data.list')}>
        <Filters filter={filter} onChange={setFilter} />
        {/* Another filter is another list: nothing of the old one, open or focused, carries over. */}
        <RecordList key={JSON.stringify(filter)} filter={filter} />
      </Section>
    </>
  );
}

/** Looking at the list is itself counted, as usage. */
function useCountedView(): void {
  const parley = useParley();
  useEffect(() => void parley.call('usage.count', 'RecordsViewed').catch(() => undefined), [parley]);
}
