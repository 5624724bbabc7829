import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { denyAllPermissions, guardAllContents } from '../../../electron/windows/guard-contents.ts';
import type { WebContents } from '../../../electron/host.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';

type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];
class FakeContents extends EventEmitter {
  openHandler: OpenHandler | null = null;
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler;
  }
}
function guarded(): FakeContents {
  const app = new EventEmitter();
  guardAllContents(app, silentLogger);
  const contents = new FakeContents();
  app.emit('web-contents-created', {}, contents);
  return contents;
}
/** Whether the event was prevented. */
function isStopped(contents: FakeContents, name: string, url = ''): boolean {
  let isPrevented = false;
  contents.emit(name, { url, preventDefault: () => (isPrevented = true) });
  return isPrevented;
}

describe('web contents, whoever made them', () => {
  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stay with our own pages: %s', (name) => {
    const contents = guarded();
    expect(isStopped(contents, name, 'app://bundle/options.html#general')).toBe(false);
    for (const url of [
      'https://evil.example/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'data:text/html,x',
      'app://bundle.evil/',
      'app://other/index.html',
      'about:blank',
    ])
      expect(isStopped(contents, name, url)).toBe(true);
  });

  test('open no windows and hold no webviews', () => {
    const contents = guarded();
    expect(contents.openHandler?.({ url: 'app://bundle/index.html' } as Parameters<OpenHandler>[0])).toEqual({
      action: 'deny',
    });
    expect(isStopped(contents, 'will-attach-webview')).toBe(true);
  });
});

test('no permission is granted, whoever asks for which', () => {
  const answers: boolean[] = [];
  denyAllPermissions({
    setPermissionRequestHandler: (handler: (...all: unknown[]) => void) => {
      for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem'])
        handler({}, name, (isGranted: boolean) => answers.push(isGranted), {});
    },
    setPermissionCheckHandler: (handler: (...all: unknown[]) => boolean) =>
      answers.push(handler(null, 'media', '', {})),
  });
  expect(answers).toHaveLength(7);
  expect(answers).not.toContain(true);
});
