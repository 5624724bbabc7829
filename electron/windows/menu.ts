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
            { role: 'about', label: t('menu.about') },
            { type: 'separator' },
            openOptions,
            { type: 'separator' },
            { role: 'hide', label: t('menu.hide') },
            { role: 'hideOthers', label: t('menu.hideOthers') },
            { role: 'unhide', label: t('menu.showAll') },
            { type: 'separator' },
            { role: 'quit', label: t('menu.quit') },
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
    // With labels of our own: Electron's are in English.
    {
      role: 'editMenu',
      label: t('menu.edit'),
      submenu: [
        { role: 'undo', label: t('menu.undo') },
        { role: 'redo', label: t('menu.redo') },
        { type: 'separator' },
        { role: 'cut', label: t('menu.cut') },
        { role: 'copy', label: t('menu.copy') },
        { role: 'paste', label: t('menu.paste') },
        { role: 'selectAll', label: t('menu.selectAll') },
      ],
    },
    {
      role: 'windowMenu',
      label: t('menu.window'),
      submenu: [
        { role: 'minimize', label: t('menu.minimize') },
        { role: 'close', label: t('menu.close') },
        ...(isMac ? ([{ type: 'separator' }, { role: 'front', label: t('menu.bringToFront') }] as const) : []),
      ],
    },
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
