/** Brings the words of a language into the window: English is always there, every other one is a file of its own. */
import { en } from '../../common/messages/en.ts';
import type { Translation } from '../../common/messages/format.ts';
import type { Language } from '../../common/messages/languages.ts';

/** Rejects when the file cannot be read. */
export const loadMessages: { readonly [L in Language]: () => Promise<Translation> } = {
  en: () => Promise.resolve(en),
  de: async () => (await import('../../common/messages/de.ts')).de,
  'en-XB': async () => (await import('../../common/messages/pseudo.ts')).pseudoMessages(en),
};
