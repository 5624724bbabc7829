/** Calling back what was sent: the button is always there, so that it can be found and nothing moves when it is needed. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { useAnnounce, useParley, useSnapshot, useWords } from '../../state/context.ts';

const useStyles = makeStyles({
  button: { marginBlockStart: '8px', whiteSpace: 'normal', minHeight: '28px' },
});

export interface Erasure {
  readonly isBusy: boolean;
  /** The service's answer as a sentence, until the page is left or the service is asked again. */
  readonly outcome: string | null;
  readonly ask: () => Promise<void>;
}

export function useErasure(): Erasure {
  const parley = useParley();
  const { t } = useWords();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<string | null>(null);
  const ask = async (): Promise<void> => {
    setBusy(true);
    setOutcome(null);
    const sentence = await parley.call('data.erase', 'error').then(
      (answer) => {
        if (!answer.ok) return answer.reason === 'offline' ? t('erase.offline') : t('erase.nothing');
        const { erased, refused } = answer.value;
        const done = t('erase.done', { erased });
        return refused === 0 ? done : `${done} ${t('erase.refused', { refused })}`;
      },
      () => t('erase.failed'),
    );
    setBusy(false);
    setOutcome(sentence);
    announce(sentence);
  };
  return { isBusy, outcome, ask };
}

export function ErasureButton({ erasure }: { erasure: Erasure }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const hasSomething = useSnapshot().telemetry.categories.error.erasableBatches > 0;
  const isIdle = !hasSomething || erasure.isBusy;
  return (
    <Button
      size="small"
      className={styles.button}
      // Stays focusable: what was just pressed must not lose the focus while it works.
      disabledFocusable={isIdle}
      onClick={() => {
        if (!isIdle) void erasure.ask();
      }}
    >
      {erasure.isBusy ? t('erase.busy') : t('erase.button')}
    </Button>
  );
}
