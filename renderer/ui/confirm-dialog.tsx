/**
 * Asks before something that cannot be undone. The browser's own modal dialog: it keeps the focus inside, closes on
 * Escape and gives the focus back, without the invisible focusable elements that Fluent's leaves on the page.
 */
import { Button, makeStyles, Subtitle1, tokens } from '@fluentui/react-components';
import { useId, useRef, type ReactElement, type ReactNode } from 'react';

const useStyles = makeStyles({
  dialog: {
    boxSizing: 'border-box',
    width: '480px',
    maxWidth: 'calc(100vw - 32px)',
    padding: '24px',
    border: `1px solid ${tokens.colorTransparentStroke}`,
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground1,
    boxShadow: tokens.shadow64,
    '::backdrop': { backgroundColor: tokens.colorBackgroundOverlay },
  },
  title: { margin: '0 0 8px', overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: '8px', marginBlockStart: '16px' },
});

interface ConfirmDialogProps {
  /** On the button that opens it. */
  readonly label: string;
  readonly title: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly onConfirm: () => void;
  readonly children: ReactNode;
}

export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const styles = useStyles();
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const titleId = useId();
  const open = (): void => {
    dialog.current?.showModal();
    // A stray Enter should not remove anything.
    cancel.current?.focus();
  };
  return (
    <>
      <Button aria-haspopup="dialog" onClick={open}>
        {props.label}
      </Button>
      <dialog ref={dialog} className={styles.dialog} aria-labelledby={titleId}>
        <Subtitle1 as="h2" block id={titleId} className={styles.title}>
          {props.title}
        </Subtitle1>
        {props.children}
        <div className={styles.buttons}>
          <Button
            appearance="primary"
            onClick={() => {
              dialog.current?.close();
              props.onConfirm();
            }}
          >
            {props.confirm}
          </Button>
          <Button
            ref={(element: HTMLButtonElement | null) => void (cancel.current = element)}
            onClick={() => dialog.current?.close()}
          >
            {props.cancel}
          </Button>
        </div>
      </dialog>
    </>
  );
}
