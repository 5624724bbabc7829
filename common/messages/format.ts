/**
 * Turns message keys into sentences, in the language of the messages that it is given. Dates and times come in as text
 * (`renderer/words/times.ts`).
 */
import type { MessageKey, Messages } from './en.ts';
import { formatPieces, parseMessage, type Piece, type Values } from './icu.ts';
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
  const tag = supported(locale);
  const grammar = { plurals: new Intl.PluralRules(tag), numbers: new Intl.NumberFormat(tag) };
  const isMirrored = directionOf(languageOf(locale)) === 'rtl';
  const parsed = new Map<MessageKey, readonly Piece[]>();
  return (key, ...[values = {}]) => {
    let pieces = parsed.get(key);
    if (!pieces) {
      pieces = parseMessage(messages[key]);
      parsed.set(key, pieces);
    }
    return formatPieces(pieces, isMirrored ? isolated(values) : values, grammar);
  };
}

/** A name or a path keeps its own direction inside a sentence that runs from right to left. */
const isolated = (values: Values): Values =>
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
