/**
 * How Parley ends: asked to, by the log-off, by an error of its own, or with its last window. Nothing that matters waits
 * for an end in good order; counters and records are on disk with the turn that made them.
 */
import type { Translate } from '../../common/messages/format.ts';
import type { ErrorReports } from '../errors/report-errors.ts';
import type { RunMarker } from '../errors/run-marker.ts';
import type { App } from '../host.ts';
import type { DialogSurface, PowerMonitorSurface } from '../surface.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export interface EndingDeps {
  readonly app: Pick<App, 'on' | 'quit' | 'exit'>;
  readonly process: Pick<NodeJS.EventEmitter, 'on'>;
  readonly powerMonitor: Pick<PowerMonitorSurface, 'on'>;
  readonly dialog: Pick<DialogSurface, 'showErrorBox'>;
  readonly t: Translate;
  readonly errors: Pick<ErrorReports, 'mainError'>;
  readonly telemetry: Pick<Telemetry, 'flushNow' | 'stop'>;
  readonly marker: Pick<RunMarker, 'clear'>;
  /** Started at log-on: it lives on without any window. On macOS every app does. */
  readonly livesWithoutWindows: boolean;
  /** Lets go of what the system or others hold for us: sockets, watches, the tray. */
  release(): void;
}

export interface Ending {
  /** The app is ending: no window may keep it, or hold up a log-off. */
  isQuitting(): boolean;
  /** The system ends the process without another word (a Windows log-off skips every event of quitting). */
  endOfSession(): void;
}

export function watchEnding(deps: EndingDeps): Ending {
  const { app, process, powerMonitor, dialog, t, errors, telemetry, marker } = deps;
  let isQuitting = false;
  const endOfSession = (): void => {
    telemetry.flushNow();
    marker.clear();
  };

  process.on('uncaughtException', (error) => {
    errors.mainError(error, true);
    telemetry.flushNow();
    dialog.showErrorBox(t('dialog.crash.title'), t('dialog.crash.text'));
    app.exit(1);
  });
  process.on('unhandledRejection', (reason) => errors.mainError(reason, false));
  app.on('before-quit', () => (isQuitting = true));
  app.on('window-all-closed', () => {
    if (!deps.livesWithoutWindows) app.quit();
  });
  powerMonitor.on('shutdown', endOfSession);
  app.on('will-quit', (event) => {
    event.preventDefault();
    deps.release();
    void telemetry.stop().finally(() => {
      marker.clear();
      app.exit(0);
    });
  });
  return { isQuitting: () => isQuitting, endOfSession };
}
