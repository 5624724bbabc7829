import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PreviewApp } from '../../preview/app.ts';
import { Addresses } from '../../preview/addresses.ts';
import { createSafeStorage, PreviewScreen } from '../../preview/native.ts';
import { PreviewProtocol } from '../../preview/protocol.ts';
import { PreviewSessions } from '../../preview/sessions.ts';
import { PreviewTray } from '../../preview/tray.ts';
import { PreviewImage } from '../../preview/native-image.ts';
import { PreviewWindow, WindowRegistry, type WindowDependencies } from '../../preview/windows.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'preview-app-'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{"name": "sample", "version": "1.2.3"}');
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

interface FakeWindow {
  prevents: boolean;
  tryClose(): boolean;
  destroy(): void;
}

function createApp(argv: string[] = []) {
  const events: string[] = [];
  let windows: FakeWindow[] = [];
  const exited = Promise.withResolvers<number>();
  const app = new PreviewApp({
    appPath: folder,
    isPackaged: false,
    argv,
    env: { XDG_CONFIG_HOME: path.join(folder, 'config') },
    windows: () => [...windows],
    release: () => events.push('release'),
    exitProcess: (code) => exited.resolve(code),
  });
  for (const name of ['ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit'] as const) {
    app.on(name, () => events.push(name));
  }
  const open = (name: string): FakeWindow => {
    const window: FakeWindow = {
      prevents: false,
      tryClose: () => {
        events.push(`close ${name}`);
        if (!window.prevents) window.destroy();
        return !window.prevents;
      },
      destroy: () => {
        windows = windows.filter((w) => w !== window);
        events.push(`closed ${name}`);
        app.windowClosed();
      },
    };
    windows.push(window);
    return window;
  };
  return { app, events, open, exited: exited.promise };
}

describe('the end of an app', () => {
  test('quit asks, closes every window, and never says window-all-closed', async () => {
    const { app, events, open, exited } = createApp();
    open('a');
    open('b');
    app.quit();
    app.quit();
    expect(await exited).toBe(0);
    const order = ['before-quit', 'close a', 'closed a', 'close b', 'closed b', 'will-quit', 'quit', 'release'];
    expect(events).toEqual(order);
  });

  test('a prevented close stops quitting, and quitting can begin anew', async () => {
    const { app, events, open, exited } = createApp();
    const window = open('a');
    window.prevents = true;
    app.quit();
    expect(events).toEqual(['before-quit', 'close a']);
    window.prevents = false;
    app.quit();
    expect(await exited).toBe(0);
    expect(events.slice(2)).toEqual(['before-quit', 'close a', 'closed a', 'will-quit', 'quit', 'release']);
  });

  test('a prevented before-quit or will-quit keeps the app', () => {
    const { app, events } = createApp();
    app.once('before-quit', (event: Electron.Event) => event.preventDefault());
    app.quit();
    app.once('will-quit', (event: Electron.Event) => event.preventDefault());
    app.quit();
    expect(events).toEqual(['before-quit', 'before-quit', 'will-quit']);
  });

  test('exit destroys windows without asking', async () => {
    const { app, events, open, exited } = createApp();
    open('a').prevents = true;
    app.exit(3);
    expect(await exited).toBe(3);
    expect(events).toEqual(['closed a', 'quit', 'release']);
    process.exitCode = 0;
  });

  test('the last window closed says window-all-closed, and quits where nobody listens', async () => {
    const { app, events, open, exited } = createApp();
    open('a').tryClose();
    expect(events).toEqual(['close a', 'closed a', 'window-all-closed']);
    app.removeAllListeners('window-all-closed');
    open('b').tryClose();
    expect(await exited).toBe(0);
  });

  test('an app that quit before it was ready never gets ready', () => {
    const { app, events } = createApp();
    app.quit();
    app.markReady();
    expect(events).not.toContain('ready');
  });
});

describe('before ready', () => {
  const never = (): boolean => false;

  test('windows, trays, sessions, protocols and screens throw', async () => {
    const deps = { isReady: never } as WindowDependencies;
    expect(() => new PreviewWindow(deps, new WindowRegistry(), {})).toThrow(
      'Cannot create BrowserWindow before app is ready',
    );
    expect(() => new PreviewTray(PreviewImage.createEmpty(), false, new Set())).toThrow('Cannot create Tray before');
    const sessions = new PreviewSessions(never, () => expect.unreachable());
    expect(() => sessions.defaultSession).toThrow('Session can only be received when app is ready');
    expect(() => sessions.fromPartition('a')).toThrow('Session can only be received when app is ready');
    expect(() => new PreviewProtocol(new Addresses(), never).handle('app', () => new Response())).toThrow(TypeError);
    expect(() => new PreviewScreen(never).getPrimaryDisplay()).toThrow("before the app 'ready' event");
    await expect(createSafeStorage(never).isAsyncEncryptionAvailable()).rejects.toThrow('before app is ready');
  });

  test('schemes become privileged, and after it no longer', () => {
    const privilege = (isReady: boolean) => () =>
      new PreviewProtocol(new Addresses(), () => isReady).registerSchemesAsPrivileged([{ scheme: 'app' }]);
    expect(privilege(false)).not.toThrow();
    expect(privilege(true)).toThrow('should be called before app is ready');
  });

  test('the locale is empty', () => {
    const { app } = createApp();
    expect(app.getLocale()).toBe('');
    app.markReady();
    expect(app.getLocale()).not.toBe('');
  });
});

test('a scheme is handled once', () => {
  const protocol = new PreviewProtocol(new Addresses(), () => true);
  protocol.handle('app', () => new Response());
  expect(() => protocol.handle('app', () => new Response())).toThrow('Failed to register protocol: app');
  protocol.unhandle('app');
  expect(() => protocol.unhandle('app')).toThrow('Failed to unhandle protocol: app');
});

describe('places', () => {
  test('follow the switch, the name and setPath', () => {
    expect(createApp([`--user-data-dir=${folder}/data`]).app.getPath('userData')).toBe(`${folder}/data`);
    const { app } = createApp();
    app.setName('Other');
    expect(path.basename(app.getPath('userData'))).toBe('Other');
    app.setPath('userData', folder);
    expect(app.getPath('sessionData')).toBe(folder);
    expect(app.getPath('crashDumps')).toBe(path.join(folder, 'Crashpad'));
  });

  test('are absolute, exist and have a name that Electron knows', () => {
    const { app } = createApp();
    expect(() => app.setPath('userData', 'relative')).toThrow('Path must be absolute');
    expect(() => app.setPath('userData', path.join(folder, 'missing'))).toThrow('Failed to set path');
    expect(() => app.setPath('nonsense', folder)).toThrow('Failed to set path');
    expect(() => app.getPath('nonsense' as never)).toThrow("Failed to get 'nonsense' path");
  });
});
