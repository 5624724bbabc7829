/**
 * Reads the text of one machine policy file: a JSON object of policies. Pure. Whatever the bytes are, it answers in
 * bounded time with what can be used and a line for the admin about what cannot; it never throws.
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { PolicyOrigin, PolicyProblem, PolicyProblemKind, PolicySetting } from '../../common/policies/reading.ts';
import { isPolicyKey, isStoppingSwitch } from '../../common/policies/records.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import { boundedProblems, judgeSetting } from './judge-setting.ts';

export const MAX_POLICY_FILE_BYTES = 256 * 1024;
/** Policies are flat; the bound keeps a hostile file from exhausting the parser's stack. */
export const MAX_NESTING = 32;

export interface PolicyFileContent {
  /** False: nothing of the file can be used, and `problems` holds the one reason. */
  readonly isUnderstood: boolean;
  /** In the order in which they are written; duplicates are all there. */
  readonly settings: readonly PolicySetting[];
  readonly problems: readonly PolicyProblem[];
}

/** How the bytes of a source become settings and problems. Never throws, whatever the bytes are. */
export type ParsePolicies = (bytes: Uint8Array, origin: PolicyOrigin, rules?: ValueRules) => PolicyFileContent;

/** @param origin where the file is; lines and columns are added to it */
export function parsePolicyFile(bytes: Uint8Array, origin: PolicyOrigin, rules?: ValueRules): PolicyFileContent {
  if (bytes.length > MAX_POLICY_FILE_BYTES) return notUnderstood(tooLarge(origin));
  const text = decode(bytes);
  if (text === null) return notUnderstood(wrongEncoding(origin));
  const at = (offset: number): PolicyOrigin => ({ ...origin, ...position(text, offset) });
  const tooDeepAt = offsetOfNesting(text);
  if (tooDeepAt !== null) return notUnderstood(tooDeep(at(tooDeepAt)));
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [error] = errors;
  if (error) return notUnderstood(unparsable(at(error.offset), SYNTAX[printParseErrorCode(error.error)]));
  if (!root || !isStrictJson(text)) return notUnderstood(unparsable(at(0)));
  if (root.type !== 'object') return notUnderstood(notAnObject(at(root.offset)));
  return judgeProperties(root.children ?? [], at, rules);
}

export const notUnderstood = (problem: PolicyProblem): PolicyFileContent => ({
  isUnderstood: false,
  settings: [],
  problems: [problem],
});

/** Whether nothing of the file can be used is for the directory to weigh in time; the problem itself always holds. */
export const fileProblem = (
  kind: PolicyProblemKind,
  origin: PolicyOrigin,
  message: string,
  remedy: string,
): PolicyProblem => ({ kind, origin, message, remedy, holds: true });

function judgeProperties(
  properties: readonly Node[],
  at: (offset: number) => PolicyOrigin,
  rules: ValueRules | undefined,
): PolicyFileContent {
  const settings: PolicySetting[] = [];
  const problems: PolicyProblem[] = [];
  const seen = new Set<string>();
  for (const property of properties) {
    const [name, value] = property.children ?? [];
    if (!name) continue;
    const key = String(name.value);
    const origin = at(name.offset);
    if (seen.has(key)) problems.push(duplicateKey(key, origin));
    seen.add(key);
    const { setting, problem } = judgeSetting(key, primitive(value), origin, { rules });
    if (setting) settings.push(setting);
    else problems.push(problem);
  }
  return { isUnderstood: true, settings, problems: boundedProblems(problems) };
}

/** No policy takes an object or a list, so their content is never built (nor can its keys reach a prototype). */
const primitive = (node: Node | undefined): unknown =>
  node && node.type !== 'object' && node.type !== 'array' ? (node.value as unknown) : [];

/** UTF-8, with or without a byte-order mark; null for anything else. A NUL is the mark of UTF-16 without one. */
function decode(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A second opinion: the position-keeping parser recovers from errors, which must never pass for a valid file. */
function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Offset of the first bracket that nests too deeply; brackets in strings do not count. */
function offsetOfNesting(text: string): number | null {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (isInString) {
      if (char === '\\') i++;
      else if (char === '"' || char === '\n') isInString = false;
    } else if (char === '"') isInString = true;
    else if (char === '{' || char === '[') {
      if (++depth > MAX_NESTING) return i;
    } else if (char === '}' || char === ']') depth--;
  }
  return null;
}

function position(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const line = (before.match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
  return { line, column: offset - lineStart + 1 };
}

const SYNTAX: Readonly<Record<string, string>> = {
  InvalidSymbol: 'there is a word or sign that JSON does not have',
  InvalidNumberFormat: 'a number is malformed',
  PropertyNameExpected: 'a name in quotation marks is missing (or a comma is left over)',
  ValueExpected: 'a value is missing (or a comma is left over)',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'the closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'there is more text after the closing brace',
  InvalidCommentToken: 'comments are not allowed',
  UnexpectedEndOfComment: 'comments are not allowed',
  UnexpectedEndOfString: 'a quotation mark is missing',
  InvalidCharacter: 'a text holds a control character',
};

const unparsable = (origin: PolicyOrigin, what = 'the text ends too early or is malformed'): PolicyProblem =>
  fileProblem(
    'unparsable',
    origin,
    `The file is not valid JSON: ${what}.`,
    'Mend it there; a policy file is one JSON object such as { "DisableAutomaticSendTracing": true }, without comments.',
  );
const tooDeep = (origin: PolicyOrigin): PolicyProblem =>
  fileProblem(
    'unparsable',
    origin,
    `The file nests deeper than ${MAX_NESTING} levels.`,
    'Write policies at the top of one JSON object.',
  );
export const tooLarge = (origin: PolicyOrigin): PolicyProblem =>
  fileProblem(
    'too-large',
    origin,
    `The file is larger than ${MAX_POLICY_FILE_BYTES / 1024} KiB.`,
    'Remove what is not a policy, or split the file.',
  );
const wrongEncoding = (origin: PolicyOrigin): PolicyProblem =>
  fileProblem('wrong-encoding', origin, 'The file is not UTF-8 text.', 'Save it as UTF-8 (not "Unicode" or UTF-16).');
const notAnObject = (origin: PolicyOrigin): PolicyProblem =>
  fileProblem(
    'not-an-object',
    origin,
    'The file holds JSON that is not an object.',
    'Put the policies between { and }, each as "name": value.',
  );

/** Of equal names a stop wins; beyond that, a stopping switch that is written twice leaves in doubt what was meant. */
export const duplicateKey = (key: string, origin: PolicyOrigin): PolicyProblem => ({
  kind: 'duplicate-key',
  origin,
  key: key.slice(0, 64),
  message: 'The same name is written more than once in this file.',
  remedy: 'Keep one of them.',
  holds: isPolicyKey(key) && isStoppingSwitch(key),
});
