/** A record opened: its state and why, its place in a batch, and each value with the catalogue's explanation. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { eventOf, isEventName } from '../../../common/catalogue/catalogue.ts';
import type { FieldValue } from '../../../common/catalogue/types.ts';
import type { RecordView } from '../../../common/telemetry/views.ts';
import { useWords } from '../../state/context.ts';
import { useTexts } from '../../state/use-texts.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Facts } from '../../ui/facts.tsx';
import { fieldText, valueText } from '../../words/catalogue.ts';
import { reasonText } from '../../words/reasons.ts';
import { BatchBody } from './batch-body.tsx';

const useStyles = makeStyles({
  details: {
    paddingBlock: '4px 16px',
    paddingInline: '32px 4px',
    '@media (max-width: 559px)': { paddingInlineStart: '4px' },
  },
  text: { margin: '0 0 8px' },
  heading: { margin: '16px 0 4px', fontSize: 'inherit', fontWeight: tokens.fontWeightSemibold },
  fields: { listStyleType: 'none', margin: '0 0 8px', padding: 0 },
  field: { paddingBlock: '6px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  pair: { display: 'flex', flexWrap: 'wrap', justifyContent: 'space-between', gap: '0 16px' },
  mono: {
    minWidth: 0,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
  },
  small: { margin: 0, color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

export function RecordDetails({ record }: { record: RecordView }): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const facts: (readonly [string, string])[] = [
    [t('data.detail.recorded'), times.exact(record.recordedAt)],
    [t('data.detail.changed'), times.exact(record.stateChangedAt)],
  ];
  if (record.reason !== null) facts.push([t('data.detail.reason'), reasonText(record.reason, t)]);
  facts.push([t('data.detail.batch'), record.batchId ?? t('data.detail.noBatch')]);
  if (record.sequence !== null) facts.push([t('data.detail.sequence'), String(record.sequence)]);
  return (
    <div className={styles.details}>
      <p className={styles.text}>{t(`data.state.${record.state}.about`)}</p>
      <Facts facts={facts} />
      <h3 className={styles.heading}>{t('data.detail.fields')}</h3>
      {record.fields === null ? (
        <p className={styles.text}>{t('data.detail.gone')}</p>
      ) : (
        <ul className={styles.fields}>
          {Object.entries(record.fields).map(([name, value]) => (
            <FieldItem key={name} event={record.event} name={name} value={value} />
          ))}
        </ul>
      )}
      {record.batchId !== null && record.fields !== null && <Body batchId={record.batchId} />}
    </div>
  );
}

function FieldItem({ event, name, value }: { event: string; name: string; value: FieldValue }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const texts = useTexts();
  const field = isEventName(event) ? eventOf(event).fields[name] : undefined;
  const about = texts && isEventName(event) ? fieldText(texts, event, name) : '';
  return (
    <li className={styles.field}>
      <div className={styles.pair}>
        <span className={styles.mono} dir="ltr">
          {name}
        </span>
        <span className={styles.mono} dir="auto">
          {valueText(value, field, t)}
        </span>
      </div>
      {field && (
        <p className={styles.small}>
          {about} {t(`field.class.${field.classification}`)}.
        </p>
      )}
    </li>
  );
}

function Body({ batchId }: { batchId: string }): ReactElement {
  const { t } = useWords();
  return (
    <Disclosure show={t('data.body.show')} hide={t('data.body.hide')}>
      {() => <BatchBody batchId={batchId} />}
    </Disclosure>
  );
}
