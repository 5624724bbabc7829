/** Who is signed in, or the way to sign in. */
import { Button, makeStyles, Subtitle1, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { AccountView } from '../../common/ipc/snapshot.ts';
import { useParley, useWords } from '../state/context.ts';
import { Initials } from '../ui/initials.tsx';

const useStyles = makeStyles({
  card: { display: 'flex', gap: '12px', minWidth: 0 },
  text: { minWidth: 0 },
  // Long names wrap; what they are cannot be read from half of them.
  name: { display: 'block', margin: 0, overflowWrap: 'anywhere' },
  line: { margin: 0, color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  button: { marginBlockStart: '12px' },
});

export function AccountCard({ account }: { account: AccountView }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const isSignedIn = account.state === 'signed-in';
  const name = account.displayName ?? account.account ?? '';
  return (
    <div className={styles.card}>
      <Initials name={isSignedIn ? name : ''} presence={isSignedIn ? account.presence : null} />
      <div className={styles.text}>
        <Subtitle1 as="h1" className={styles.name}>
          {isSignedIn ? name : account.state === 'signing-in' ? t('main.signingIn') : t('main.signedOut')}
        </Subtitle1>
        <p className={styles.line}>{isSignedIn ? account.organization?.name : t('main.signedOut.help')}</p>
        {account.state === 'signed-out' && (
          <Button
            appearance="primary"
            className={styles.button}
            onClick={() => void parley.call('windows.openOptions', 'personal')}
          >
            {t('main.signIn')}
          </Button>
        )}
      </div>
    </div>
  );
}
