/** `electron.WebContents`: the main process's end of one page. */
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import type { Addresses } from './addresses.ts';
import { decode, encode } from './codec.ts';
import { cancelable } from './events.ts';
import type { PreviewIpcMain } from './ipc-main.ts';
import { log } from './log.ts';
import { Pulse } from './pulse.ts';
import type { PreviewSession } from './session.ts';
import type { MainMessage, PageMessage } from './wire.ts';

/** The window that shows these contents. */
export interface ContentsOwner {
  readonly options: Electron.BrowserWindowConstructorOptions;
  pageLoaded(title: string): void;
  pageFocused(hasFocus: boolean): void;
  /** The page is gone without a successor: its tab or browser window was closed. */
  pageClosed(): void;
  /** There is no page to reload: the window needs a new one. */
  pageWanted(): void;
}

export interface ContentsDependencies {
  addresses: Addresses;
  ipcMain: PreviewIpcMain;
  /** Chords that the page reports instead of acting on them itself. */
  acceleratorChords(): string[];
  acceleratorPressed(chord: string): void;
  /** Opens a page in a window of its own, as Electron does unless the open handler denies it. */
  openWindow(url: string, options: Electron.BrowserWindowConstructorOptions | undefined): void;
  /** app's render-process-gone. */
  rendererGone(contents: PreviewWebContents, details: Electron.RenderProcessGoneDetails): void;
  isBrowserAlive(contents: PreviewWebContents): boolean;
  /** A page whose tab may come back any time (a reload by hand) is never taken for closed. */
  canPageClose: boolean;
  closesWithMain: boolean;
}

type OpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** How long a page that left in good order may take to come back (a reload, a navigation). */
const returnGraceMs = 3000;

let lastId = 0;

export class PreviewWebContents extends EventEmitter {
  readonly id = ++lastId;
  /** Names the window in the addresses of its page; nobody can guess it. */
  readonly key = randomBytes(12).toString('base64url');
  readonly session: PreviewSession;
  readonly #deps: ContentsDependencies;
  readonly #owner: ContentsOwner;
  readonly #pulse: Pulse;
  #socket: WebSocket | null = null;
  #url = '';
  #title = '';
  #isLoading = false;
  #isLeaving = false;
  #isCrashed = false;
  #isDestroyed = false;
  #openHandler: OpenHandler | null = null;

  constructor(owner: ContentsOwner, session: PreviewSession, deps: ContentsDependencies) {
    super();
    this.#owner = owner;
    this.session = session;
    this.#deps = deps;
    this.#pulse = new Pulse({
      ping: () => this.post({ kind: 'ping' }),
      onSilent: () => this.emit('unresponsive'),
      onAnswer: () => this.emit('responsive'),
    });
  }

  /* ------------------------------------------------------------------------------ what main sees */

  get mainFrame() {
    this.#assertAlive();
    const url = this.#url;
    return { url, origin: this.#deps.addresses.originOf(url), parent: null, routingId: this.id, processId: 0 };
  }

  getURL(): string {
    this.#assertAlive();
    return this.#url;
  }

  getTitle(): string {
    this.#assertAlive();
    return this.#title;
  }

  isLoading(): boolean {
    this.#assertAlive();
    return this.#isLoading;
  }

  isCrashed(): boolean {
    this.#assertAlive();
    return this.#isCrashed;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#assertAlive();
    this.#openHandler = handler;
  }

  openDevTools(): void {
    this.#assertAlive();
  }

  /** Dropped when no page listens yet, as in Electron. @throws when the value cannot be cloned. */
  send(channel: string, ...args: unknown[]): void {
    this.#assertAlive();
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    this.post({ kind: 'send', channel, body: encode(args) });
  }

  reload(): void {
    this.#assertAlive();
    if (this.isConnected) this.post({ kind: 'reload' });
    else this.#owner.pageWanted();
  }

  /** Approximated: the page is cut off and counts as killed. */
  forcefullyCrashRenderer(): void {
    this.#assertAlive();
    const socket = this.#socket;
    this.#socket = null;
    socket?.terminate();
    this.#crash({ reason: 'killed', exitCode: 9 });
  }

  /* ------------------------------------------------------------------------------ the page's connection */

  get isConnected(): boolean {
    return this.#socket !== null;
  }

  post(message: MainMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Main wants this page: the address is what it will be once loaded. */
  willLoad(url: string): void {
    this.#url = url;
    this.#isLoading = true;
  }

  /** A page of this window has connected; an older one of the same window loses its place. */
  connect(socket: WebSocket): void {
    this.#socket?.close();
    this.#socket = socket;
    this.#isLeaving = false;
    this.#isCrashed = false;
    socket.on('message', (data: Buffer) => this.#receive(data.toString('utf8')));
    socket.on('error', () => {}); // 'close' follows
    socket.on('close', () => this.#disconnected(socket));
    this.post({ kind: 'hello', closesWithMain: this.#deps.closesWithMain });
    this.pushAccelerators();
    this.#pulse.start();
  }

  pushAccelerators(): void {
    this.post({ kind: 'accelerators', chords: this.#deps.acceleratorChords() });
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.post({ kind: 'close' });
    this.#pulse.stop();
    this.#isDestroyed = true;
    this.#socket?.close();
    this.#socket = null;
    this.emit('destroyed');
  }

  #disconnected(socket: WebSocket): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    this.#pulse.stop();
    if (!this.#isLeaving) {
      if (this.#deps.isBrowserAlive(this)) this.#crash({ reason: 'crashed', exitCode: 1 });
      return;
    }
    if (!this.#deps.canPageClose) return;
    const timer = setTimeout(() => {
      if (this.#socket === null && !this.#isDestroyed) this.#owner.pageClosed();
    }, returnGraceMs);
    timer.unref();
  }

  #crash(details: Electron.RenderProcessGoneDetails): void {
    this.#isCrashed = true;
    this.#pulse.stop();
    this.emit('render-process-gone', cancelable({}), details);
    this.#deps.rendererGone(this, details);
  }

  /* ------------------------------------------------------------------------------ what the page says */

  #receive(text: string): void {
    if (this.#isDestroyed) return;
    try {
      const message = JSON.parse(text) as PageMessage;
      this.#url = this.#deps.addresses.fromHttp(message.href);
      this.#handle(message);
    } catch (error) {
      // An exception of a listener must reach the app's uncaughtException, a broken message must not.
      if (error instanceof SyntaxError) log(`a page sent something unreadable: ${error.message}`);
      else throw error;
    }
  }

  #handle(message: PageMessage): void {
    switch (message.kind) {
      case 'invoke':
        void this.#invoke(message.id, message.channel, message.body);
        break;
      case 'send':
        this.#deps.ipcMain.emit(message.channel, this.#frameEvent(), ...(decode(message.body) as unknown[]));
        break;
      case 'navigate':
        this.navigate(this.#deps.addresses.fromHttp(message.url));
        break;
      case 'window-open':
        this.#open(this.#deps.addresses.fromHttp(message.url), message.frameName);
        break;
      case 'loaded':
        this.#title = message.title;
        this.#isLoading = false;
        this.emit('did-finish-load');
        this.#owner.pageLoaded(message.title);
        break;
      case 'leaving':
        this.#isLeaving = true;
        break;
      case 'pong':
        this.#pulse.answered();
        break;
      case 'accelerator':
        this.#deps.acceleratorPressed(message.chord);
        break;
      case 'focus':
      case 'blur':
        this.#owner.pageFocused(message.kind === 'focus');
        break;
    }
  }

  async #invoke(id: number, channel: string, body: string): Promise<void> {
    try {
      const result = await this.#deps.ipcMain.dispatch(channel, this.#frameEvent(), decode(body) as unknown[]);
      this.post({ kind: 'result', id, body: encode(result) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      this.post({ kind: 'failure', id, reason: String(error) });
    }
  }

  /** The page wants to leave: will-frame-navigate and will-navigate may keep it. */
  navigate(url: string): void {
    const details = { url, isSameDocument: false, isMainFrame: true, frame: null };
    for (const name of ['will-frame-navigate', 'will-navigate'] as const) {
      const event = cancelable(details);
      this.emit(name, event, url);
      if (event.defaultPrevented) return;
    }
    this.go(url);
  }

  /** The server answered a page request with a redirect. False: stay. */
  mayRedirect(url: string): boolean {
    const event = cancelable({ url, isSameDocument: false, isMainFrame: true, frame: null });
    this.emit('will-redirect', event, url);
    return !event.defaultPrevented;
  }

  /** Sends the connected page elsewhere without asking. */
  go(url: string): void {
    const { addresses } = this.#deps;
    this.post({ kind: 'go', url: addresses.withWindow(addresses.toHttp(url), this.key) });
  }

  #open(url: string, frameName: string): void {
    const answer = this.#openHandler?.({
      url,
      frameName,
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'default' },
    }) ?? { action: 'allow' };
    if (answer.action === 'allow') this.#deps.openWindow(url, answer.overrideBrowserWindowOptions);
  }

  #frameEvent() {
    const reply = (channel: string, ...args: unknown[]): void => this.send(channel, ...args);
    return {
      type: 'frame',
      sender: this,
      senderFrame: this.mainFrame,
      frameId: 1,
      processId: 0,
      ports: [],
      returnValue: undefined,
      reply,
    };
  }

  #assertAlive(): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
  }
}
