/** The application menu (its accelerators work also where no menu bar is shown) and the tray's menu. */
import type { Translate } from '../../common/messages/format.ts';
import type { MenuClassSurface, MenuSurface } from '../surface.ts';

export interface MenuActions {
  openMain(): void;
  openOptions(): void;
  quit(): void;
  /** Development builds only: throws in the main process, to see an error report from end to end. */
  throwInMain?(): void;
  /** Development builds only: does not wait for the hour to end. */
  flushUsage?(): void;
}

export function applicationMenu(
  Menu: MenuClassSurface,
  t: Translate,
  actions: MenuActions,
  platform: NodeJS.Platform,
): MenuSurface {
  const openOptions = {
    id: 'options',
    label: t('menu.options'),
    accelerator: 'CommandOrControl+,',
    click: () => actions.openOptions(),
  };
  const isMac = platform === 'darwin';
  return Menu.buildFromTemplate([
    isMac
      ? {
          role: 'appMenu',
          submenu: [
            { role: 'about' },
            { type: 'separator' },
            openOptions,
            { type: 'separator' },
            { role: 'hide' },
            { role: 'hideOthers' },
            { role: 'unhide' },
            { type: 'separator' },
            { role: 'quit' },
          ],
        }
      : {
          label: t('menu.file'),
          submenu: [
            openOptions,
            { type: 'separator' },
            { label: t('menu.quit'), accelerator: 'Control+Q', click: () => actions.quit() },
          ],
        },
    { role: 'editMenu', label: t('menu.edit') },
    { role: 'windowMenu', label: t('menu.window') },
    ...(actions.throwInMain
      ? [
          {
            label: t('menu.developer'),
            submenu: [
              {
                id: 'throw-in-main',
                label: t('menu.throwInMain'),
                accelerator: 'CommandOrControl+Alt+Shift+E',
                click: () => actions.throwInMain?.(),
              },
              {
                id: 'flush-usage',
                label: t('menu.flushUsage'),
                accelerator: 'CommandOrControl+Alt+Shift+U',
                click: () => actions.flushUsage?.(),
              },
            ],
          },
        ]
      : []),
  ]);
}

export function trayMenu(Menu: MenuClassSurface, t: Translate, actions: MenuActions): MenuSurface {
  return Menu.buildFromTemplate([
    { id: 'open', label: t('tray.open'), click: () => actions.openMain() },
    { id: 'options', label: t('tray.options'), click: () => actions.openOptions() },
    { type: 'separator' },
    { id: 'quit', label: t('tray.quit'), click: () => actions.quit() },
  ]);
}
