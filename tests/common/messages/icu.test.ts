import fc from 'fast-check';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { allMessages } from '../../../common/messages/all.ts';
import { formatPieces, parseMessage, rewriteMessage, type Values } from '../../../common/messages/icu.ts';
import { LANGUAGES, PSEUDO_LANGUAGE, type Language } from '../../../common/messages/languages.ts';

const format = (message: string, values: Values, locale = 'en'): string =>
  formatPieces(parseMessage(message), values, {
    plurals: new Intl.PluralRules(locale),
    numbers: new Intl.NumberFormat(locale),
  });
const reference = (message: string, values: Values, locale = 'en'): string =>
  String(new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }).format(values));
/** A value for every name that is used anywhere. */
const valuesFor = (message: string, value: number): Values =>
  Object.fromEntries([...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name = '']) => [name, value]));

const all: readonly Language[] = [...LANGUAGES, PSEUDO_LANGUAGE];
describe.each(all)('every message in %s', (language) => {
  const messages = Object.values(allMessages[language]);

  it('says what the full implementation of ICU says', () => {
    for (const message of messages)
      for (const value of [0, 1, 2, 5, 11, 21, 1000, 1234567])
        expect(format(message, valuesFor(message, value), language)).toBe(
          reference(message, valuesFor(message, value), language),
        );
  });

  it('is printed as it was written', () => {
    for (const message of messages) expect(rewriteMessage(message, (text) => text)).toBe(message);
  });
});

it('says what the full implementation says, whatever the texts and the branches', () => {
  const text = fc.string().map((any) => any.replaceAll(/[{}#'<>]/gu, ''));
  const branch = fc.tuple(text, fc.constantFrom('#', '{name}', '{count, number}'), text).map((parts) => parts.join(''));
  const message = fc
    .tuple(text, branch, branch, branch, text)
    .map(([a, zero, one, other, z]) => `${a}{count, plural, =0 {${zero}} one {${one}} other {${other}}}${z}`);
  fc.assert(
    fc.property(message, fc.nat(), fc.constantFrom('en', 'fr', 'he', 'ja', 'de'), (any, count, locale) => {
      const values = { count, name: 'Ada' };
      expect(format(any, values, locale)).toBe(reference(any, values, locale));
    }),
  );
});

it.each(['{', '}', 'a {b', '{a, select, x {y} other {z}}', '{a, plural, one {x}', '{a, date}', '{}'])(
  'refuses "%s", which it would not understand',
  (message) => {
    expect(() => parseMessage(message)).toThrow(SyntaxError);
  },
);
