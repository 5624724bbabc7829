/**
 * Turns what goes wrong in our own processes into error records. Types, codes and our own frames only: messages may
 * hold personal data and never leave this computer, not even for its log.
 */
import type { App, WebContents } from '../host.ts';
import type { Caller } from '../ipc/serve-calls.ts';
import type { Logger } from '../logging/logger.ts';
import { describeScriptError } from '../telemetry/script-error.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface ErrorReportsDeps {
  readonly app: Pick<App, 'on'>;
  readonly telemetry: Pick<Telemetry, 'record' | 'count'>;
  readonly logger: Logger;
  readonly appPath: string;
  monotonicMs(): number;
  roleOfContents(contentsId: number): Caller | null;
}
export interface ErrorReports {
  /** An error of the main process; `isFatal` when the process ends because of it. */
  mainError(error: unknown, isFatal: boolean): void;
  rendererError(error: { readonly type: string; readonly stack: string }): void;
}

/** Renderer errors taken a minute; a page that throws in a loop must not fill the disk. */
export const MAX_RENDERER_ERRORS_PER_MINUTE = 60;

export function reportErrors(deps: ErrorReportsDeps): ErrorReports {
  watchProcesses(deps);
  const { telemetry, logger, appPath } = deps;
  let windowStartedAt = -Infinity;
  let taken = 0;
  return {
    mainError(error, isFatal) {
      const { ErrorType, Frames } = describeScriptError(errorParts(error), appPath);
      telemetry.record('error.exception', { Process: 'main', ErrorType, Frames, ...errorCode(error) });
      logger.error(
        isFatal ? 'The main process ended because of an error.' : 'A promise was rejected and nobody waited for it.',
        {
          type: ErrorType,
          frame: Frames[0] ?? null,
        },
      );
    },
    rendererError(error) {
      const now = deps.monotonicMs();
      if (now - windowStartedAt > 60_000) [windowStartedAt, taken] = [now, 0];
      if (++taken > MAX_RENDERER_ERRORS_PER_MINUTE) return;
      const { ErrorType, Frames } = describeScriptError(error, appPath);
      telemetry.record('error.exception', { Process: 'renderer', ErrorType, Frames });
      logger.error('A window reported a script error.', { type: ErrorType, frame: Frames[0] ?? null });
    },
  };
}

const errorParts = (error: unknown): { type: string; stack: string } =>
  error instanceof Error ? { type: error.name, stack: error.stack ?? '' } : { type: typeof error, stack: '' };

function errorCode(error: unknown): { ErrorCode?: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,63}$/.test(code) ? { ErrorCode: code } : {};
}

const REASONS = ['abnormal-exit', 'killed', 'crashed', 'oom', 'launch-failed', 'integrity-failure'] as const;
const reasonOf = (reason: string): (typeof REASONS)[number] | 'other' =>
  REASONS.find((known) => known === reason) ?? 'other';

function watchProcesses({ app, telemetry, logger, monotonicMs, roleOfContents }: ErrorReportsDeps): void {
  app.on('render-process-gone', (_event, _contents, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    telemetry.count('usage.stability/WindowCrashes');
    telemetry.record('error.process-gone', { ProcessType: 'renderer', Reason: reasonOf(reason), ExitCode: exitCode });
    logger.error('A window crashed.', { reason });
  });
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const ProcessType = type === 'GPU' ? 'gpu' : type === 'Utility' ? 'utility' : 'other';
    telemetry.record('error.process-gone', { ProcessType, Reason: reasonOf(reason), ExitCode: exitCode });
    logger.error('A child process ended.', { type: ProcessType, reason });
  });
  app.on('web-contents-created', (_event, contents) => watchHangs(contents));

  function watchHangs(contents: WebContents): void {
    let since: number | null = null;
    contents.on('unresponsive', () => {
      since ??= monotonicMs();
      telemetry.count('usage.stability/WindowHangs');
      logger.warn('A window does not answer.');
    });
    /** Whether it came back or was ended: how long it did not answer is known either way. */
    const over = (): void => {
      if (since === null) return;
      const Window = roleOfContents(contents.id) ?? 'main';
      telemetry.record('error.hang', { Window, DurationMs: Math.round(monotonicMs() - since) });
      since = null;
    };
    contents.on('responsive', over);
    contents.on('render-process-gone', over);
    contents.on('destroyed', over);
  }
}
