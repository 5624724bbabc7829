import { describe, expect, test } from 'vitest';
import { whatClosingDoes } from '../../../electron/lifecycle/closing.ts';

const linux = { platform: 'linux', isQuitting: false, staysInTray: false } as const;
const mac = { ...linux, platform: 'darwin' } as const;

describe('closing', () => {
  test('the main window hides only while a working tray exists and the user wants it, else it quits', () => {
    expect(whatClosingDoes('main', { ...linux, staysInTray: true })).toBe('hide');
    expect(whatClosingDoes('main', linux)).toBe('quit');
    expect(whatClosingDoes('main', { ...linux, platform: 'win32' })).toBe('quit');
  });

  test('macOS never quits on close', () => {
    for (const role of ['main', 'first-run', 'options'] as const) expect(whatClosingDoes(role, mac)).not.toBe('quit');
  });

  test('the Options window hides rather than closes', () => {
    for (const facts of [linux, mac, { ...linux, staysInTray: true }])
      expect(whatClosingDoes('options', facts)).toBe('hide');
  });

  test('nothing stays open while the app ends, so that neither quitting nor a log-off is held up', () => {
    for (const role of ['main', 'first-run', 'options'] as const)
      expect(whatClosingDoes(role, { ...linux, staysInTray: true, isQuitting: true })).toBe('close');
  });
});
