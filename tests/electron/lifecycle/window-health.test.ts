import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { en } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import { offerReloads } from '../../../electron/lifecycle/window-health.ts';
import { fakeApp } from '../../fakes/electron-app.ts';

/** One window whose page can crash and hang, and a user who answers when told to. */
function windowWithUser({ isVisible = true, isQuitting = false } = {}) {
  const app = fakeApp();
  const done: string[] = [];
  const questions: Electron.MessageBoxOptions[] = [];
  let answer: (response: number) => void = () => {};
  const contents = Object.assign(new EventEmitter(), {
    id: 7,
    isDestroyed: () => false,
    isCrashed: () => !done.includes('reload'),
    reload: () => void done.push('reload'),
    forcefullyCrashRenderer: () => void done.push('crash'),
  });
  offerReloads({
    app,
    dialog: {
      showMessageBox: (options) => {
        questions.push(options);
        const { promise, resolve } = Promise.withResolvers<Electron.MessageBoxReturnValue>();
        answer = (response) => resolve({ response, checkboxChecked: false });
        return promise;
      },
    },
    t: createTranslate('en', en),
    windowOfContents: (id) =>
      id === 7 ? { isVisible: () => isVisible, isDestroyed: () => false, close: () => void done.push('close') } : null,
    isQuitting: () => isQuitting,
  });
  app.raise('web-contents-created', {}, contents);
  return {
    contents,
    done,
    questions,
    crash: (reason = 'crashed') => contents.emit('render-process-gone', {}, { reason, exitCode: 5 }),
    /** Presses the button with this label. */
    async press(label: string): Promise<void> {
      answer(questions.at(-1)?.buttons?.indexOf(label) ?? -1);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe('a window that does not answer', () => {
  test('offers to wait or to load it again, once', async () => {
    const { contents, done, questions, press } = windowWithUser();
    contents.emit('unresponsive');
    contents.emit('unresponsive');
    expect(questions.map(({ message, buttons }) => [message, buttons])).toEqual([
      ['A window does not answer', ['Wait', 'Load again']],
    ]);
    await press('Wait');
    expect(done).toEqual([]);
    contents.emit('unresponsive');
    await press('Load again');
    // A page that hangs would not hear of a reload alone.
    expect(done).toEqual(['crash', 'reload']);
  });

  test('takes its question back when it answers again', async () => {
    const { contents, done, questions, press } = windowWithUser();
    contents.emit('unresponsive');
    contents.emit('responsive');
    expect(questions[0]?.signal?.aborted).toBe(true);
    await press('Load again');
    expect(done).toEqual([]);
  });
});

describe('a window that crashed', () => {
  test('offers to load it again', async () => {
    const { done, questions, crash, press } = windowWithUser();
    crash();
    expect(questions[0]?.message).toBe('A window of Parley ended unexpectedly');
    await press('Load again');
    expect(done).toEqual(['reload']);
  });

  test('or closes', async () => {
    const { done, crash, press } = windowWithUser();
    crash('oom');
    await press('Close');
    expect(done).toEqual(['close']);
  });

  test.each([
    ['it is hidden', { isVisible: false }, 'crashed'],
    ['the app is ending', { isQuitting: true }, 'killed'],
    ['it ended in good order', {}, 'clean-exit'],
  ])('asks nothing when %s', (_when, circumstances, reason) => {
    const { questions, crash } = windowWithUser(circumstances);
    crash(reason);
    expect(questions).toEqual([]);
  });
});
