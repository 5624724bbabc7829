/**
 * Whether this desktop shows icons in a notification area. Windows and macOS always do. On Linux only the desktop's own
 * name tells without a message bus: Electron's Tray works without any error where nothing shows it.
 */

/** As in XDG_CURRENT_DESKTOP, in lower case. What is not listed counts as without: a window hidden there would be lost. */
const DESKTOPS_WITH_TRAY: ReadonlySet<string> = new Set([
  'budgie',
  'cinnamon',
  'cosmic',
  'dde',
  'deepin',
  'kde',
  'lxde',
  'lxqt',
  'mate',
  'unity',
  'x-cinnamon',
  'xfce',
  // GNOME itself has none; these distributions ship it with the extension that adds one.
  'pop',
  'ubuntu',
  'zorin',
]);

export function hasTrayHost(platform: NodeJS.Platform, env: Readonly<Record<string, string | undefined>>): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  const names = (env['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':');
  return names.some((name) => DESKTOPS_WITH_TRAY.has(name));
}
