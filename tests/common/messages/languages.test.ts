import { describe, expect, it } from 'vitest';
import {
  chooseLocale,
  directionOf,
  LANGUAGE_NAMES,
  LANGUAGES,
  languageOf,
} from '../../../common/messages/languages.ts';

describe('the language for a locale', () => {
  it.each([
    ['de-AT', 'de'],
    ['en-GB', 'en'],
    ['pl', 'en'],
    ['', 'en'],
    ['not a locale!', 'en'],
    ['en-XB', 'en-XB'],
    ['zh-CN', 'zh'],
    ['zh-TW', 'en'],
    ['es-419', 'es'],
  ])('of "%s" is %s', (locale, language) => {
    expect(languageOf(locale)).toBe(language);
  });
});

describe('the locale to speak and to format in', () => {
  it.each([
    ['system', 'de-AT', 'de-AT'],
    ['system', 'pl-PL', 'en-PL'],
    ['en', 'de-DE', 'en-DE'],
    ['de', 'en-US', 'de-US'],
    ['de', 'not a locale!', 'de'],
    ['system', 'not a locale!', 'en'],
    ['en-XB', 'de-DE', 'en-XB'],
    ['zh', 'zh-TW', 'zh-Hans-TW'],
    ['system', 'ja-JP-u-ca-japanese', 'ja-JP-u-ca-japanese'],
    ['system', 'th-TH-u-ca-buddhist', 'en-TH'],
  ])('for the choice "%s" on a computer set to "%s" is %s', (choice, system, locale) => {
    expect(chooseLocale(choice, system)).toBe(locale);
  });

  it('is always one whose words are the chosen language', () => {
    for (const choice of LANGUAGES) {
      for (const system of ['de-CH', 'ja-JP', 'zh-TW', 'ar-EG', 'en-US', 'sr-Latn-RS', 'iw']) {
        expect(languageOf(chooseLocale(choice, system))).toBe(choice);
      }
    }
  });

  it('keeps the habits of the region: a day before its month for English in Germany', () => {
    const day = (locale: string): string => new Intl.DateTimeFormat(locale).format(new Date(2026, 10, 20));
    expect(day(chooseLocale('en', 'de-DE'))).toBe('20/11/2026');
    expect(day(chooseLocale('en', 'en-US'))).toBe('11/20/2026');
  });
});

it('every language has a name of its own', () => {
  expect(new Set(Object.values(LANGUAGE_NAMES)).size).toBe(LANGUAGES.length + 1);
});

it('only the pseudo-language and those written so run from right to left', () => {
  const mirrored = Object.keys(LANGUAGE_NAMES).filter((language) => directionOf(languageOf(language)) === 'rtl');
  expect(mirrored).toEqual(['he', 'en-XB']);
});
