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

export function FailureBox(props: { title: string; text: string; ref?: Ref<HTMLDivElement> }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.box} role="alert" tabIndex={-1} ref={props.ref}>
      <WarningIcon className={styles.icon} />
      <div>
        <p className={styles.title}>{props.title}</p>
        <p className={styles.text}>{props.text}</p>
      </div>
    </div>
  );
}
