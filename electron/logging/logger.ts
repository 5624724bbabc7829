/** The local log as features see it. `message` is a constant sentence; `details` never hold payloads, IDs, addresses or tokens. */
import type { LogTemplate } from '../../common/catalogue/error.ts';

export interface Logger {
  info(message: string, details?: LogDetails): void;
  warn(message: string, details?: LogDetails): void;
  error(message: string, details?: LogDetails): void;
}
export interface LogDetails {
  readonly [name: string]: string | number | boolean | null | undefined;
  /** Makes the line part of error reports, where there is a right: its name, `code` and `count`, nothing else. */
  readonly template?: LogTemplate;
}

/** For parts that run without a log (tools, tests that do not look at it). */
export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
