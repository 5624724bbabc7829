import { describe, expect, test } from 'vitest';
import { en } from '../../../common/messages/en.ts';
import { createTranslate } from '../../../common/messages/format.ts';
import { applicationMenu, trayMenu, type MenuActions } from '../../../electron/windows/menu.ts';
import type { MenuClassSurface } from '../../../electron/surface.ts';

const t = createTranslate('en', en);

/** Keeps the template: what roles come to is Electron's business. */
function templates() {
  const built: Electron.MenuItemConstructorOptions[][] = [];
  const Menu = {
    buildFromTemplate: (template) => (built.push(template), { items: [], getMenuItemById: () => null }),
    setApplicationMenu: () => {},
    getApplicationMenu: () => null,
  } satisfies MenuClassSurface;
  return { Menu, built };
}
function actionsInto(done: string[]): MenuActions {
  return { openMain: () => done.push('main'), openOptions: () => done.push('options'), quit: () => done.push('quit') };
}
const flat = (items: readonly Electron.MenuItemConstructorOptions[]): Electron.MenuItemConstructorOptions[] =>
  items.flatMap((item) => [item, ...flat(Array.isArray(item.submenu) ? item.submenu : [])]);

describe('the application menu', () => {
  test('of macOS is made of roles: without them copy, paste and Cmd+Q would be lost', () => {
    const { Menu, built } = templates();
    applicationMenu(Menu, t, actionsInto([]), 'darwin');
    const roles = flat(built[0] ?? []).map(({ role }) => role);
    expect(roles).toEqual(
      expect.arrayContaining(['appMenu', 'about', 'hide', 'unhide', 'quit', 'editMenu', 'windowMenu']),
    );
  });

  test.each(['win32', 'linux'] as const)('of %s has the options and an end, with their keys', (platform) => {
    const { Menu, built } = templates();
    const done: string[] = [];
    applicationMenu(Menu, t, actionsInto(done), platform);
    const items = flat(built[0] ?? []);
    for (const item of items) (item.click as (() => void) | undefined)?.();
    expect(done).toEqual(['options', 'quit']);
    expect(items.flatMap(({ accelerator }) => accelerator ?? [])).toEqual(['CommandOrControl+,', 'Control+Q']);
    expect(items.map(({ role }) => role)).toContain('editMenu');
  });

  test('shows what is for developers to developers alone', () => {
    const { Menu, built } = templates();
    applicationMenu(Menu, t, actionsInto([]), 'linux');
    applicationMenu(Menu, t, { ...actionsInto([]), throwInMain: () => {} }, 'linux');
    expect(built.map((template) => flat(template).some(({ id }) => id === 'throw-in-main'))).toEqual([false, true]);
  });
});

test('every item of the menus has a label of Parley, so that none stays in English', () => {
  const { Menu, built } = templates();
  for (const platform of ['darwin', 'win32', 'linux'] as const) applicationMenu(Menu, t, actionsInto([]), platform);
  trayMenu(Menu, t, actionsInto([]));
  const unlabelled = built.flatMap(flat).filter(({ label, type }) => label === undefined && type !== 'separator');
  expect(unlabelled.map(({ role }) => role)).toEqual(['appMenu']);
});

test('the menu of the tray opens Parley, opens the options and quits', () => {
  const { Menu, built } = templates();
  const done: string[] = [];
  trayMenu(Menu, t, actionsInto(done));
  for (const item of built[0] ?? []) (item.click as (() => void) | undefined)?.();
  expect(done).toEqual(['main', 'options', 'quit']);
});
