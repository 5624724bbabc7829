/** The bridge: exposes the calls and pushes of the contract and nothing of Electron. Runs sandboxed, as CommonJS. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { CALL_NAMES, PUSH_NAMES, type ParleyApi } from '../common/ipc/contract.ts';
import { callChannel, pushChannel } from './ipc/channels.ts';

const api: ParleyApi = {
  call: (name, ...args) =>
    CALL_NAMES.includes(name)
      ? ipcRenderer.invoke(callChannel(name), ...args)
      : Promise.reject(new Error('no such call')),
  on(name, listener) {
    if (!PUSH_NAMES.includes(name)) throw new Error('no such push');
    // The event object stays here: it would hand the page a way to send on any channel.
    const relay = (_event: IpcRendererEvent, value: Parameters<typeof listener>[0]): void => listener(value);
    ipcRenderer.on(pushChannel(name), relay);
    return () => void ipcRenderer.removeListener(pushChannel(name), relay);
  },
};

contextBridge.exposeInMainWorld('parley', api);
