import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { en } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import { watchEnding } from '../../../electron/lifecycle/ending.ts';
import { fakeApp, preventable } from '../../fakes/electron-app.ts';

/** Everything that an end touches, in the order in which it happens. */
function living({ livesWithoutWindows = false } = {}) {
  const done: string[] = [];
  const app = fakeApp();
  const [process, powerMonitor] = [new EventEmitter(), new EventEmitter()];
  const stopped = Promise.withResolvers<void>();
  const ending = watchEnding({
    app: { on: app.on, quit: () => void done.push('quit'), exit: (code) => void done.push(`exit ${code}`) },
    process,
    powerMonitor,
    dialog: { showErrorBox: (title) => void done.push(`says: ${title}`) },
    t: createTranslate('en', en),
    errors: { mainError: (error, isFatal) => void done.push(`records ${String(error)}${isFatal ? ', fatal' : ''}`) },
    telemetry: { flushNow: () => void done.push('commits'), stop: () => (done.push('stops'), stopped.promise) },
    marker: { clear: () => void done.push('clears the marker') },
    livesWithoutWindows,
    release: () => void done.push('releases'),
  });
  return { app, process, powerMonitor, stopped, ending, done };
}

describe('the end', () => {
  test('by an uncaught exception: recorded and committed in the same turn, then said, then exit 1', () => {
    const { process, done } = living();
    process.emit('uncaughtException', new RangeError('x'));
    expect(done).toEqual(['records RangeError: x, fatal', 'commits', 'says: Parley has to close', 'exit 1']);
  });

  test('is not caused by a rejection that nobody waited for', () => {
    const { process, done } = living();
    process.emit('unhandledRejection', 'x');
    expect(done).toEqual(['records x']);
  });

  test('by a log-off that skips every event of quitting loses nothing and leaves nothing like a crash', () => {
    const { ending, powerMonitor, done } = living();
    ending.endOfSession();
    powerMonitor.emit('shutdown');
    expect(done).toEqual(['commits', 'clears the marker', 'commits', 'clears the marker']);
  });

  test('by quitting waits for what is being written, and only then exits', async () => {
    const { app, stopped, done } = living();
    const event = preventable();
    app.raise('will-quit', event);
    expect([event.defaultPrevented, done]).toEqual([true, ['releases', 'stops']]);
    stopped.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(done.slice(2)).toEqual(['clears the marker', 'exit 0']);
  });

  test('is known as such before the first window is asked to close', () => {
    const { app, ending } = living();
    expect(ending.isQuitting()).toBe(false);
    app.raise('before-quit', preventable());
    expect(ending.isQuitting()).toBe(true);
  });

  test('comes with the last window, but not at log-on and not on macOS', () => {
    const [ordinary, hidden] = [living(), living({ livesWithoutWindows: true })];
    ordinary.app.raise('window-all-closed');
    hidden.app.raise('window-all-closed');
    expect([ordinary.done, hidden.done]).toEqual([['quit'], []]);
  });
});
