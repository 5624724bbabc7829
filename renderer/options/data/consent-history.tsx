/** The user's own choices about error reports, newest first, with what was on the screen when they were made. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { useEffect, useState, type ReactElement } from 'react';
import type { ConsentRecord } from '../../../common/consent/record.ts';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { Disclosure } from '../../ui/disclosure.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: '0 0 8px', padding: 0 },
  item: { paddingBlock: '8px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  small: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  text: { margin: 0 },
});

export function ConsentHistory(): ReactElement {
  const { t } = useWords();
  const { consent } = useSnapshot();
  return (
    <div>
      <Disclosure show={t('data.consent.show')} hide={t('data.consent.hide')}>
        {/* A new choice while the list is open belongs into it. */}
        {() => <History key={consent.at} />}
      </Disclosure>
    </div>
  );
}

function History(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const [records, setRecords] = useState<readonly ConsentRecord[] | 'failed' | null>(null);
  useEffect(() => {
    let isCurrent = true;
    parley.call('consent.history').then(
      (history) => isCurrent && setRecords(history),
      () => isCurrent && setRecords('failed'),
    );
    return () => {
      isCurrent = false;
    };
  }, [parley]);
  if (records === null) return <p role="status">{t('data.loading')}</p>;
  if (records === 'failed') return <p role="alert">{t('data.failed')}</p>;
  return (
    <>
      <p className={styles.text}>{records.length === 0 ? t('data.consent.none') : t('data.consent.intro')}</p>
      <ul className={styles.list}>
        {records
          .toSorted((a, b) => b.at - a.at || b.serial - a.serial)
          .map((record) => (
            <Choice key={`${record.serial}-${record.at}`} record={record} />
          ))}
      </ul>
    </>
  );
}

function Choice({ record }: { record: ConsentRecord }): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const detail = t('data.consent.detail', {
    practices: record.practicesVersion,
    language: record.practicesLanguage,
    version: record.appVersion,
  });
  return (
    <li className={styles.item}>
      <p className={styles.text}>
        {t(`data.consent.${record.choice}`)} · {times.exact(record.at)}
      </p>
      <span className={styles.small}>
        {detail}
        {record.choice === 'in' && ` · ${t('data.consent.fields', { count: record.agreedFields.length })}`}
      </span>
    </li>
  );
}
