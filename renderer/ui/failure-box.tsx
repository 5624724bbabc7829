/** What went wrong and what to do about it. Takes the focus when it is given it, so that it is read and seen first. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement, Ref } from 'react';
import { WarningIcon } from './icons.tsx';

const useStyles = makeStyles({
  box: {
    display: 'flex',
    gap: '8px',
    padding: '8px 12px',
    border: `1px solid ${tokens.colorPaletteRedBorder1}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorPaletteRedBackground1,
    color: tokens.colorNeutralForeground1,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  icon: { flex: 'none', color: tokens.colorPaletteRedForeground1 },
  title: { margin: 0, fontWeight: tokens.fontWeightSemibold },
  text: { margin: 0 },
});

interface FailureBoxProps {
  readonly title: string;
  readonly text: string;
  readonly ref?: Ref<HTMLDivElement>;
}

export function FailureBox({ title, text, ref }: FailureBoxProps): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.box} role="alert" tabIndex={-1} ref={ref}>
      <WarningIcon className={styles.icon} />
      <div>
        <p className={styles.title}>{title}</p>
        <p className={styles.text}>{text}</p>
      </div>
    </div>
  );
}
