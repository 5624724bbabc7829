/**
 * The services' log: one JSON object a line. It holds names, codes and numbers alone: no accounts, client addresses,
 * tokens, URLs with parameters, bodies or error messages (a message may quote what was sent).
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is reduced to its type, code and stack frames. */
  error(event: string, error: unknown, fields?: LogFields): void;
}

/** How many frames of an unexpected error are kept. */
const MAX_FRAMES = 12;

/** A log that hands each finished line (without line break) to `write`. */
export function createLog(service: string, write: (line: string) => void, now: () => number = Date.now): Log {
  const put = (level: string, event: string, fields: object): void =>
    write(JSON.stringify({ time: new Date(now()).toISOString(), level, service, event, ...fields }));
  return {
    info: (event, fields = {}) => put('info', event, fields),
    warn: (event, fields = {}) => put('warn', event, fields),
    error: (event, error, fields = {}) => put('error', event, { ...describeError(error), ...fields }),
  };
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Type, code and frames of an error, and of what caused it. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { errorType: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    errorType: error.name,
    ...(typeof code === 'string' ? { errorCode: code } : {}),
    frames: framesOf(error),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}

/** The `at …` lines only: what precedes them is the message. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .slice(
      (error.stack ?? '').startsWith(`${error.name}: ${error.message}`)
        ? error.name.length + 2 + error.message.length
        : 0,
    )
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES);
