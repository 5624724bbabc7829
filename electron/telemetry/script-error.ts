/**
 * What may be told of a script error: its type and our own frames. Messages are never looked at, frames of other code
 * (node internals, extensions, pages) are left out, and paths are made relative to the program, so that no folder of
 * the user's computer remains.
 */
import { MAX_FRAMES } from '../../common/catalogue/validate.ts';

export interface DescribedError {
  readonly ErrorType: string;
  /** `function@path:line:column`, innermost first. */
  readonly Frames: readonly string[];
}

const ERROR_TYPE = /^[A-Za-z_$][A-Za-z0-9_$.:-]{0,63}$/;
/** `at name (location:1:2)` or `at location:1:2`. */
const FRAME_LINE = /^\s*at (?:(?<name>.+?) \()?(?<location>[^()]+?):(?<line>\d{1,7}):(?<column>\d{1,7})\)?$/;
/** Bounds the work on a stack that somebody else made. */
const MAX_LINES = 200;
const MAX_LINE_LENGTH = 1_024;
const MAX_NAME_LENGTH = 64;
const OWN_PATH = /^(electron|renderer|assets)\/[\w./-]{1,120}$/;

/**
 * @param error type (the constructor's name) and stack, as they came; they may be hostile
 * @param appRoot where the program lies: the folder that holds `dist/`, or the archive
 */
export function describeScriptError(
  error: { readonly type: string; readonly stack: string },
  appRoot: string,
): DescribedError {
  const root = normalized(appRoot).replace(/\/+$/, '');
  const frames: string[] = [];
  for (const line of error.stack.split('\n', MAX_LINES)) {
    if (frames.length === MAX_FRAMES) break;
    const frame = line.length <= MAX_LINE_LENGTH ? ownFrame(line, root) : null;
    if (frame) frames.push(frame);
  }
  return { ErrorType: ERROR_TYPE.test(error.type) ? error.type : 'Error', Frames: frames };
}

function ownFrame(line: string, root: string): string | null {
  const { name, location, line: row, column } = FRAME_LINE.exec(line.trimEnd())?.groups ?? {};
  const path = location === undefined ? null : ownPath(location, root);
  return path && `${functionName(name)}@${path}:${row}:${column}`;
}

function ownPath(location: string, root: string): string | null {
  const path = location.startsWith('app://bundle/')
    ? `renderer/${location.slice('app://bundle/'.length)}`
    : belowRoot(normalized(location), root);
  const isOwn = path !== null && OWN_PATH.test(path) && !/\.\.|\/\//.test(path);
  return isOwn ? path : null;
}

function belowRoot(path: string, root: string): string | null {
  if (root === '' || !path.startsWith(`${root}/`)) return null;
  return path.slice(root.length + 1).replace(/^dist\//, '');
}

/** File URLs and Windows paths as plain paths with forward slashes. */
function normalized(location: string): string {
  const path = location.startsWith('file://') ? decoded(location.slice('file://'.length)) : location;
  return path.replaceAll('\\', '/').replace(/^\/(?=[A-Za-z]:\/)/, '');
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `async Foo.bar [as baz]` → `Foo.bar`; a name of other characters (a computed property, for one) is left out. */
function functionName(name: string | undefined): string {
  const plain = (name ?? '').replace(/^(async|new) /, '').replace(/ \[as .*\]$/, '');
  return /^[\w$.<>]*$/.test(plain) && plain.length <= MAX_NAME_LENGTH ? plain : '';
}
