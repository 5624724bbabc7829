/** A page that has one thing to say: loading, lost, broken. */
import { Button, makeStyles, mergeClasses, Title3, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';

const useStyles = makeStyles({
  page: {
    boxSizing: 'border-box',
    minHeight: '100%',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    justifyContent: 'center',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalXXL,
    maxWidth: '480px',
    marginInline: 'auto',
  },
  // An answer within a moment should not be preceded by a flash of words.
  delayed: {
    animationName: { from: { visibility: 'hidden' }, to: { visibility: 'hidden' } },
    animationDuration: '400ms',
  },
  text: { margin: '8px 0 0' },
});

interface NoticeProps {
  readonly title: string;
  readonly text?: string;
  readonly isAlert?: boolean;
  readonly isDelayed?: boolean;
  /** The one way on. */
  readonly children?: { readonly label: string; readonly onClick: () => void };
}

export function Notice({ title, text, isAlert = false, isDelayed = false, children }: NoticeProps): ReactElement {
  const styles = useStyles();
  return (
    <main className={mergeClasses(styles.page, isDelayed && styles.delayed)} role={isAlert ? undefined : 'status'}>
      <div role={isAlert ? 'alert' : undefined}>
        <Title3 as="h1">{title}</Title3>
        {text !== undefined && <p className={styles.text}>{text}</p>}
      </div>
      {children && (
        <Button appearance="primary" onClick={children.onClick}>
          {children.label}
        </Button>
      )}
    </main>
  );
}
