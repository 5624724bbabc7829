/** A plain option with a list of values, as a group of radio buttons. */
import { makeStyles, mergeClasses, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useId, type ReactElement } from 'react';
import { options, type EnumOptionKey, type OptionValue } from '../../../common/options/records.ts';
import { useWords } from '../../state/context.ts';
import { LockSlot, SettingNote } from '../../ui/lock.tsx';
import { optionValueName } from '../../words/options.ts';
import { useOption } from './use-option.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '8px' },
  label: { flex: 'auto' },
  group: { flexWrap: 'wrap', marginInlineStart: '-8px' },
  // Room for what a policy has to say, so that one that arrives moves nothing.
  note: { minHeight: '20px', '@media (max-width: 559px)': { minHeight: '60px' } },
  locked: {
    '& input, & label': { cursor: 'not-allowed' },
    '& .fui-Radio__indicator': { color: tokens.colorNeutralForegroundDisabled },
  },
});

interface OptionChoiceProps<K extends EnumOptionKey> {
  readonly option: K;
  readonly label: string;
  readonly help?: string;
}

export function OptionChoice<K extends EnumOptionKey>({ option, label, help }: OptionChoiceProps<K>): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const control = useOption(option, label, (ownValue) =>
    t('lock.keptValue', { value: optionValueName(option, ownValue, t) }),
  );
  const [labelId, noteId] = [useId(), useId()];
  const isLocked = control.lock !== undefined;
  const values: readonly OptionValue<EnumOptionKey>[] = options[option].values;
  return (
    <>
      <div className={styles.row}>
        <span id={labelId} className={styles.label}>
          {label}
        </span>
        <LockSlot isLocked={isLocked} />
      </div>
      <RadioGroup
        layout="horizontal"
        className={mergeClasses(styles.group, isLocked && styles.locked)}
        aria-labelledby={labelId}
        aria-describedby={noteId}
        aria-disabled={isLocked}
        value={String(control.value)}
        // The group hands back one of the values below.
        onChange={(_event, { value }) => control.choose(value as OptionValue<K>)}
      >
        {values.map((value) => (
          <Radio key={value} value={value} label={optionValueName(option, value, t)} aria-disabled={isLocked} />
        ))}
      </RadioGroup>
      <div className={mergeClasses(control.isManageable && styles.note)}>
        <SettingNote id={noteId} isFailure={control.isFailure}>
          {control.note ?? help}
        </SettingNote>
      </div>
    </>
  );
}
