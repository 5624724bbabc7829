/**
 * Announces a sentence when it changes; what a window shows when it opens is no news, nor is the same sentence in another
 * language.
 */
import { useEffect, useRef } from 'react';
import { useAnnounce, useWords } from '../state/context.ts';

export function useNews(sentence: string): void {
  const announce = useAnnounce();
  const { language } = useWords();
  const last = useRef({ sentence, language });
  useEffect(() => {
    const before = last.current;
    last.current = { sentence, language };
    if (before.sentence !== sentence && before.language === language) announce(sentence);
  }, [announce, sentence, language]);
}
