/**
 * The part of ICU's MessageFormat that Parley's messages use: `{name}`, `{name, number}` and
 * `{name, plural, =0 {…} one {…} other {…}}` with "#". Small, because every window loads it before it can say anything;
 * tests compare it with the full implementation on every message, and a message that uses more than this does not pass.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value' | 'number'; readonly name: string }
  /** "#": the number of the plural around it. */
  | { readonly kind: 'count' }
  | { readonly kind: 'plural'; readonly name: string; readonly branches: ReadonlyMap<string, readonly Piece[]> };

export type Values = Readonly<Record<string, string | number>>;
export interface Grammar {
  readonly plurals: Intl.PluralRules;
  readonly numbers: Intl.NumberFormat;
}

const HEAD = /\s*(\w+)\s*(?:,\s*(number|plural)\s*(,)?\s*)?/y;
const BRANCH = /\s*(=\d+|[a-z]+)\s*\{/y;
const END = /\s*\}/y;

/** Throws on anything that is not of the part above. */
export function parseMessage(message: string): readonly Piece[] {
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(message);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const expect = (pattern: RegExp): RegExpExecArray => {
    const found = take(pattern);
    if (!found) throw new SyntaxError(`not a message, from character ${at + 1} on: ${message}`);
    return found;
  };
  const pieces = (isInPlural: boolean): Piece[] => {
    const list: Piece[] = [];
    const text = isInPlural ? /[^{}#]+/y : /[^{}]+/y;
    for (;;) {
      const [plain] = take(text) ?? [];
      if (plain !== undefined) list.push({ kind: 'text', text: plain });
      else if (isInPlural && take(/#/y)) list.push({ kind: 'count' });
      else if (take(/\{/y)) list.push(argument());
      else return list;
    }
  };
  const argument = (): Piece => {
    const [, name = '', type, comma] = expect(HEAD);
    if (type !== 'plural' || comma === undefined) {
      expect(END);
      return { kind: type === 'number' ? 'number' : 'value', name };
    }
    const branches = new Map<string, readonly Piece[]>();
    for (let branch = take(BRANCH); branch; branch = take(BRANCH)) {
      branches.set(branch[1] ?? '', pieces(true));
      expect(END);
    }
    expect(END);
    return { kind: 'plural', name, branches };
  };
  const all = pieces(false);
  expect(/$/y);
  return all;
}

export const formatPieces = (pieces: readonly Piece[], values: Values, grammar: Grammar, count = ''): string =>
  pieces.map((piece) => formatPiece(piece, values, grammar, count)).join('');

function formatPiece(piece: Piece, values: Values, grammar: Grammar, count: string): string {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'count':
      return count;
    case 'value':
      return String(values[piece.name] ?? '');
    case 'number':
      return grammar.numbers.format(Number(values[piece.name]));
    case 'plural': {
      const value = Number(values[piece.name]);
      const { branches } = piece;
      const branch = branches.get(`=${value}`) ?? branches.get(grammar.plurals.select(value)) ?? branches.get('other');
      return formatPieces(branch ?? [], values, grammar, grammar.numbers.format(value));
    }
  }
}

/** The message again, each text through `change`. */
export const rewriteMessage = (message: string, change: (text: string) => string): string =>
  printPieces(parseMessage(message), change);

const printPieces = (pieces: readonly Piece[], change: (text: string) => string): string =>
  pieces.map((piece) => printPiece(piece, change)).join('');

function printPiece(piece: Piece, change: (text: string) => string): string {
  switch (piece.kind) {
    case 'text':
      return change(piece.text);
    case 'count':
      return '#';
    case 'value':
      return `{${piece.name}}`;
    case 'number':
      return `{${piece.name}, number}`;
    case 'plural': {
      const branches = [...piece.branches].map(([name, branch]) => `${name} {${printPieces(branch, change)}}`);
      return `{${piece.name}, plural, ${branches.join(' ')}}`;
    }
  }
}
