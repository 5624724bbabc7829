/** The one checkbox: the user's opt-in, what has become of it, and who decides when the user does not. */
import { Button, Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useCallback, useId, type ReactElement } from 'react';
import type { ConsentReceipt } from '../../../common/ipc/contract.ts';
import type { Translate } from '../../../common/messages/format.ts';
import { fail, type Result } from '../../../common/result.ts';
import { useAnnounce, useParley, useSnapshot, useWords } from '../../state/context.ts';
import { useSaved } from '../../state/use-saved.ts';
import { LockSlot, SettingNote } from '../../ui/lock.tsx';
import { Section } from '../../ui/section.tsx';
import { useNews } from '../../ui/use-news.ts';
import { lockSentence, organizationName } from '../../words/organization.ts';
import { errorStatus, errorStatusNews, isErrorReportingManaged } from '../../words/status.ts';
import { ErasureButton, useErasure } from './erasure.tsx';
import { ReportsText } from './reports-text.tsx';

type ConsentRefusal = 'not-allowed-here' | 'managed' | 'not-saved' | 'withdrawal-not-saved';

const useStyles = makeStyles({
  box: {
    paddingBlock: '8px 12px',
    paddingInline: '8px 16px',
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  row: { display: 'flex', alignItems: 'center', gap: '8px' },
  checkbox: { minWidth: 0, '& .fui-Checkbox__label': { color: tokens.colorNeutralForeground1 } },
  // Beside the label's text, under which it belongs.
  under: { marginInlineStart: '36px' },
  // What a policy and a receipt have to say fits: neither moves what comes after it.
  words: { minHeight: '64px', '@media (max-width: 559px)': { minHeight: '128px' } },
  status: { margin: '0 0 2px', minHeight: '20px', fontWeight: tokens.fontWeightSemibold },
  statusOn: { color: tokens.colorBrandForeground1 },
  locked: {
    '& input, & label': { cursor: 'not-allowed' },
    '& .fui-Checkbox__label': { color: tokens.colorNeutralForeground2 },
    '& .fui-Checkbox__indicator': {
      color: tokens.colorNeutralForegroundDisabled,
      backgroundColor: tokens.colorNeutralBackgroundDisabled,
      border: `1px solid ${tokens.colorNeutralStrokeDisabled}`,
    },
  },
  review: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px', marginBlockStart: '12px' },
  reviewText: { margin: 0, flex: '1 1 240px' },
});

export function ErrorReporting(): ReactElement {
  const styles = useStyles();
  const { t, times } = useWords();
  const snapshot = useSnapshot();
  const announce = useAnnounce();
  const consent = useConsent();
  const erasure = useErasure();
  const [noteId, statusId] = [useId(), useId()];
  const gate = snapshot.gates.error;
  const isManaged = isErrorReportingManaged(gate);
  const organization = organizationName(snapshot, t);
  useNews(errorStatusNews(snapshot, t, times));

  const toggle = async (): Promise<void> => {
    if (isManaged) return;
    const isClearing = consent.value;
    const answer = await consent.choose(!isClearing);
    if (answer?.ok === true && isClearing) announce(clearedSentence(answer.value, t));
  };
  return (
    <Section title={t('general.errors.title')}>
      <div className={styles.box}>
        <div className={styles.row}>
          <Checkbox
            className={mergeClasses(styles.checkbox, isManaged && styles.locked)}
            label={t('general.errors.checkbox')}
            // What applies, not what was once chosen: a tick beside "Off" would be a lie.
            checked={consent.value && !isManaged}
            aria-disabled={isManaged}
            aria-describedby={`${statusId} ${noteId}`}
            onChange={() => void toggle()}
          />
          <LockSlot isLocked={isManaged} />
        </div>
        <div className={styles.under}>
          <p id={statusId} className={mergeClasses(styles.status, gate.state === 'open' && styles.statusOn)}>
            {errorStatus(snapshot, t, times)}
          </p>
          <div className={styles.words}>
            <SettingNote id={noteId} isFailure={consent.failure !== null}>
              {consent.failure !== null
                ? refusalSentence(consent.failure, organization, t)
                : isManaged
                  ? `${lockSentence(gate.by, organization, t)} ${t('lock.kept')}`
                  : t('general.errors.yours')}
            </SettingNote>
            <ReportsText outcome={erasure.outcome} />
          </div>
          <ErasureButton erasure={erasure} />
          {snapshot.consent.isReviewNeeded && !isManaged && <Review agree={() => consent.choose(true)} />}
        </div>
      </div>
    </Section>
  );
}

/** Opting in and out, shown at once. */
function useConsent() {
  const parley = useParley();
  const { consent } = useSnapshot();
  const { language } = useWords();
  const save = useCallback(
    async (isIn: boolean): Promise<Result<ConsentReceipt, ConsentRefusal>> => {
      // What was agreed to are the words on the screen.
      const answer = await parley.call('consent.set', isIn ? 'in' : 'out', language);
      // Main obeys a withdrawal that it cannot save: unlike other settings, the old one does not still apply.
      return !isIn && !answer.ok && answer.reason === 'not-saved' ? fail('withdrawal-not-saved') : answer;
    },
    [parley, language],
  );
  return useSaved(consent.choice === 'in', save);
}

function clearedSentence({ purged, mayHaveArrived }: ConsentReceipt, t: Translate): string {
  const deleted = t('receipt.sent', { purged, since: 0 });
  return mayHaveArrived === 0 ? deleted : `${deleted} ${t('receipt.mayHaveArrived', { count: mayHaveArrived })}`;
}

function refusalSentence(reason: ConsentRefusal | 'lost', organization: string, t: Translate): string {
  switch (reason) {
    case 'managed':
      return t('options.notSaved.managed', { organization });
    case 'not-allowed-here':
      return t('options.notSaved.window');
    case 'withdrawal-not-saved':
      return t('options.withdrawalNotSaved');
    case 'not-saved':
    case 'lost':
      return t('options.notSaved');
  }
}

/** The text or the fields have widened since the user agreed; agreeing again is the same gesture as the first time. */
function Review({ agree }: { agree: () => Promise<Result<ConsentReceipt, ConsentRefusal> | null> }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const announce = useAnnounce();
  const onClick = async (): Promise<void> => {
    const answer = await agree();
    if (answer?.ok === true) announce(t('general.errors.review.done'));
  };
  return (
    <div className={styles.review}>
      <p className={styles.reviewText}>{t('general.errors.review')}</p>
      <Button size="small" onClick={() => void onClick()}>
        {t('general.errors.review.button')}
      </Button>
    </div>
  );
}
