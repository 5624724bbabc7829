/** `electron.ipcMain`: handlers of `invoke`, listeners of `send`, and Electron's words when there is none. */
import { EventEmitter } from 'node:events';
import type { InvokeEventSurface } from '../electron/surface.ts';

type InvokeListener = (event: InvokeEventSurface, ...args: unknown[]) => unknown;

export class PreviewIpcMain extends EventEmitter {
  readonly #handlers = new Map<string, InvokeListener>();

  /** @throws for a second handler of a channel. */
  handle(channel: string, listener: InvokeListener): void {
    if (typeof listener !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    }
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, listener);
  }

  handleOnce(channel: string, listener: InvokeListener): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** Answers an `invoke`. Rejects as Electron does when there is no handler or it throws, and says so on stderr. */
  async dispatch(channel: string, event: InvokeEventSurface, args: unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return await handler(event, ...args);
  }
}
