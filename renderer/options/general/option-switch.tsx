/** A plain option that is on or off, as a checkbox. */
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useId, type ReactElement } from 'react';
import type { BooleanOptionKey } from '../../../common/options/records.ts';
import { useWords } from '../../state/context.ts';
import { LockSlot, SettingNote } from '../../ui/lock.tsx';
import { useOption } from './use-option.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '8px', marginInlineStart: '-8px' },
  checkbox: { minWidth: 0, '& .fui-Checkbox__label': { color: tokens.colorNeutralForeground1 } },
  // Beside the label's text, under which it belongs.
  note: { marginInlineStart: '28px', minHeight: '20px', '@media (max-width: 559px)': { minHeight: '60px' } },
  locked: {
    '& input, & label': { cursor: 'not-allowed' },
    '& .fui-Checkbox__label': { color: tokens.colorNeutralForeground2 },
    '& .fui-Checkbox__indicator': {
      color: tokens.colorNeutralForegroundDisabled,
      backgroundColor: tokens.colorNeutralBackgroundDisabled,
      border: `1px solid ${tokens.colorNeutralStrokeDisabled}`,
    },
  },
});

interface OptionSwitchProps {
  readonly option: BooleanOptionKey;
  readonly label: string;
  readonly help: string;
  /** Why it cannot be used on this computer. */
  readonly unavailable?: string | undefined;
}

export function OptionSwitch({ option, label, help, unavailable }: OptionSwitchProps): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const control = useOption(option, label, () => t('lock.kept'));
  const noteId = useId();
  const isFixed = control.lock !== undefined || unavailable !== undefined;
  return (
    <>
      <div className={styles.row}>
        <Checkbox
          className={mergeClasses(styles.checkbox, isFixed && styles.locked)}
          label={label}
          // What applies: a tick beside "not available" would be a lie.
          checked={control.value && unavailable === undefined}
          aria-disabled={isFixed}
          aria-describedby={noteId}
          onChange={() => {
            if (!isFixed) control.choose(!control.value);
          }}
        />
        <LockSlot isLocked={control.lock !== undefined} />
      </div>
      <div className={styles.note}>
        <SettingNote id={noteId} isFailure={control.isFailure}>
          {control.note ?? unavailable ?? help}
        </SettingNote>
      </div>
    </>
  );
}
