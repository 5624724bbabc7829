/** A round picture made of initials, with the presence as a mark. Decoration: name and presence stand beside it in words. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import type { Presence } from '../../common/ipc/snapshot.ts';
import { PersonIcon } from './icons.tsx';
import { PresenceMark } from './presence-mark.tsx';

const useStyles = makeStyles({
  circle: {
    position: 'relative',
    flex: 'none',
    width: '48px',
    height: '48px',
    borderRadius: '50%',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    fontSize: '18px',
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorBrandBackground2,
    color: tokens.colorBrandForeground2,
    border: `1px solid ${tokens.colorTransparentStroke}`,
  },
  nobody: { backgroundColor: tokens.colorNeutralBackground4, color: tokens.colorNeutralForeground3 },
  mark: { position: 'absolute', insetInlineEnd: '-3px', insetBlockEnd: '-3px' },
});

export function Initials({ name, presence }: { name: string; presence: Presence | null }): ReactElement {
  const styles = useStyles();
  const initials = initialsOf(name);
  return (
    <div className={mergeClasses(styles.circle, initials === '' && styles.nobody)} aria-hidden="true">
      {initials === '' ? <PersonIcon /> : initials}
      {presence && <PresenceMark presence={presence} className={styles.mark} />}
    </div>
  );
}

/** First letters of the first and the last word; one of a single word. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s@.]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const isAddress = name.includes('@');
  const chosen = words.length > 1 && !isAddress ? [words[0], words.at(-1)] : words.slice(0, 1);
  return chosen.map((word) => firstLetter(word ?? '').toLocaleUpperCase()).join('');
}

/** What a reader takes for one letter, however many code points it has. */
const firstLetter = (word: string): string => Array.from(new Intl.Segmenter().segment(word))[0]?.segment ?? '';
