/** Opens the folder of the log files in the system's file manager. */
import { Button } from '@fluentui/react-components';
import { useId, useState, type ReactElement } from 'react';
import { useParley, useWords } from '../../state/context.ts';
import { SettingNote } from '../../ui/lock.tsx';

export function LogFolderButton(): ReactElement {
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
      <Button onClick={() => void open()}>{t('general.logging.open')}</Button>
      {hasFailed && (
        <SettingNote id={noteId} isFailure>
          {t('general.logging.notOpened')}
        </SettingNote>
      )}
    </>
  );
}
