/** The icon in the notification area. Its absence must never matter: not every desktop has such an area. */
import path from 'node:path';
import type { AccountView, TrayState } from '../../common/ipc/snapshot.ts';
import type { Translate } from '../../common/messages/format.ts';
import type { Logger } from '../logging/logger.ts';
import type { MenuSurface, NativeImageSurface, TraySurface } from '../surface.ts';

export interface TrayDeps {
  readonly Tray: typeof TraySurface;
  readonly nativeImage: NativeImageSurface;
  readonly appPath: string;
  readonly platform: NodeJS.Platform;
  /** Whether the desktop shows such icons at all; without, Electron's Tray works and nobody sees it. */
  readonly hasHost: boolean;
  /** The notification area's own colour follows the system's theme, not the app's. */
  readonly isDark: boolean;
  readonly menu: MenuSurface;
  readonly logger: Logger;
  onClick(): void;
}

export interface TrayIcon {
  /** Whether a window that hides can be brought back from here. */
  readonly state: TrayState;
  setToolTip(text: string): void;
  setMenu(menu: MenuSurface): void;
  destroy(): void;
}

export function showTray(deps: TrayDeps): TrayIcon {
  try {
    const tray = createTray(deps);
    return {
      // The icon is there in any case: an extension that we do not know of may show it.
      state: deps.hasHost ? 'working' : 'no-tray-host',
      setToolTip: (text) => tray.setToolTip(text),
      setMenu: (menu) => tray.setContextMenu(menu),
      destroy: () => tray.destroy(),
    };
  } catch {
    deps.logger.warn('The icon in the notification area could not be shown.');
    return { state: 'failed', setToolTip: () => {}, setMenu: () => {}, destroy: () => {} };
  }
}

function createTray({ Tray, nativeImage, appPath, platform, isDark, menu, onClick }: TrayDeps): TraySurface {
  const name = platform === 'darwin' ? 'iconTemplate' : isDark ? 'on-dark' : 'on-light';
  const image = nativeImage.createFromPath(path.join(appPath, 'dist/assets/icons/tray', `${name}.png`));
  // An icon without an image would be there and could not be seen.
  if (image.isEmpty()) throw new Error('the image of the tray icon is missing');
  const tray = new Tray(image);
  tray.setContextMenu(menu);
  tray.on('click', onClick);
  return tray;
}

/** What the icon says when pointed at. */
export function trayToolTip({ state, connection, presence }: AccountView, t: Translate): string {
  if (state !== 'signed-in') return t('tray.tooltip.signedOut');
  return connection === 'offline'
    ? t('tray.tooltip.offline')
    : t('tray.tooltip.signedIn', { presence: t(`presence.${presence}`) });
}
