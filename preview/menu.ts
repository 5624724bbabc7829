/** `electron.Menu` and its items: built, checked and clicked like Electron's; nothing is drawn. */
import { EventEmitter } from 'node:events';
import { chordOf } from './accelerator.ts';

type Template = Electron.MenuItemConstructorOptions;
type ItemType = Electron.MenuItem['type'];

/** What clicking an item of a role does, as far as a preview can do it. */
export type RoleAction = (role: string) => void;

const isMac = process.platform === 'darwin';

/** Roles whose keys are Electron's to handle; copy, paste and the like are left to the browser. */
const roleAccelerators: Record<string, string> = {
  quit: 'CmdOrCtrl+Q',
  close: 'CmdOrCtrl+W',
  minimize: 'CmdOrCtrl+M',
  reload: 'CmdOrCtrl+R',
};

export class PreviewMenuItem {
  id: string;
  label: string;
  type: ItemType;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  accelerator: string | null;
  readonly role: string | undefined;
  readonly submenu?: PreviewMenu;
  readonly #click: Template['click'];
  readonly #registersAccelerator: boolean;
  readonly #performRole: RoleAction;

  constructor(template: Template, performRole: RoleAction) {
    if (template.label === undefined && template.role === undefined && template.type === undefined) {
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type');
    }
    const isSubmenu = template.type === 'submenu' || template.submenu !== undefined;
    if (template.type === 'submenu' && template.submenu === undefined) throw new Error('Invalid submenu');
    this.role = template.role?.toLowerCase();
    this.id = template.id ?? '';
    this.label = template.label ?? template.role ?? '';
    this.type = isSubmenu ? 'submenu' : (template.type ?? 'normal');
    this.enabled = template.enabled ?? true;
    this.visible = template.visible ?? true;
    this.checked = template.checked ?? false;
    this.accelerator = template.accelerator ?? roleAccelerators[this.role ?? ''] ?? null;
    if (Array.isArray(template.submenu)) this.submenu = PreviewMenu.build(template.submenu, performRole);
    this.#click = template.click;
    this.#registersAccelerator = template.registerAccelerator ?? true;
    this.#performRole = performRole;
  }

  /** As chosen by the user: a checkbox turns, then the listener or the role runs. */
  readonly click = (): void => {
    if (this.type === 'checkbox') this.checked = !this.checked;
    if (this.type === 'radio') this.checked = true;
    if (this.role !== undefined) this.#performRole(this.role);
    else this.#click?.(this as unknown as Electron.MenuItem, undefined, {});
  };

  /** The chord that triggers this item now, or null. */
  get chord(): string | null {
    if (this.accelerator === null || !this.enabled || !this.#registersAccelerator) return null;
    return chordOf(this.accelerator, isMac);
  }

  describe(): object {
    const { id, label, type, enabled, visible, checked, accelerator } = this;
    return { id, label, type, enabled, visible, checked, accelerator, submenu: this.submenu?.describe() ?? null };
  }
}

export class PreviewMenu extends EventEmitter {
  readonly items: PreviewMenuItem[] = [];

  static build(template: Template[], performRole: RoleAction): PreviewMenu {
    if (!Array.isArray(template)) throw new TypeError('Invalid template for Menu: Menu template must be an array');
    const menu = new PreviewMenu();
    for (const item of template) menu.items.push(new PreviewMenuItem(item, performRole));
    return menu;
  }

  getMenuItemById(id: string): PreviewMenuItem | null {
    return this.find((item) => item.id === id);
  }

  /** First item, in depth, that fulfils the condition. */
  find(isWanted: (item: PreviewMenuItem) => boolean): PreviewMenuItem | null {
    for (const item of this.items) {
      if (isWanted(item)) return item;
      const found = item.submenu?.find(isWanted);
      if (found) return found;
    }
    return null;
  }

  /** All chords that trigger an item now. */
  chords(): string[] {
    const own = this.items.flatMap((item) => [...(item.chord === null ? [] : [item.chord])]);
    return [...own, ...this.items.flatMap((item) => item.submenu?.chords() ?? [])];
  }

  describe(): object[] {
    return this.items.map((item) => item.describe());
  }
}
