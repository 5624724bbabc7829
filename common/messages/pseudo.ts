/**
 * A language that nobody speaks, made of English: longer by about two fifths, with marks above the letters, in brackets,
 * and running from right to left. Text that is clipped, put together from pieces, or not translatable at all stands out.
 */
import type { MessageKey } from './en.ts';
import type { Translation } from './format.ts';

const LETTERS = 'abcdefghijklmnoprstuvwxyz';
const MARKED_LETTERS = 'åƀçðéƒĝĥîĵķļɱñöþŕšţûṽŵẋýž';

const FROM_RIGHT = '\u202e';
const END = '\u202c';
const RIGHT_MARK = '\u200f';

/** Plain text, no message. */
export const pseudoText = (text: string): string => `${RIGHT_MARK}[${pseudoWords(text)}]${RIGHT_MARK}`;

/** An ICU message: only what is shown as it stands changes; arguments, branches and "#" stay. */
export const pseudoMessage = (message: string): string => `${RIGHT_MARK}[${literals(message, 0).out}]${RIGHT_MARK}`;

export const pseudoMessages = (messages: Translation): Translation =>
  Object.fromEntries(Object.entries(messages).map(([key, message]) => [key, pseudoMessage(message)])) as Record<
    MessageKey,
    string
  >;

/** Up to the brace that closes this piece of a message, or its end. */
function literals(message: string, from: number): { readonly out: string; readonly end: number } {
  let out = '';
  let at = from;
  while (at < message.length && message[at] !== '}') {
    if (message[at] === '{') {
      const argument = argumentAt(message, at);
      out += argument.out;
      at = argument.end;
    } else {
      const next = message.slice(at).search(/[{}]/);
      const end = next === -1 ? message.length : at + next;
      out += pseudoWords(message.slice(at, end));
      at = end;
    }
  }
  return { out, end: at };
}

/** `{name}` or `{name, plural, one {…} other {…}}`, with its braces: what stands before an inner brace is syntax. */
function argumentAt(message: string, from: number): { readonly out: string; readonly end: number } {
  let out = '{';
  let at = from + 1;
  while (at < message.length && message[at] !== '}') {
    if (message[at] === '{') {
      const branch = literals(message, at + 1);
      out += `{${branch.out}}`;
      at = branch.end + 1;
    } else {
      out += message[at];
      at += 1;
    }
  }
  return { out: `${out}}`, end: at + 1 };
}

/** Words that hold a letter; numbers, "#" and signs stay what they are. */
const pseudoWords = (text: string): string =>
  text.replaceAll(/[^\s#]*\p{L}[^\s#]*/gu, (word) => `${FROM_RIGHT}${[...word].map(pseudoLetter).join('')}${END}`);

/** Vowels twice: about two fifths more, and words still wrap where words wrap. */
function pseudoLetter(letter: string): string {
  const small = letter.toLowerCase();
  const marked = MARKED_LETTERS[LETTERS.indexOf(small)];
  if (marked === undefined) return letter;
  const shown = small === letter ? marked : marked.toUpperCase();
  return 'aeiou'.includes(small) ? shown + marked : shown;
}
