/**
 * How a setting shows that a policy manages it. The place for it is always there, so that a policy that arrives or goes
 * moves nothing; the control itself stays focusable (`aria-disabled`, never `disabled`), so that focus stays, too.
 */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactElement, ReactNode } from 'react';
import { useWords } from '../state/context.ts';
import { LockIcon } from './icons.tsx';

const useStyles = makeStyles({
  slot: { flex: 'none', display: 'inline-flex', width: '20px', height: '20px', color: tokens.colorNeutralForeground2 },
  note: { color: tokens.colorNeutralForeground2 },
  failed: { color: tokens.colorPaletteRedForeground1 },
  text: { margin: 0, overflowWrap: 'anywhere' },
});

/** The icon, or the room for it. */
export function LockSlot({ isLocked }: { isLocked: boolean }): ReactElement {
  const { t } = useWords();
  return (
    <span className={useStyles().slot} {...(isLocked && { role: 'img', 'aria-label': t('lock.label') })}>
      {isLocked && <LockIcon />}
    </span>
  );
}

/** What is said about the setting: who locked it, why it was not saved, or what the user should know. */
export function SettingNote(props: { id: string; isFailure?: boolean; children: ReactNode }): ReactElement {
  const styles = useStyles();
  return (
    <p
      id={props.id}
      className={mergeClasses(styles.text, props.isFailure === true ? styles.failed : styles.note)}
      {...(props.isFailure === true && { role: 'alert' })}
    >
      {props.children}
    </p>
  );
}
