/** Removing the account from the device: says what is deleted before it is. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useWords } from '../../state/context.ts';

const useStyles = makeStyles({
  text: { margin: 0 },
  list: { margin: '8px 0', paddingInlineStart: '20px' },
  title: { overflowWrap: 'anywhere' },
});

export function RemoveDialog(props: { account: string; remove: () => Promise<void> }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    // Motion would delay it without telling anything.
    <Dialog open={isOpen} onOpenChange={(_event, data) => setOpen(data.open)} surfaceMotion={null}>
      <DialogTrigger disableButtonEnhancement>
        <Button>{t('personal.remove')}</Button>
      </DialogTrigger>
      <DialogSurface backdropMotion={null}>
        <DialogBody>
          <DialogTitle className={styles.title}>{t('personal.remove.title', { account: props.account })}</DialogTitle>
          <DialogContent>
            <p className={styles.text}>{t('personal.remove.text')}</p>
            <ul className={styles.list}>
              <li>{t('personal.remove.item.waiting')}</li>
              <li>{t('personal.remove.item.choice')}</li>
              <li>{t('personal.remove.item.policy')}</li>
            </ul>
            <p className={styles.text}>{t('personal.remove.notSent')}</p>
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              onClick={() => {
                setOpen(false);
                void props.remove();
              }}
            >
              {t('personal.remove.confirm')}
            </Button>
            <DialogTrigger disableButtonEnhancement>
              <Button>{t('dialog.cancel')}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
