/** The one polite voice of a window: a live region that is there from the start and says each piece of news once. */
import { makeStyles } from '@fluentui/react-components';
import { useCallback, useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { AnnounceContext } from '../state/context.ts';

/** News that comes together is said together; the second would otherwise replace the first unheard. */
const GATHER_MS = 100;

const useStyles = makeStyles({
  hidden: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    margin: '-1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

export function Announcer({ children }: { children: ReactNode }): ReactElement {
  const styles = useStyles();
  const [text, setText] = useState('');
  const gathered = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const announce = useCallback((news: string) => {
    gathered.current.push(news);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setText(gathered.current.join(' '));
      gathered.current = [];
    }, GATHER_MS);
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className={styles.hidden}>
        {text}
      </div>
    </AnnounceContext>
  );
}
