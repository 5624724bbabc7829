import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES } from '../../common/catalogue/catalogue.ts';
import { en, type MessageKey } from '../../common/messages/en.ts';
import { createTranslate } from '../../common/messages/format.ts';
import { MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH } from '../../common/wire/tenant.ts';
import * as limits from '../../renderer/options/personal/limits.ts';

const keys = Object.keys(en) as MessageKey[];

type Elements = ReturnType<IntlMessageFormat['getAst']>;

/** Argument names by the parser: what the message really needs. Text (0) and "#" (7) are no arguments. */
function argumentsOf(elements: Elements): string[] {
  return elements.flatMap((element) => [
    ...('value' in element && ![0, 7].includes(element.type) ? [element.value] : []),
    ...('options' in element ? Object.values(element.options).flatMap((option) => argumentsOf(option.value)) : []),
  ]);
}
/** Argument names by the rule of the types in `format.ts`. */
const argumentsByType = (message: string): string[] =>
  [...message.matchAll(/\{([^}]*)/g)]
    .map(([, head = '']) => (head.includes(', ') ? head.slice(0, head.indexOf(', ')) : head))
    .filter((name) => name !== '' && !name.includes(' ') && !name.startsWith('#'));

describe('the message catalogue', () => {
  it('formats every message with what its type asks for', () => {
    const translate = createTranslate('en-GB') as (key: MessageKey, values: Record<string, unknown>) => string;
    const wrong = keys.filter((key) => {
      const needed = argumentsOf(new IntlMessageFormat(en[key], 'en', undefined, { ignoreTag: true }).getAst());
      const isTyped = new Set(needed).symmetricDifference(new Set(argumentsByType(en[key]))).size === 0;
      const sentences = [0, 1, 2, 1000].map((count) =>
        translate(key, Object.fromEntries(needed.map((name) => [name, count]))),
      );
      return !isTyped || sentences.some((sentence) => sentence === '' || /[{}#]/.test(sentence));
    });
    expect(keys.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  it('uses plain language', () => {
    const jargon = /telemetry|payload|spool|anonym|census|opt[- ]?in|opt[- ]?out|tenant|GUID/i;
    expect(keys.filter((key) => jargon.test(en[key]))).toEqual([]);
  });

  it('has a name for every event', () => {
    for (const name of EVENT_NAMES) expect(keys).toContain(`event.${name}`);
  });

  it.each(['pl', 'ja', 'ar-EG', 'de-DE', '', 'not a locale!', 'en-GB'])(
    'counts in English for locale "%s"',
    (locale) => {
      const t = createTranslate(locale);
      expect(t('data.newer', { count: 1 })).toBe('Show 1 new record');
      expect(t('data.newer', { count: 3 })).toBe('Show 3 new records');
    },
  );
});

describe('the limits of the sign-in form', () => {
  it('are those of the wire', () => {
    expect({ ...limits }).toEqual({ MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH });
  });
});
