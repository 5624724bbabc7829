/** The local log as features see it. `message` is a constant sentence; `details` never hold payloads, IDs, addresses or tokens. */
export interface Logger {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}
export type LogDetails = Readonly<Record<string, string | number | boolean | null>>;

/** For parts that run without a log (tools, tests that do not look at it). */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
