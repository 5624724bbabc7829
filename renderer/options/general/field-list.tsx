/** Every piece of data of a category, explained in the catalogue's words. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Category, Field } from '../../../common/catalogue/types.ts';
import { useWords } from '../../state/context.ts';
import { useTexts } from '../../state/use-texts.ts';
import { eventsOf, fieldText, valueText } from '../../words/catalogue.ts';

const useStyles = makeStyles({
  event: { marginBlock: '12px' },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  small: { margin: '0 0 4px', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  field: { paddingBlock: '8px', borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  name: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, overflowWrap: 'anywhere' },
  text: { margin: 0 },
  notes: {
    margin: 0,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

export function FieldList({ category }: { category: Category }): ReactElement | null {
  const styles = useStyles();
  const { t } = useWords();
  const texts = useTexts();
  if (!texts) return null;
  return (
    <>
      {eventsOf(category).map(({ name, event, fields }) => (
        <div key={name} className={styles.event}>
          <h4 className={styles.title}>{t(`event.${name}`)}</h4>
          <p className={styles.small}>
            {t('event.purpose', { purpose: texts.events[name].purpose })}{' '}
            {t('event.retention', { days: event.retentionDays })}
          </p>
          <ul className={styles.list}>
            {fields.map(([field, description]) => (
              <FieldItem key={field} name={field} field={description} about={fieldText(texts, name, field)} />
            ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function FieldItem({ name, field, about }: { name: string; field: Field; about: string }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const notes = [
    t(`field.class.${field.classification}`),
    ...(field.atService === 'hashed' ? [t('field.hashed')] : []),
    ...(field.optional ? [t('field.optional')] : []),
    t('field.example', { example: valueText(field.example, field, t) }),
  ];
  return (
    <li className={styles.field}>
      <span className={styles.name} dir="ltr">
        {name}
      </span>
      <p className={styles.text}>{about}</p>
      <p className={styles.notes}>{notes.join(' · ')}</p>
    </li>
  );
}
