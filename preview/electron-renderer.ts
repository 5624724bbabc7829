/** `electron` as a sandboxed preload sees it. Built as one classic script that defines `previewElectron`. */
import { contextBridge } from './renderer-bridge.ts';
import { connect } from './renderer-connection.ts';
import { createIpc } from './renderer-ipc.ts';
import { watchPage } from './renderer-page.ts';

const script = document.currentScript as HTMLScriptElement;
const windowKey = new URL(script.src).searchParams.get('w') ?? '';
const connection = connect(windowKey);
const ipc = createIpc(connection);
const onPageMessage = watchPage(connection, windowKey);
let closesWithMain = false;

connection.listen(
  (message) => {
    if (message.kind === 'hello') closesWithMain = message.closesWithMain;
    ipc.receive(message);
    onPageMessage(message);
  },
  () => {
    ipc.end();
    // An app's windows go with it, however it ended.
    if (closesWithMain) window.close();
  },
);

export const { ipcRenderer } = ipc;
export { contextBridge };
