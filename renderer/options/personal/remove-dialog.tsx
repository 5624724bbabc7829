/** Removing the account from the device: says what is deleted before it is. */
import { makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useWords } from '../../state/context.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

const useStyles = makeStyles({
  text: { margin: 0 },
  list: { margin: '8px 0', paddingInlineStart: '20px' },
});

export function RemoveDialog({ account, remove }: { account: string; remove: () => void }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  return (
    <ConfirmDialog
      label={t('personal.remove')}
      title={t('personal.remove.title', { account })}
      confirm={t('personal.remove.confirm')}
      cancel={t('dialog.cancel')}
      onConfirm={remove}
    >
      <p className={styles.text}>{t('personal.remove.text')}</p>
      <ul className={styles.list}>
        <li>{t('personal.remove.item.waiting')}</li>
        <li>{t('personal.remove.item.choice')}</li>
        <li>{t('personal.remove.item.policy')}</li>
      </ul>
      <p className={styles.text}>{t('personal.remove.notSent')}</p>
    </ConfirmDialog>
  );
}
