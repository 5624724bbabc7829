/** Shown once on a device, before anything is sent: what is collected, in three sentences. Asks for no choice. */
import { Button, makeStyles, Title3, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useParley, useWords } from '../state/context.ts';

const useStyles = makeStyles({
  page: {
    boxSizing: 'border-box',
    minHeight: '100%',
    maxWidth: '520px',
    marginInline: 'auto',
    padding: '24px',
    display: 'flex',
    flexDirection: 'column',
    justifyContent: 'center',
  },
  title: { margin: '0 0 16px' },
  sentence: { margin: '0 0 12px' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px', marginBlockStart: '12px' },
  failure: { minHeight: '20px', margin: '8px 0 0', color: tokens.colorPaletteRedForeground1 },
});

export function FirstRunWindow(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const [hasFailed, setFailed] = useState(false);
  const finish = (isOptionsWanted: boolean): void => {
    setFailed(false);
    parley.call('windows.finishFirstRun', isOptionsWanted).catch(() => setFailed(true));
  };
  return (
    <main className={styles.page}>
      <Title3 as="h1" className={styles.title}>
        {t('firstRun.title')}
      </Title3>
      <p className={styles.sentence}>{t('firstRun.basic')}</p>
      <p className={styles.sentence}>{t('firstRun.usage')}</p>
      <p className={styles.sentence}>{t('firstRun.errors')}</p>
      <div className={styles.buttons}>
        <Button appearance="primary" onClick={() => finish(false)}>
          {t('firstRun.continue')}
        </Button>
        <Button onClick={() => finish(true)}>{t('firstRun.openOptions')}</Button>
      </div>
      <p className={styles.failure} role="alert">
        {hasFailed && t('firstRun.failed')}
      </p>
    </main>
  );
}
