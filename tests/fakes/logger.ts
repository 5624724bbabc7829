/** A logger that keeps what it was told, for tests that look at it. */
import type { LogDetails, Logger } from '../../electron/logging/logger.ts';

export interface CapturedLine {
  readonly severity: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly details: LogDetails | undefined;
}
export function capturingLogger(): Logger & { readonly lines: CapturedLine[] } {
  const lines: CapturedLine[] = [];
  const take =
    (severity: CapturedLine['severity']) =>
    (message: string, details?: LogDetails): void =>
      void lines.push({ severity, message, details });
  return { lines, info: take('info'), warn: take('warn'), error: take('error') };
}
