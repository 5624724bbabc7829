import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, eventOf } from '../../../common/catalogue/catalogue.ts';
import { allMessages } from '../../../common/messages/all.ts';
import { en, type MessageKey } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import { chooseLocale, LANGUAGES, PSEUDO_LANGUAGE } from '../../../common/messages/languages.ts';

type Elements = ReturnType<IntlMessageFormat['getAst']>;
type AnyTranslate = (key: MessageKey, values: Record<string, unknown>) => string;

const keys = Object.keys(en) as MessageKey[];
const translated = LANGUAGES.filter((language) => language !== 'en');
const spoken = [...LANGUAGES, PSEUDO_LANGUAGE] as const;

const parse = (message: string, language = 'en'): Elements =>
  new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst();

/** Argument names by the parser: what the message really needs. Text (0) and "#" (7) are no arguments. */
function argumentsOf(elements: Elements): string[] {
  const all = elements.flatMap((element) => [
    ...('value' in element && ![0, 7].includes(element.type) ? [element.value] : []),
    ...('options' in element ? Object.values(element.options).flatMap((option) => argumentsOf(option.value)) : []),
  ]);
  return [...new Set(all)].toSorted();
}
/** Argument names by the rule of the types in `format.ts`. */
const argumentsByType = (message: string): string[] =>
  [...message.matchAll(/\{([^}]*)/g)]
    .map(([, head = '']) => (head.includes(', ') ? head.slice(0, head.indexOf(', ')) : head))
    .filter((name) => name !== '' && !name.includes(' ') && !name.startsWith('#'));
/** The branches of every plural in a message. */
const branchesOf = (elements: Elements): string[][] =>
  elements.flatMap((element) => ('options' in element ? [Object.keys(element.options)] : []));

describe('English', () => {
  it('needs the arguments that its types ask for', () => {
    const wrong = keys.filter(
      (key) => new Set(argumentsOf(parse(en[key]))).symmetricDifference(new Set(argumentsByType(en[key]))).size > 0,
    );
    expect(keys.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it('has a name for every event and words for every unit', () => {
    const units = EVENT_NAMES.flatMap((name) => Object.values(eventOf(name).fields)).flatMap((field) =>
      'unit' in field && field.unit !== undefined ? [`unit.${field.unit}`] : [],
    );
    expect(units.length).toBeGreaterThan(10);
    for (const key of [...EVENT_NAMES.map((name) => `event.${name}`), ...units]) expect(keys).toContain(key);
  });
});

/** Words that need the trade to be understood. */
const JARGON: { readonly [language: string]: RegExp } = {
  en: /telemetry|payload|spool|anonym|census|opt[- ]?in|opt[- ]?out|tenant|GUID/i,
  de: /telemetr|payload|spool|anonym|zensus|opt[- ]?in|opt[- ]?out|tenant|mandant|GUID|\bdu\b|\bdeine?\b/i,
  fr: /télémétrie|payload|anonym|recensement|opt[- ]?in|opt[- ]?out|locataire|GUID|\btu\b|\bton\b/i,
  es: /telemetr|payload|anónim|censo|opt[- ]?in|opt[- ]?out|inquilino|GUID|\btú\b|\btu\b/i,
  ja: /テレメトリ|ペイロード|匿名|センサス|オプトイン|オプトアウト|テナント|GUID/i,
  he: /טלמטריה|אנונימי|payload|GUID/i,
  zh: /遥测|有效负载|匿名|租户|GUID/i,
};

describe.each(spoken)('in %s', (language) => {
  const messages = allMessages[language];

  it('every message formats with sample values, every branch of a plural too', () => {
    const translate = createTranslate(language, messages) as AnyTranslate;
    const wrong = keys.filter((key) =>
      [0, 1, 2, 5, 1000].some((count) => {
        const values = Object.fromEntries(argumentsOf(parse(en[key])).map((name) => [name, count]));
        const sentence = translate(key, values);
        return sentence.trim() === '' || /[{}#]/.test(sentence);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('every message takes the arguments that English takes', () => {
    const wrong = keys.filter(
      (key) => argumentsOf(parse(messages[key], language)).join() !== argumentsOf(parse(en[key])).join(),
    );
    expect(wrong).toEqual([]);
  });

  it('every plural has the branches of the language, and no other', () => {
    const grammar = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const wrong = keys.filter((key) =>
      branchesOf(parse(messages[key], language)).some(
        (branches) =>
          !branches.includes('other') ||
          branches.some((branch) => !branch.startsWith('=') && !grammar.includes(branch as never)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('nothing needs the trade to be understood', () => {
    const jargon = JARGON[language];
    expect(jargon ? keys.filter((key) => jargon.test(messages[key])) : []).toEqual([]);
  });
});

/** The same word in both languages: names, units, values that an administrator writes. */
const SAME_IN_ALL = /^(window\.main|tray\.tooltip\.signedIn|unit\.(ms|MiB|‰)|policies\.problem\.whereFile)$/;
const SAME: { readonly [language: string]: readonly string[] } = {
  de: ['main.organization', 'unit.starts'],
  fr: [
    'window.options',
    'menu.options',
    'tray.options',
    'main.options',
    'main.options.tip',
    'main.organization',
    'unit.messages',
    'unit.minutes',
  ],
  es: ['options.tab.general', 'options.tab.personal', 'personal.title'],
  ja: ['tray.tooltip.signedIn'],
};

describe.each(translated)('the translation into %s', (language) => {
  it('leaves nothing in English', () => {
    const same = keys.filter((key) => allMessages[language][key] === en[key] && !SAME_IN_ALL.test(key));
    expect(same.filter((key) => !SAME[language]?.includes(key))).toEqual([]);
  });

  it('ends its sentences where English does', () => {
    const ending = (text: string): boolean => /[.。]$/.test(text);
    expect(keys.filter((key) => ending(allMessages[language][key]) !== ending(en[key]))).toEqual([]);
  });
});

describe('sentences', () => {
  it.each(['pl', 'ja', '', 'not a locale!', 'en-GB'])('count in English on a computer set to "%s"', (system) => {
    const t = createTranslate(chooseLocale('en', system), en);
    expect(t('data.newer', { count: 1 })).toBe('Show 1 new record');
    expect(t('data.newer', { count: 3 })).toBe('Show 3 new records');
  });

  it('follow the numbers of the region', () => {
    const count = { count: 1234 };
    expect(createTranslate('de-DE', allMessages.de)('data.count', count)).toBe('1.234 Einträge werden angezeigt');
    expect(createTranslate('en-US', en)('data.count', count)).toBe('1,234 records are listed');
  });

  it('keep the direction of a name where they run from right to left', () => {
    const t = createTranslate(PSEUDO_LANGUAGE, allMessages[PSEUDO_LANGUAGE]);
    expect(t('lock.by.tenant', { organization: 'Contoso' })).toContain('\u2068Contoso\u2069');
    expect(createTranslate('en', en)('lock.by.tenant', { organization: 'Contoso' })).toBe('Set by Contoso.');
  });
});
