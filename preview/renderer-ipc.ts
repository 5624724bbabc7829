/** `electron.ipcRenderer` as a sandboxed preload has it. */
import { decode, encode } from './codec.ts';
import type { Connection } from './renderer-connection.ts';
import type { MainMessage } from './wire.ts';

type Listener = Parameters<Electron.IpcRenderer['on']>[1];
type Renderer = Pick<
  Electron.IpcRenderer,
  'invoke' | 'send' | 'on' | 'once' | 'off' | 'addListener' | 'removeListener' | 'removeAllListeners'
>;

export interface RendererIpc {
  ipcRenderer: Renderer;
  receive(message: MainMessage): void;
  /** The main process is gone: what still waits for it rejects. */
  end(): void;
}

export function createIpc(connection: Connection): RendererIpc {
  const pending = new Map<number, { channel: string; resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, { listener: Listener; isOnce: boolean }[]>();
  let lastId = 0;

  const add = (channel: string, listener: Listener, isOnce: boolean): Electron.IpcRenderer => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, isOnce }]);
    return ipcRenderer as Electron.IpcRenderer;
  };
  const remove = (channel: string, listener: Listener): Electron.IpcRenderer => {
    const list = listeners.get(channel) ?? [];
    const at = list.findIndex((entry) => entry.listener === listener);
    if (at >= 0) listeners.set(channel, list.toSpliced(at, 1));
    return ipcRenderer as Electron.IpcRenderer;
  };

  const ipcRenderer: Renderer = {
    // Encoded before anything is sent: what cannot be cloned rejects, as in Electron.
    invoke: async (channel: string, ...args: unknown[]): Promise<unknown> => {
      const body = encode(args);
      return await new Promise((resolve, reject) => {
        const id = ++lastId;
        pending.set(id, { channel, resolve, reject });
        connection.post({ kind: 'invoke', id, channel, body });
      });
    },
    send: (channel: string, ...args: unknown[]) => connection.post({ kind: 'send', channel, body: encode(args) }),
    on: (channel, listener) => add(channel, listener, false),
    addListener: (channel, listener) => add(channel, listener, false),
    once: (channel, listener) => add(channel, listener, true),
    off: remove,
    removeListener: remove,
    removeAllListeners: (channel?: string) => {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return ipcRenderer as Electron.IpcRenderer;
    },
  };

  const deliver = (channel: string, body: string): void => {
    const event = { sender: ipcRenderer, ports: [] } as unknown as Electron.IpcRendererEvent;
    const args = decode(body) as unknown[];
    for (const { listener, isOnce } of listeners.get(channel) ?? []) {
      if (isOnce) remove(channel, listener);
      listener(event, ...args);
    }
  };

  return {
    ipcRenderer,
    receive(message) {
      if (message.kind === 'send') return deliver(message.channel, message.body);
      if (message.kind !== 'result' && message.kind !== 'failure') return;
      const call = pending.get(message.id);
      pending.delete(message.id);
      if (message.kind === 'result') call?.resolve(decode(message.body));
      else call?.reject(new Error(`Error invoking remote method '${call.channel}': ${message.reason}`));
    },
    end() {
      for (const call of pending.values()) call.reject(new Error('preview: the main process is gone'));
      pending.clear();
    },
  };
}
