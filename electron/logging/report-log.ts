/**
 * Lets log lines that have a template become error records, once the gates are known. At most one record a template and
 * hour: a line about a failed upload of error records must not feed itself.
 */
import type { EventFields } from '../../common/catalogue/catalogue.ts';
import type { LogTemplate } from '../../common/catalogue/error.ts';
import type { Clock } from '../clock.ts';
import type { LogDetails, Logger } from './logger.ts';

export const MIN_INTERVAL_MS = 3_600_000;
type LogRecord = EventFields<'error.log'>;

export interface ReportingLogger extends Logger {
  /** From now on lines are recorded; those that waited are recorded first, under the rights of now. */
  recordWith(record: (fields: LogRecord) => void): void;
}

export function createReportingLogger(logger: Logger, clock: Pick<Clock, 'monotonicMs'>): ReportingLogger {
  const reportedAt = new Map<LogTemplate, number>();
  let waiting: LogRecord[] = [];
  let record = (fields: LogRecord): void => void waiting.push(fields);

  const report = (details: LogDetails | undefined): void => {
    if (!details?.template) return;
    const now = clock.monotonicMs();
    if (now - (reportedAt.get(details.template) ?? -Infinity) < MIN_INTERVAL_MS) return;
    reportedAt.set(details.template, now);
    record(recordOf(details.template, details));
  };
  return {
    info: (message, details) => logger.info(message, details),
    warn(message, details) {
      logger.warn(message, details);
      report(details);
    },
    error(message, details) {
      logger.error(message, details);
      report(details);
    },
    recordWith(next) {
      record = next;
      for (const fields of waiting) next(fields);
      waiting = [];
    },
  };
}

function recordOf(template: LogTemplate, { code, count }: LogDetails): LogRecord {
  return {
    Template: template,
    ...(typeof code === 'string' ? { Code: code } : typeof code === 'number' ? { Code: `code.${code}` } : {}),
    ...(typeof count === 'number' ? { Count: count } : {}),
  };
}
