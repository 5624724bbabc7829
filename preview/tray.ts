/** `electron.Tray`: checked like Electron's and kept for tests to look at (desktop.ts); nothing is drawn. */
import { EventEmitter } from 'node:events';
import type { PreviewMenu } from './menu.ts';
import { PreviewImage } from './native-image.ts';

export class PreviewTray extends EventEmitter {
  menu: PreviewMenu | null = null;
  toolTip = '';
  #image: PreviewImage;
  readonly #trays: Set<PreviewTray>;

  /** @throws before ready, and when an image is named that cannot be read. */
  constructor(image: PreviewImage | string, isReady: boolean, trays: Set<PreviewTray>) {
    super();
    if (!isReady) throw new Error('Cannot create Tray before app is ready');
    this.#image = load(image);
    this.#trays = trays;
    trays.add(this);
  }

  get image(): PreviewImage {
    return this.#image;
  }

  setImage(image: PreviewImage | string): void {
    this.#assertAlive();
    this.#image = load(image);
  }

  setToolTip(text: string): void {
    this.#assertAlive();
    this.toolTip = text;
  }

  setContextMenu(menu: PreviewMenu | null): void {
    this.#assertAlive();
    this.menu = menu;
  }

  destroy(): void {
    this.#trays.delete(this);
  }

  isDestroyed(): boolean {
    return !this.#trays.has(this);
  }

  #assertAlive(): void {
    if (this.isDestroyed()) throw new Error('Tray is destroyed');
  }
}

function load(image: PreviewImage | string): PreviewImage {
  const loaded = typeof image === 'string' ? PreviewImage.createFromPath(image) : image;
  if (typeof image === 'string' && loaded.isEmpty()) throw new Error(`Failed to load image from path '${image}'`);
  return loaded;
}
