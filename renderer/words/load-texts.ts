/** Brings the explanations of the catalogue and the policies in a language: each a file of its own, but for English. */
import type { Language } from '../../common/messages/languages.ts';
import { sourceTexts, type CatalogueTexts } from '../../common/messages/catalogue/texts.ts';

/** Rejects when the file cannot be read. */
export const loadTexts: { readonly [L in Language]: () => Promise<CatalogueTexts> } = {
  en: () => Promise.resolve(sourceTexts()),
  de: async () => (await import('../../common/messages/catalogue/de.ts')).deTexts,
  fr: async () => (await import('../../common/messages/catalogue/fr.ts')).frTexts,
  es: async () => (await import('../../common/messages/catalogue/es.ts')).esTexts,
  ja: async () => (await import('../../common/messages/catalogue/ja.ts')).jaTexts,
  he: async () => (await import('../../common/messages/catalogue/he.ts')).heTexts,
  zh: async () => (await import('../../common/messages/catalogue/zh.ts')).zhTexts,
  'en-XB': async () => sourceTexts((await import('../../common/messages/pseudo.ts')).pseudoText),
};
