/** Brings the words of a language into the window, each from a file of its own. */
import type { Translation } from '../../common/messages/format.ts';
import type { Language } from '../../common/messages/languages.ts';

const loadEnglish = async (): Promise<Translation> => (await import('../../common/messages/en.ts')).en;

/** Rejects when the file cannot be read. */
export const loadMessages: { readonly [L in Language]: () => Promise<Translation> } = {
  en: loadEnglish,
  de: async () => (await import('../../common/messages/de.ts')).de,
  fr: async () => (await import('../../common/messages/fr.ts')).fr,
  es: async () => (await import('../../common/messages/es.ts')).es,
  ja: async () => (await import('../../common/messages/ja.ts')).ja,
  he: async () => (await import('../../common/messages/he.ts')).he,
  zh: async () => (await import('../../common/messages/zh.ts')).zh,
  'en-XB': async () => (await import('../../common/messages/pseudo.ts')).pseudoMessages(await loadEnglish()),
};
