/**
 * Bytes → JSON, after a look at its shape: a few bytes of brackets become many bytes of objects, so depth and number of
 * objects and lists are bounded before the parser runs.
 */
import { fail, ok, type Result } from '../../../../common/result.ts';
import { MAX_JSON_CONTAINERS, MAX_JSON_DEPTH } from '../limits.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Brackets differ from braces in this bit alone. */
const BRACE_BIT = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** @returns the value, or one sentence on why it is none. */
export function parseJsonBody(body: Uint8Array): Result<unknown> {
  const fault = shapeFault(body);
  if (fault) return fail(fault);
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    // The parser's own message quotes what was sent.
    return fail('The body is not JSON in UTF-8.');
  }
}

function shapeFault(body: Uint8Array): string | null {
  let depth = 0;
  let containers = 0;
  let isInString = false;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] ?? 0;
    if (isInString) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if ((byte | BRACE_BIT) === OPENING) {
      depth += 1;
      containers += 1;
      if (depth > MAX_JSON_DEPTH) return `The body nests deeper than ${MAX_JSON_DEPTH} levels.`;
      if (containers > MAX_JSON_CONTAINERS) return `The body has more than ${MAX_JSON_CONTAINERS} objects and lists.`;
    } else if ((byte | BRACE_BIT) === CLOSING) depth -= 1;
  }
  return null;
}
