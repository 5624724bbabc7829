/** A plain option as a group of radio buttons. That a policy manages it follows from the snapshot's locks, for any option. */
import { makeStyles, mergeClasses, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { useCallback, useId, type ReactElement } from 'react';
import { options, type OptionKey } from '../../../common/options/records.ts';
import { POLICY_KEYS, policyRecord } from '../../../common/policies/records.ts';
import { useParley, useSnapshot, useWords } from '../../state/context.ts';
import { useSaved } from '../../state/use-saved.ts';
import { LockSlot, SettingNote } from '../../ui/lock.tsx';
import { useNews } from '../../ui/use-news.ts';
import { lockSentence, organizationName } from '../../words/organization.ts';
import { optionValueName } from '../../words/options.ts';

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

interface OptionChoiceProps<K extends OptionKey> {
  readonly option: K;
  readonly label: string;
  readonly help?: string;
}

export function OptionChoice<K extends OptionKey>({ option, label, help }: OptionChoiceProps<K>): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const parley = useParley();
  const snapshot = useSnapshot();
  const [labelId, noteId] = [useId(), useId()];
  const save = useCallback((value: string) => parley.call('options.set', option, value), [parley, option]);
  const saved = useSaved<string, null, { kind: 'managed' | 'not-saved' }>(snapshot.options[option], save);
  const lock = snapshot.locks[option];
  const organization = organizationName(snapshot, t);
  useNews(lock ? t('lock.announce', { setting: label, organization }) : t('lock.announce.free', { setting: label }));
  const kept = lock && t('lock.keptValue', { value: optionValueName(option, lock.ownValue, t) });
  return (
    <>
      <div className={styles.row}>
        <span id={labelId} className={styles.label}>
          {label}
        </span>
        <LockSlot isLocked={lock !== undefined} />
      </div>
      <RadioGroup
        layout="horizontal"
        className={mergeClasses(styles.group, lock && styles.locked)}
        aria-labelledby={labelId}
        aria-describedby={noteId}
        aria-disabled={lock !== undefined}
        value={lock ? snapshot.options[option] : saved.value}
        onChange={(_event, { value }) => {
          if (!lock) void saved.choose(value);
        }}
      >
        {options[option].values.map((value) => (
          <Radio
            key={value}
            value={value}
            label={optionValueName(option, value, t)}
            aria-disabled={lock !== undefined}
          />
        ))}
      </RadioGroup>
      <div className={mergeClasses(isManageable(option) && styles.note)}>
        <SettingNote id={noteId} isFailure={saved.failure !== null}>
          {saved.failure !== null
            ? isManaged(saved.failure)
              ? t('options.notSaved.managed', { organization })
              : t('options.notSaved')
            : lock
              ? `${lockSentence(lock.by, organization, t)} ${kept}`
              : help}
        </SettingNote>
      </div>
    </>
  );
}

/** Some policy names this option, so that it may get locked. */
const isManageable = (option: OptionKey): boolean => POLICY_KEYS.some((key) => policyRecord(key).option === option);
const isManaged = (failure: { kind: 'managed' | 'not-saved' } | 'lost'): boolean =>
  failure !== 'lost' && failure.kind === 'managed';
