/** Chooses the presence. Shows the choice at once and goes back when main did not take it. */
import { makeStyles, Select, tokens } from '@fluentui/react-components';
import { useCallback, useId, type ReactElement } from 'react';
import { PRESENCES, type Presence } from '../../common/ipc/snapshot.ts';
import { useParley, useSnapshot, useWords } from '../state/context.ts';
import { useSaved } from '../state/use-saved.ts';
import { PresenceMark } from './presence-mark.tsx';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '8px' },
  // Shrinks where a language has long words.
  select: { flex: 'auto', minWidth: 0, maxWidth: '220px', '& select': { minWidth: 0 } },
  failure: { margin: '4px 0 0', color: tokens.colorPaletteRedForeground1 },
});

export function PresenceChoice(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const { account } = useSnapshot();
  const failureId = useId();
  const save = useCallback((presence: Presence) => parley.call('account.setPresence', presence), [parley]);
  const saved = useSaved<Presence, null, string>(account.presence, save);
  return (
    <>
      <div className={styles.row}>
        <PresenceMark presence={saved.value} />
        <Select
          className={styles.select}
          aria-label={t('presence.label')}
          aria-describedby={failureId}
          value={saved.value}
          onChange={(_event, { value }) => {
            const presence = PRESENCES.find((candidate) => candidate === value);
            if (presence) void saved.choose(presence);
          }}
        >
          {PRESENCES.map((presence) => (
            <option key={presence} value={presence}>
              {t(`presence.${presence}`)}
            </option>
          ))}
        </Select>
      </div>
      <div id={failureId} role="alert">
        {saved.failure !== null && <p className={styles.failure}>{t('presence.failed')}</p>}
      </div>
    </>
  );
}
