/**
 * Turns message keys into sentences. English is the only catalogue now: words and plurals follow the catalogue's
 * language, numbers inside an English region's own habits. Dates and times come in as text (`renderer/words/times.ts`),
 * because they follow the user's locale even where the words do not.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { en, type MessageKey, type Messages } from './en.ts';

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

const CATALOGUE_LANGUAGE = 'en';

/**
 * @param locale the user's (BCP 47); an English one keeps its region, for any other the words stay English
 */
export function createTranslate(locale: string): Translate {
  const language = locale.toLowerCase().split('-')[0] === CATALOGUE_LANGUAGE ? supported(locale) : CATALOGUE_LANGUAGE;
  const formatters = new Map<MessageKey, IntlMessageFormat>();
  return (key, ...values) => {
    let formatter = formatters.get(key);
    if (!formatter) {
      formatter = new IntlMessageFormat(en[key], language, undefined, { ignoreTag: true });
      formatters.set(key, formatter);
    }
    return String(formatter.format(values[0]));
  };
}

/** A malformed tag (from the system's settings) must not keep a window from opening. */
function supported(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(locale)[0] ?? CATALOGUE_LANGUAGE;
  } catch {
    return CATALOGUE_LANGUAGE;
  }
}
