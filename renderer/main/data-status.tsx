/** The quiet line at the foot of the main window, and its explanation: what is on, what is off, why, where to change it. */
import { Button, makeStyles, mergeClasses, Subtitle2, tokens } from '@fluentui/react-components';
import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import { CATEGORIES } from '../../common/catalogue/types.ts';
import { useParley, useSnapshot, useWords } from '../state/context.ts';
import { ChevronIcon } from '../ui/icons.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { collectedNow, dataStatusLine } from '../words/status.ts';

const useStyles = makeStyles({
  foot: { position: 'sticky', insetBlockEnd: 0, backgroundColor: tokens.colorNeutralBackground2 },
  line: {
    boxSizing: 'border-box',
    width: '100%',
    minHeight: '36px',
    padding: '8px 16px',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: '8px',
    border: 'none',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: 'transparent',
    color: tokens.colorNeutralForeground2,
    font: 'inherit',
    fontSize: tokens.fontSizeBase200,
    textAlign: 'start',
    cursor: 'pointer',
    ':hover': { backgroundColor: tokens.colorNeutralBackground2Hover },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  chevron: { flex: 'none', rotate: '-90deg' },
  chevronOpen: { rotate: '90deg' },
  panel: {
    padding: '12px 16px 16px',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
    ':focus': { outlineStyle: 'none' },
  },
  head: { display: 'flex', justifyContent: 'space-between', gap: '8px' },
  name: { margin: 0, fontSize: 'inherit', fontWeight: tokens.fontWeightSemibold },
  why: { margin: '0 0 12px', color: tokens.colorNeutralForeground2 },
  title: { margin: '0 0 8px' },
});

export function DataStatus(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const snapshot = useSnapshot();
  const [isOpen, setOpen] = useState(false);
  const line = useRef<HTMLButtonElement>(null);
  const id = useId();
  const toggle = (): void => {
    // Nobody is kept waiting for a count.
    if (!isOpen) void parley.call('usage.count', 'DataStatusOpened').catch(() => undefined);
    setOpen(!isOpen);
  };
  const close = (): void => {
    setOpen(false);
    line.current?.focus();
  };
  return (
    <footer className={styles.foot}>
      {isOpen && <Explanation id={id} onClose={close} />}
      <button
        type="button"
        ref={line}
        className={styles.line}
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={toggle}
      >
        {dataStatusLine(snapshot, t)}
        <ChevronIcon className={mergeClasses(styles.chevron, isOpen && styles.chevronOpen)} />
      </button>
    </footer>
  );
}

/** Takes the focus when it opens, because it stands before the line that opened it. */
function Explanation({ id, onClose }: { id: string; onClose: () => void }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const snapshot = useSnapshot();
  const panel = useRef<HTMLDivElement>(null);
  const titleId = useId();
  useEffect(() => panel.current?.focus(), []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') onClose();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [onClose]);
  return (
    <div id={id} ref={panel} role="dialog" aria-labelledby={titleId} tabIndex={-1} className={styles.panel}>
      <Subtitle2 as="h2" id={titleId} block className={styles.title}>
        {t('dataStatus.title')}
      </Subtitle2>
      {CATEGORIES.map((category) => (
        <div key={category}>
          <div className={styles.head}>
            <h3 className={styles.name}>{t(`category.${category}`)}</h3>
            <StateMark state={snapshot.gates[category].state} />
          </div>
          <p className={styles.why}>{collectedNow(category, snapshot, t)}</p>
        </div>
      ))}
      <Button size="small" onClick={() => void parley.call('windows.openOptions', 'general')}>
        {t('dataStatus.openOptions')}
      </Button>
    </div>
  );
}
