/** The icon in the notification area. Its absence must never matter: not every desktop has such an area. */
import path from 'node:path';
import type { MenuSurface, NativeImageSurface, TraySurface } from '../surface.ts';

export interface TrayDeps {
  readonly Tray: typeof TraySurface;
  readonly nativeImage: NativeImageSurface;
  readonly appPath: string;
  readonly platform: NodeJS.Platform;
  /** The notification area's own colour follows the system's theme, not the app's. */
  readonly isDark: boolean;
  readonly tooltip: string;
  readonly menu: MenuSurface;
  onClick(): void;
}

export function showTray({
  Tray,
  nativeImage,
  appPath,
  platform,
  isDark,
  tooltip,
  menu,
  onClick,
}: TrayDeps): TraySurface {
  const name = platform === 'darwin' ? 'iconTemplate' : isDark ? 'on-dark' : 'on-light';
  const tray = new Tray(nativeImage.createFromPath(path.join(appPath, 'dist/assets/icons/tray', `${name}.png`)));
  tray.setToolTip(tooltip);
  tray.setContextMenu(menu);
  tray.on('click', onClick);
  return tray;
}
