/**
 * Turns message keys into sentences, in the language of the messages that it is given. Dates and times come in as text
 * (`renderer/words/times.ts`).
 */
import { IntlMessageFormat } from 'intl-messageformat';
import type { MessageKey, Messages } from './en.ts';
import { directionOf, languageOf, SOURCE_LANGUAGE } from './languages.ts';

type Word<N extends string> = N extends '' | `${string} ${string}` | `#${string}` ? never : N;
type NameAtHead<Tail extends string> = Tail extends `${infer Head}}${string}`
  ? Head extends `${infer Name}, ${string}`
    ? Word<Name>
    : Word<Head>
  : never;
/** Names of the arguments in an ICU message: `{name}` and `{name, plural, …}`, also inside branches. */
export type ArgumentNames<Message extends string> = Message extends `${string}{${infer Tail}`
  ? NameAtHead<Tail> | ArgumentNames<Tail>
  : never;

export type MessageValues<K extends MessageKey> = {
  readonly [N in ArgumentNames<Messages[K]>]: string | number;
};
/** Formats a message; a key that takes arguments does not compile without them. */
export type Translate = <K extends MessageKey>(
  key: K,
  ...values: [ArgumentNames<Messages[K]>] extends [never] ? [] : [values: MessageValues<K>]
) => string;

/** A whole language: every key of English, and no other. */
export type Translation = { readonly [K in MessageKey]: string };

/**
 * @param locale decides about plurals and numbers: of the language that the messages are in (`chooseLocale`)
 */
export function createTranslate(locale: string, messages: Translation): Translate {
  const formatLocale = supported(locale);
  const isMirrored = directionOf(languageOf(locale)) === 'rtl';
  const formatters = new Map<MessageKey, IntlMessageFormat>();
  return (key, ...[values]) => {
    let formatter = formatters.get(key);
    if (!formatter) {
      formatter = new IntlMessageFormat(messages[key], formatLocale, undefined, { ignoreTag: true });
      formatters.set(key, formatter);
    }
    return String(formatter.format(isMirrored && values ? isolated(values) : values));
  };
}

/** A name or a path keeps its own direction inside a sentence that runs from right to left. */
const isolated = (values: Readonly<Record<string, string | number>>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? `${FIRST_STRONG_ISOLATE}${value}${POP_ISOLATE}` : value,
    ]),
  );
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** A malformed tag (from the system's settings) must not keep a window from opening. */
function supported(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? SOURCE_LANGUAGE;
  } catch {
    return SOURCE_LANGUAGE;
  }
}
