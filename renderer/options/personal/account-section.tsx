/** The one who is signed in: name, presence, and the two ways to leave. */
import { Button, makeStyles, Subtitle1, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import type { AccountView } from '../../../common/ipc/snapshot.ts';
import type { MessageKey } from '../../../common/messages/en.ts';
import { useParley, useWords } from '../../state/context.ts';
import { Facts } from '../../ui/facts.tsx';
import { Initials } from '../../ui/initials.tsx';
import { PresenceChoice } from '../../ui/presence-choice.tsx';
import { Section } from '../../ui/section.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

const useStyles = makeStyles({
  card: { display: 'flex', gap: '12px', alignItems: 'center', marginBlockEnd: '16px' },
  name: { display: 'block', margin: 0, overflowWrap: 'anywhere' },
  line: { margin: 0, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: '8px', marginBlockStart: '20px' },
  help: { margin: '8px 0 0', color: tokens.colorNeutralForeground2 },
  failure: { minHeight: '20px', margin: '4px 0 0', color: tokens.colorPaletteRedForeground1 },
});

type LeaveFailure = Extract<MessageKey, 'personal.failed.signOut' | 'personal.failed.remove'>;

export function AccountSection({ account }: { account: AccountView }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const [failure, setFailure] = useState<LeaveFailure | null>(null);
  const leave = async (call: 'account.signOut' | 'account.remove', failed: LeaveFailure): Promise<void> => {
    setFailure(null);
    const answer = await parley.call(call).catch(() => null);
    if (!answer?.ok) setFailure(failed);
  };
  const name = account.displayName ?? account.account ?? '';
  return (
    <Section title={t('personal.signedIn.title')}>
      <div className={styles.card}>
        <Initials name={name} presence={null} />
        <div>
          <Subtitle1 as="h3" className={styles.name}>
            {name}
          </Subtitle1>
          <p className={styles.line}>{account.account}</p>
        </div>
      </div>
      <Facts
        facts={[
          [t('main.organization'), account.organization?.name ?? t('app.yourOrganization')],
          [t('connection.label'), t(`connection.${account.connection}`)],
          [t('presence.label'), <PresenceChoice key="presence" />],
        ]}
      />
      <div className={styles.buttons}>
        <Button onClick={() => void leave('account.signOut', 'personal.failed.signOut')}>
          {t('personal.signOut')}
        </Button>
        <RemoveDialog
          account={account.account ?? name}
          remove={() => void leave('account.remove', 'personal.failed.remove')}
        />
      </div>
      <p className={styles.help}>{t('personal.signOut.help')}</p>
      <p className={styles.failure} role="alert">
        {failure !== null && t(failure)}
      </p>
    </Section>
  );
}
