/** Announces a sentence when it changes; what a window shows when it opens is no news. */
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../state/context.ts';

export function useNews(sentence: string): void {
  const announce = useAnnounce();
  const last = useRef(sentence);
  useEffect(() => {
    if (last.current === sentence) return;
    last.current = sentence;
    announce(sentence);
  }, [announce, sentence]);
}
