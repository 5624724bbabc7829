/**
 * One Chromium with a DevTools port, the way Playwright's `_electron.launch` expects it: it reads the line
 * "DevTools listening on ws://…" from our stderr, connects, and then calls `__playwright_run` to let the app get ready.
 */
import path from 'node:path';
import type { BrowserProcess, Browsers } from './browser.ts';
import { log } from './log.ts';

export class DevTools {
  readonly #connected = Promise.withResolvers<WebSocket>();
  readonly #driverAttached = Promise.withResolvers<void>();
  #browser: BrowserProcess | null = null;
  #lastId = 0;

  get isAlive(): boolean {
    return this.#browser?.isAlive ?? false;
  }

  /** Resolves when Playwright has attached; the app must not get ready earlier. */
  get driverAttached(): Promise<void> {
    return this.#driverAttached.promise;
  }

  start(browsers: Browsers, profiles: string): void {
    Object.assign(globalThis, { __playwright_run: () => Promise.resolve(this.#driverAttached.resolve()) });
    const args = ['--remote-debugging-port=0', '--no-startup-window'];
    let heard = '';
    const browser = browsers.start(path.join(profiles, 'driven'), args, (text) => {
      process.stderr.write(text);
      heard += text;
      const address = /DevTools listening on (ws:\S+)/.exec(heard)?.[1];
      if (address === undefined) return;
      heard = '';
      const socket = new WebSocket(address);
      socket.addEventListener('open', () => this.#connected.resolve(socket));
    });
    this.#browser = browser;
    if (browser === null) return log('no Chromium found; set PARLEY_CHROMIUM to one');
    void browser.ended.then((end) => {
      if (!end.isOrderly) log(`the browser is gone: ${end.reason}`);
    });
  }

  async send(method: string, params: object): Promise<void> {
    const socket = await this.#connected.promise;
    socket.send(JSON.stringify({ id: ++this.#lastId, method, params }));
  }
}
