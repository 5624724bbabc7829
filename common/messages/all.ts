/** Every language at once: for the main process and for tests. Windows load one at a time (`renderer/words/load.ts`). */
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import type { Translation } from './format.ts';
import { fr } from './fr.ts';
import { he } from './he.ts';
import { ja } from './ja.ts';
import type { Language } from './languages.ts';
import { pseudoMessages } from './pseudo.ts';
import { zh } from './zh.ts';

export const allMessages: { readonly [L in Language]: Translation } = {
  en,
  de,
  fr,
  es,
  ja,
  he,
  zh,
  'en-XB': pseudoMessages(en),
};
