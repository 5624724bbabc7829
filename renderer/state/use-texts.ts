/**
 * The explanations of the catalogue and the policies for a list that shows them. Null for the moment until they are
 * there; those of the language before stay until then. English stands in where a file cannot be read.
 */
import { useEffect, useState } from 'react';
import type { CatalogueTexts } from '../../common/messages/catalogue/texts.ts';
import type { Language } from '../../common/messages/languages.ts';
import { loadTexts } from '../words/load-texts.ts';
import { useWords } from './context.ts';

const loaded = new Map<Language, CatalogueTexts>();

export function useTexts(): CatalogueTexts | null {
  const { language } = useWords();
  const [shown, show] = useState(() => loaded.get(language) ?? null);
  useEffect(() => {
    let isCurrent = true;
    const load = async (): Promise<void> => {
      const texts = loaded.get(language) ?? (await loadTexts[language]().catch(() => loadTexts.en()));
      loaded.set(language, texts);
      if (isCurrent) show(texts);
    };
    void load();
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return shown;
}
