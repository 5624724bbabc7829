/** On, waiting or off: by word and shape, the colour only helps. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { GateState } from '../../common/consent/decide.ts';
import { useWords } from '../state/context.ts';
import { CheckIcon, DashIcon, PauseIcon } from './icons.tsx';

const icons = { open: CheckIcon, held: PauseIcon, closed: DashIcon } as const;

const useStyles = makeStyles({
  mark: {
    display: 'inline-flex',
    alignItems: 'center',
    justifyContent: 'flex-end',
    gap: '2px',
    flex: 'none',
    // Fits the longest word, so that a change moves nothing beside it.
    minWidth: '80px',
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  open: { color: tokens.colorBrandForeground1 },
});

export function StateMark({ state }: { state: GateState }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const Icon = icons[state];
  return (
    <span className={mergeClasses(styles.mark, state === 'open' && styles.open)}>
      <Icon />
      {t(`category.state.${state}`)}
    </span>
  );
}
