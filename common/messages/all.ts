/** Every language at once: for the main process and for tests. Windows load one at a time (`renderer/words/load.ts`). */
import { de } from './de.ts';
import { en } from './en.ts';
import type { Translation } from './format.ts';
import type { Language } from './languages.ts';
import { pseudoMessages } from './pseudo.ts';

export const allMessages: { readonly [L in Language]: Translation } = {
  en,
  de,
  'en-XB': pseudoMessages(en),
};
