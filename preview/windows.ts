/** `electron.BrowserWindow`: state and events of a window; where its page appears is the presenter's business. */
import { EventEmitter } from 'node:events';
import { cancelable } from './events.ts';
import type { PreviewSession } from './session.ts';
import { PreviewWebContents, type ContentsDependencies, type ContentsOwner } from './web-contents.ts';

/** Makes a window's page appear: in a browser of its own, or by printing its address. */
export interface Presenter {
  present(window: PreviewWindow): void;
  /** Takes the page off the screen, if that is possible at all. */
  withdraw(window: PreviewWindow): void;
  /** Whether windows that are not shown have a page nevertheless. */
  showsHidden: boolean;
  /** A page that goes without a word has crashed only if its browser still lives. */
  isBrowserAlive(windowId: number): boolean;
}

export interface WindowDependencies extends ContentsDependencies {
  isReady(): boolean;
  appName(): string;
  sessionFor(options: Electron.WebPreferences): PreviewSession;
  presenter: Presenter;
  /** Status of the page's document, fetched without a browser. */
  fetchDocument(url: string): Promise<boolean>;
  windowCreated(window: PreviewWindow): void;
  windowClosed(window: PreviewWindow): void;
}

/** The windows that exist, in the order of their creation. */
export class WindowRegistry {
  readonly windows = new Set<PreviewWindow>();
  focused: PreviewWindow | null = null;

  byKey(key: string | null): PreviewWindow | null {
    return [...this.windows].find((window) => window.webContents.key === key) ?? null;
  }

  byId(id: number): PreviewWindow | null {
    return [...this.windows].find((window) => window.id === id) ?? null;
  }
}

export class PreviewWindow extends EventEmitter implements ContentsOwner {
  readonly id: number;
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly #deps: WindowDependencies;
  readonly #registry: WindowRegistry;
  readonly #contents: PreviewWebContents;
  readonly #bounds: Electron.Rectangle;
  #title: string;
  #isVisible: boolean;
  #isMinimized = false;
  #isDestroyed = false;
  #wasReadyToShow = false;
  #isPresented = false;

  constructor(deps: WindowDependencies, registry: WindowRegistry, options: Electron.BrowserWindowConstructorOptions) {
    super();
    if (!deps.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.#deps = deps;
    this.#registry = registry;
    this.options = options;
    this.#contents = new PreviewWebContents(this, deps.sessionFor(options.webPreferences ?? {}), deps);
    this.id = this.#contents.id;
    this.#title = options.title ?? deps.appName();
    this.#isVisible = options.show ?? true;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.#bounds = { x, y, width, height };
    registry.windows.add(this);
    deps.windowCreated(this);
  }

  get webContents(): PreviewWebContents {
    this.#assertAlive();
    return this.#contents;
  }

  /* ------------------------------------------------------------------------------ loading */

  /**
   * Resolves when the page has loaded. A hidden window has no page yet where a browser would show it: there its
   * document is fetched without one, so that the usual `ready-to-show` then `show()` comes about.
   */
  async loadURL(url: string): Promise<void> {
    this.#assertAlive();
    this.#contents.willLoad(url);
    if (this.#contents.isConnected) this.#contents.go(url);
    else if (this.#isVisible || this.#deps.presenter.showsHidden) this.#present();
    else return this.#loadUnseen(url);
    await new Promise<void>((resolve) => {
      this.#contents.once('did-finish-load', () => resolve());
      this.#contents.once('destroyed', () => resolve());
    });
  }

  async #loadUnseen(url: string): Promise<void> {
    if (!(await this.#deps.fetchDocument(url))) throw new Error(`ERR_FAILED (-2) loading '${url}'`);
    if (!this.#isDestroyed) this.#readyToShow();
  }

  #readyToShow(): void {
    if (this.#wasReadyToShow) return;
    this.#wasReadyToShow = true;
    this.emit('ready-to-show');
  }

  #present(): void {
    this.#isPresented = true;
    this.#deps.presenter.present(this);
  }

  /* ------------------------------------------------------------------------------ what the page reports */

  pageLoaded(title: string): void {
    if (title !== '') this.#title = title;
    this.#readyToShow();
  }

  pageFocused(hasFocus: boolean): void {
    if (hasFocus) this.#takeFocus();
    else if (this.#registry.focused === this) this.#loseFocus();
  }

  /** The user closed the browser's window, which cannot be prevented; a prevented 'close' opens it anew, or hides it. */
  pageClosed(): void {
    this.#isPresented = false;
    if (this.tryClose() || !this.#isVisible) return;
    this.#present();
  }

  pageWanted(): void {
    if (this.#isVisible || this.#deps.presenter.showsHidden) this.#present();
  }

  /* ------------------------------------------------------------------------------ showing and hiding */

  show(): void {
    this.showInactive();
    this.focus();
  }

  showInactive(): void {
    this.#assertAlive();
    if (this.#isVisible) return;
    this.#isVisible = true;
    const hasUrl = this.#contents.getURL() !== '';
    if (hasUrl) this.#present();
    this.emit('show');
  }

  hide(): void {
    this.#assertAlive();
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.#loseFocus();
    if (this.#isPresented) this.#deps.presenter.withdraw(this);
    this.emit('hide');
  }

  isVisible(): boolean {
    this.#assertAlive();
    return this.#isVisible;
  }

  focus(): void {
    this.#assertAlive();
    if (this.#isVisible && !this.#isMinimized) this.#takeFocus();
  }

  isFocused(): boolean {
    this.#assertAlive();
    return this.#registry.focused === this;
  }

  minimize(): void {
    this.#assertAlive();
    if (this.#isMinimized) return;
    this.#isMinimized = true;
    this.#loseFocus();
    this.emit('minimize');
  }

  isMinimized(): boolean {
    this.#assertAlive();
    return this.#isMinimized;
  }

  restore(): void {
    this.#assertAlive();
    if (!this.#isMinimized) return;
    this.#isMinimized = false;
    this.emit('restore');
  }

  #takeFocus(): void {
    const previous = this.#registry.focused;
    if (previous === this) return;
    this.#registry.focused = this;
    previous?.emit('blur');
    this.emit('focus');
  }

  #loseFocus(): void {
    if (this.#registry.focused !== this) return;
    this.#registry.focused = null;
    this.emit('blur');
  }

  /* ------------------------------------------------------------------------------ looks */

  getTitle(): string {
    this.#assertAlive();
    return this.#title;
  }

  setTitle(title: string): void {
    this.#assertAlive();
    this.#title = title;
  }

  getBounds(): Electron.Rectangle {
    this.#assertAlive();
    return { ...this.#bounds };
  }

  /** A preview's windows are never maximized, and a minimized one keeps its bounds. */
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds();
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.#assertAlive();
    const before = this.getBounds();
    Object.assign(this.#bounds, bounds);
    const { x, y, width, height } = this.#bounds;
    if (x !== before.x || y !== before.y) this.emit('move');
    if (width !== before.width || height !== before.height) this.emit('resize');
  }

  setBackgroundColor(_color: string): void {
    this.#assertAlive();
  }

  flashFrame(_isFlashing: boolean): void {
    this.#assertAlive();
  }

  setMenu(_menu: unknown): void {
    this.#assertAlive();
  }

  /* ------------------------------------------------------------------------------ the end */

  close(): void {
    this.#assertAlive();
    this.tryClose();
  }

  /** False when a listener of 'close' prevented it. */
  tryClose(): boolean {
    if (this.#isDestroyed) return true;
    const event = cancelable({});
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  /** Without asking 'close'. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#deps.presenter.withdraw(this);
    this.#isDestroyed = true;
    this.#registry.windows.delete(this);
    if (this.#registry.focused === this) this.#registry.focused = null;
    this.#contents.destroy();
    this.emit('closed');
    this.#deps.windowClosed(this);
  }

  #assertAlive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
}
