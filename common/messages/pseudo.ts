/**
 * A language that nobody speaks, made of English: longer by about two fifths, with marks above the letters, in brackets,
 * and running from right to left. Text that is clipped, put together from pieces, or not translatable at all stands out.
 */
import type { MessageKey } from './en.ts';
import type { Translation } from './format.ts';
import { rewriteMessage } from './icu.ts';

const LETTERS = 'abcdefghijklmnoprstuvwxyz';
const MARKED_LETTERS = 'åƀçðéƒĝĥîĵķļɱñöþŕšţûṽŵẋýž';

const FROM_RIGHT = '\u202e';
const END = '\u202c';
const RIGHT_MARK = '\u200f';

/** Plain text, no message. */
export const pseudoText = (text: string): string => `${RIGHT_MARK}[${pseudoWords(text)}]${RIGHT_MARK}`;

/** An ICU message: only what is shown as it stands changes; arguments, branches and "#" stay. */
export const pseudoMessage = (message: string): string =>
  `${RIGHT_MARK}[${rewriteMessage(message, pseudoWords)}]${RIGHT_MARK}`;

export const pseudoMessages = (messages: Translation): Translation =>
  Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, pseudoMessage(message)])) as Record<
    MessageKey,
    string
  >;

/** Words that hold a letter; numbers, "#" and signs stay what they are. */
const pseudoWords = (text: string): string =>
  text.replaceAll(/[^\s#]*\p{L}[^\s#]*/gu, (word) => `${FROM_RIGHT}${Array.from(word, pseudoLetter).join('')}${END}`);

/** Vowels twice: about two fifths more, and words still wrap where words wrap. */
function pseudoLetter(letter: string): string {
  const small = letter.toLowerCase();
  const marked = MARKED_LETTERS[LETTERS.indexOf(small)];
  if (marked === undefined) return letter;
  const shown = small === letter ? marked : marked.toUpperCase();
  return 'aeiou'.includes(small) ? shown + marked : shown;
}
