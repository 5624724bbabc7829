import { describe, expect, test, vi } from 'vitest';
import { chordOf, chordsOfKey } from '../../preview/accelerator.ts';
import { PreviewMenu } from '../../preview/menu.ts';

const noModifiers = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false };

describe('accelerators', () => {
  test.each([
    ['CmdOrCtrl+,', 'ctrl+,', 'meta+,'],
    ['CommandOrControl+Q', 'ctrl+q', 'meta+q'],
    ['Shift+Ctrl+I', 'ctrl+shift+i', 'ctrl+shift+i'],
    ['Ctrl++', 'ctrl++', 'ctrl++'],
    ['Ctrl+Plus', 'ctrl++', 'ctrl++'],
    ['F1', 'f1', 'f1'],
    ['Esc', 'escape', 'escape'],
  ])('%s is %s, and %s on macOS', (accelerator, elsewhere, mac) => {
    expect(chordOf(accelerator, false)).toBe(elsewhere);
    expect(chordOf(accelerator, true)).toBe(mac);
  });

  test.each(['', 'Ctrl', 'Hyper+A', 'Ctrl+Shift'])('%j is none', (accelerator) => {
    expect(chordOf(accelerator, false)).toBeNull();
  });

  test('a pressed key is found by what it types and by the key itself', () => {
    const comma = { ...noModifiers, key: ',', code: 'Comma', ctrlKey: true };
    expect(chordsOfKey(comma)).toContain('ctrl+,');
    const question = { ...noModifiers, key: '?', code: 'Slash', ctrlKey: true, shiftKey: true };
    expect(chordsOfKey(question)).toContain('ctrl+?');
    const digit = { ...noModifiers, key: '!', code: 'Digit1', shiftKey: true };
    expect(chordsOfKey(digit)).toContain('shift+1');
  });
});

describe('menus', () => {
  test('list the chords of items that are enabled, at any depth', () => {
    const menu = PreviewMenu.build(
      [
        {
          label: 'File',
          submenu: [
            { label: 'A', accelerator: 'Ctrl+A' },
            { label: 'B', accelerator: 'Ctrl+B', enabled: false },
            { label: 'C', accelerator: 'Ctrl+C', registerAccelerator: false },
          ],
        },
      ],
      () => {},
    );
    expect(menu.chords()).toEqual(['ctrl+a']);
  });

  test('turn a checkbox before its listener runs, and run roles', () => {
    const performRole = vi.fn();
    const seen: boolean[] = [];
    const menu = PreviewMenu.build(
      [{ id: 'box', label: 'Box', type: 'checkbox', click: (item) => seen.push(item.checked) }, { role: 'quit' }],
      performRole,
    );
    menu.getMenuItemById('box')?.click();
    menu.items[1]?.click();
    expect(seen).toEqual([true]);
    expect(performRole).toHaveBeenCalledWith('quit');
  });

  test('refuse what Electron refuses', () => {
    expect(() => PreviewMenu.build([{}], () => {})).toThrow('must have at least one of label, role or type');
    expect(() => PreviewMenu.build({} as never, () => {})).toThrow('Menu template must be an array');
  });
});
