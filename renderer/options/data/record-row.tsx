/** One record: when, what, and what became of it; opened, everything that is known about it. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo, type ReactElement } from 'react';
import type { RecordView } from '../../../common/telemetry/views.ts';
import { useWords } from '../../state/context.ts';
import { ChevronIcon } from '../../ui/icons.tsx';
import { eventTitle } from '../../words/catalogue.ts';
import { RecordDetails } from './record-details.tsx';

const useStyles = makeStyles({
  item: { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  row: {
    boxSizing: 'border-box',
    width: '100%',
    minHeight: '36px',
    padding: '8px 4px',
    display: 'grid',
    gridTemplateColumns: '20px 112px 1fr auto',
    alignItems: 'start',
    gap: '0 8px',
    border: 'none',
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground1,
    font: 'inherit',
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    '@media (max-width: 559px)': { gridTemplateColumns: '20px 1fr auto' },
  },
  // Points to where reading goes on.
  chevron: { ':dir(rtl)': { rotate: '180deg' } },
  open: { rotate: '90deg', ':dir(rtl)': { rotate: '90deg' } },
  quiet: { color: tokens.colorNeutralForeground2 },
  when: { '@media (max-width: 559px)': { gridColumnStart: 2, gridColumnEnd: 4, gridRowStart: 2 } },
  what: { minWidth: 0 },
});

interface RecordRowProps {
  readonly record: RecordView;
  readonly isOpen: boolean;
  readonly onToggle: (id: number) => void;
}

export const RecordRow = memo(function RecordRow({ record, isOpen, onToggle }: RecordRowProps): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const detailsId = `record-${record.id}`;
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.row}
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailsId : undefined}
        onClick={() => onToggle(record.id)}
      >
        <ChevronIcon className={mergeClasses(styles.chevron, isOpen && styles.open)} />
        <span className={mergeClasses(styles.quiet, styles.when)}>{times.short(record.recordedAt)}</span>
        <span className={styles.what}>
          {eventTitle(record.event, t)} <span className={styles.quiet}>· {t(`category.${record.category}`)}</span>
        </span>
        <span>{t(`data.state.${record.state}`)}</span>
      </button>
      {isOpen && (
        <div id={detailsId}>
          <RecordDetails record={record} />
        </div>
      )}
    </li>
  );
});
