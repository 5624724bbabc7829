/** The main window: who is signed in, how they can be reached, and one quiet line on the data that is collected. */
import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { useSnapshot } from '../state/context.ts';
import { AccountCard } from './account-card.tsx';
import { ConnectionFacts } from './connection-facts.tsx';
import { DataStatus } from './data-status.tsx';
import { OptionsButton } from './options-button.tsx';

const useStyles = makeStyles({
  window: {
    boxSizing: 'border-box',
    minHeight: '100%',
    display: 'flex',
    flexDirection: 'column',
    backgroundColor: tokens.colorNeutralBackground1,
  },
  head: {
    display: 'flex',
    alignItems: 'flex-start',
    justifyContent: 'space-between',
    gap: '8px',
    paddingBlock: '16px',
    paddingInline: '16px 12px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  body: { flex: 'auto', padding: '16px' },
});

export function MainWindow(): ReactElement {
  const styles = useStyles();
  const { account } = useSnapshot();
  return (
    <div className={styles.window}>
      <header className={styles.head}>
        <AccountCard account={account} />
        <OptionsButton />
      </header>
      <main className={styles.body}>
        <ConnectionFacts account={account} />
      </main>
      <DataStatus />
    </div>
  );
}
