/** What of the records is listed. */
import { Field, makeStyles, Select } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import { RECORD_STATES, type RecordState } from '../../../common/telemetry/views.ts';
import { useWords } from '../../state/context.ts';

export interface Filter {
  readonly category?: Category;
  readonly state?: RecordState;
}

const ALL = '';
const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: '8px 16px', marginBlockEnd: '8px' },
  field: { flex: '1 1 160px', maxWidth: '240px' },
});

export function Filters(props: { filter: Filter; onChange: (filter: Filter) => void }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const { category, state } = props.filter;
  const change = (next: { category?: Category | undefined; state?: RecordState | undefined }): void =>
    props.onChange({
      ...(next.category !== undefined && { category: next.category }),
      ...(next.state !== undefined && { state: next.state }),
    });
  return (
    <div className={styles.row}>
      <Field label={t('data.filter.category')} className={styles.field}>
        <Select
          value={category ?? ALL}
          onChange={(_event, { value }) => change({ state, category: CATEGORIES.find((known) => known === value) })}
        >
          <option value={ALL}>{t('data.filter.all')}</option>
          {CATEGORIES.map((value) => (
            <option key={value} value={value}>
              {t(`category.${value}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('data.filter.state')} className={styles.field}>
        <Select
          value={state ?? ALL}
          onChange={(_event, { value }) => change({ category, state: RECORD_STATES.find((known) => known === value) })}
        >
          <option value={ALL}>{t('data.filter.all')}</option>
          {RECORD_STATES.map((value) => (
            <option key={value} value={value}>
              {t(`data.state.${value}`)}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
