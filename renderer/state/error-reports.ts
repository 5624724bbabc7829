/**
 * Hands script errors of this window to main: type and stack, never the message, which could hold personal data.
 * Whether anything is recorded is main's decision. A window that fails in a loop reports a few times, then keeps still.
 */
import { MAX_STACK_LENGTH, type ParleyApi, type ScriptError } from '../../common/ipc/contract.ts';

export const MAX_REPORTS_PER_MINUTE = 5;
const MINUTE_MS = 60_000;
const MAX_TYPE_LENGTH = 128;
const FRAME = /^\s+at \S/;

export type ReportError = (thrown: unknown) => void;

/**
 * @param now milliseconds, monotonic
 * @returns reports what was thrown, anything at all; never throws and never rejects
 */
export function createErrorReporter(parley: ParleyApi, now: () => number): ReportError {
  let recent: number[] = [];
  const seen = new WeakSet<object>();
  return (thrown) => {
    if (typeof thrown === 'object' && thrown !== null) {
      // React's boundary and the window see the same error; it happened once.
      if (seen.has(thrown)) return;
      seen.add(thrown);
    }
    const at = now();
    recent = recent.filter((time) => at - time < MINUTE_MS);
    if (recent.length >= MAX_REPORTS_PER_MINUTE) return;
    recent.push(at);
    parley.call('errors.report', describeError(thrown)).catch(() => undefined);
  };
}

/** Listens for everything that nobody caught. */
export function watchErrors(target: Window, report: ReportError): void {
  target.addEventListener('error', (event) => report(event.error));
  target.addEventListener('unhandledrejection', (event) => report(event.reason));
}

export function describeError(thrown: unknown): ScriptError {
  if (!(thrown instanceof Error)) return { type: 'NonError', stack: '' };
  // Anybody may have put anything there.
  const name: unknown = thrown.name;
  return { type: typeof name === 'string' ? name.slice(0, MAX_TYPE_LENGTH) : 'Error', stack: framesOf(thrown) };
}

/**
 * The lines of the stack that name a place in the program. The message stands before them and may have several lines,
 * of which one may even look like a frame: it is cut off by its length first, then by shape.
 */
function framesOf(error: Error): string {
  const stack = typeof error.stack === 'string' ? error.stack : '';
  const messageAt = error.message === '' ? -1 : stack.indexOf(error.message);
  const rest = messageAt === -1 ? stack : stack.slice(messageAt + error.message.length);
  const frames = rest.split('\n').filter((line) => FRAME.test(line));
  return frames.map(ofTheApp).join('\n').slice(0, MAX_STACK_LENGTH);
}

/** Pages may be served from elsewhere than the app's own origin (in development); main knows only that one. */
const ofTheApp = (frame: string): string => frame.replaceAll(`${globalThis.location?.origin}/`, 'app://bundle/');
