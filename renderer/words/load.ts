/** Brings the words of a language into the window, each from a file of its own. */
import type { Translation } from '../../common/messages/format.ts';
import type { Language } from '../../common/messages/languages.ts';

const loadEnglish = async (): Promise<Translation> => (await import('../../common/messages/en.ts')).en;

/** Rejects when the file cannot be read. */
export const loadMessages: { readonly [L in Language]: () => Promise<Translation> } = {
  en: loadEnglish,
  de: async () => (await import('../../common/messages/de.ts')).de,
  'en-XB': async () => (await import('../../common/messages/pseudo.ts')).pseudoMessages(await loadEnglish()),
};
