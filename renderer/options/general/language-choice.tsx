/** The language of Parley, as a list: each language by its own name, in its own script. */
import { makeStyles, Select, tokens } from '@fluentui/react-components';
import { useId, type ReactElement } from 'react';
import { PSEUDO_LANGUAGE } from '../../../common/messages/languages.ts';
import { options } from '../../../common/options/records.ts';
import { useSnapshot, useWords } from '../../state/context.ts';
import { LockSlot, SettingNote } from '../../ui/lock.tsx';
import { optionValueName } from '../../words/options.ts';
import { useOption } from './use-option.ts';

const useStyles = makeStyles({
  row: { display: 'flex', alignItems: 'center', gap: '8px' },
  select: { maxWidth: '260px', marginBlockStart: '4px' },
  locked: { '& select': { cursor: 'not-allowed', color: tokens.colorNeutralForeground2 } },
  note: { minHeight: '20px', '@media (max-width: 559px)': { minHeight: '40px' } },
});

export function LanguageChoice(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const { isDevelopment } = useSnapshot().app;
  const label = t('general.language.label');
  const control = useOption('language', label, (ownValue) =>
    t('lock.keptValue', { value: optionValueName('language', ownValue, t) }),
  );
  const [labelId, noteId] = [useId(), useId()];
  const isLocked = control.lock !== undefined;
  const values = options.language.values.filter((value) => isDevelopment || value !== PSEUDO_LANGUAGE);
  return (
    <>
      <div className={styles.row}>
        <span id={labelId}>{label}</span>
        <LockSlot isLocked={isLocked} />
      </div>
      <Select
        className={styles.select}
        {...(isLocked && { root: { className: styles.locked } })}
        aria-labelledby={labelId}
        aria-describedby={noteId}
        aria-disabled={isLocked}
        value={control.value}
        onChange={(_event, { value }) => {
          const chosen = values.find((candidate) => candidate === value);
          if (chosen !== undefined) control.choose(chosen);
        }}
      >
        {values.map((value) => (
          <option key={value} value={value} {...(value !== 'system' && { lang: value })}>
            {optionValueName('language', value, t)}
          </option>
        ))}
      </Select>
      <div className={styles.note}>
        <SettingNote id={noteId} isFailure={control.isFailure}>
          {control.note}
        </SettingNote>
      </div>
    </>
  );
}
