import { expect, test } from 'vitest';
import { PreviewIpcMain } from '../../preview/ipc-main.ts';

const event = {} as Parameters<PreviewIpcMain['dispatch']>[1];

test('a second handler of a channel throws, and may come after the first was removed', () => {
  const ipcMain = new PreviewIpcMain();
  ipcMain.handle('a', () => 1);
  expect(() => ipcMain.handle('a', () => 2)).toThrow("Attempted to register a second handler for 'a'");
  ipcMain.removeHandler('a');
  expect(() => ipcMain.handle('a', () => 2)).not.toThrow();
});

test('an unknown channel rejects, and so does the second call of handleOnce', async () => {
  const ipcMain = new PreviewIpcMain();
  await expect(ipcMain.dispatch('nope', event, [])).rejects.toThrow("No handler registered for 'nope'");
  ipcMain.handleOnce('once', (_event, value) => value);
  await expect(ipcMain.dispatch('once', event, [7])).resolves.toBe(7);
  await expect(ipcMain.dispatch('once', event, [7])).rejects.toThrow("No handler registered for 'once'");
});

test('a handler that is no function throws at once', () => {
  expect(() => new PreviewIpcMain().handle('a', undefined as never)).toThrow(TypeError);
});
