/** Presence, connection and organization of the one who is signed in. */
import type { ReactElement } from 'react';
import type { AccountView } from '../../common/ipc/snapshot.ts';
import { useWords } from '../state/context.ts';
import { Facts } from '../ui/facts.tsx';
import { PresenceChoice } from '../ui/presence-choice.tsx';
import { useNews } from '../ui/use-news.ts';

export function ConnectionFacts({ account }: { account: AccountView }): ReactElement | null {
  const { t } = useWords();
  const connection = t(`connection.${account.connection}`);
  useNews(account.state === 'signed-in' ? connection : '');
  if (account.state !== 'signed-in') return null;
  return (
    <Facts
      facts={[
        [t('presence.label'), <PresenceChoice key="presence" />],
        [
          t('connection.label'),
          account.connection === 'offline' ? `${connection}. ${t('connection.offline.help')}` : connection,
        ],
        [t('main.organization'), account.organization?.name ?? t('app.yourOrganization')],
        [t('main.account'), account.account],
      ]}
    />
  );
}
