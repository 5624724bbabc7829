import { describe, expect, test } from 'vitest';
import { hasTrayHost } from '../../../electron/environment/tray-host.ts';

describe('without a tray host, nothing may hide in the notification area', () => {
  test.each(['GNOME', 'GNOME-Classic:GNOME', 'pantheon', 'sway', 'something new', '', undefined])(
    'Linux desktop %j has none that we know of',
    (desktop) => expect(hasTrayHost('linux', { XDG_CURRENT_DESKTOP: desktop })).toBe(false),
  );

  test.each(['KDE', 'XFCE', 'X-Cinnamon', 'MATE', 'LXQt', 'ubuntu:GNOME', 'pop:GNOME', 'Budgie:GNOME'])(
    'Linux desktop %s has one',
    (desktop) => expect(hasTrayHost('linux', { XDG_CURRENT_DESKTOP: desktop })).toBe(true),
  );

  test('Windows and macOS always have one', () => {
    expect([hasTrayHost('win32', {}), hasTrayHost('darwin', {})]).toEqual([true, true]);
  });
});
