/** Opens the folder of the log files in the system's file manager. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useId, useState, type ReactElement } from 'react';
import { useParley, useWords } from '../../state/context.ts';
import { SettingNote } from '../../ui/lock.tsx';

const useStyles = makeStyles({ button: { marginBlockStart: '8px' } });

export function LogFolderButton(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const [hasFailed, setHasFailed] = useState(false);
  const noteId = useId();
  const open = async (): Promise<void> => {
    const answer = await parley.call('windows.openLogFolder').catch(() => null);
    setHasFailed(answer?.ok !== true);
  };
  return (
    <>
      <Button className={styles.button} onClick={() => void open()}>
        {t('general.logging.open')}
      </Button>
      {hasFailed && (
        <SettingNote id={noteId} isFailure>
          {t('general.logging.notOpened')}
        </SettingNote>
      )}
    </>
  );
}
