/** A small app that uses the preview the way Parley does; the tests start it as a process of its own. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  net,
  protocol,
  session,
  shell,
  Tray,
  nativeImage,
} from '../../../electron/host.ts';

const pages = path.join(import.meta.dirname, 'pages');
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-abc'; connect-src 'self'; img-src 'self'";
const say = (line: string): void => void process.stdout.write(`app: ${line}\n`);
const has = (name: string): boolean => app.commandLine.hasSwitch(name);

for (const name of ['ready', 'window-all-closed', 'before-quit', 'will-quit', 'quit'] as const) {
  if (name !== 'window-all-closed' || !has('quit-by-default')) app.on(name, () => say(name));
}
if (!has('quit-by-default')) app.on('window-all-closed', () => app.quit());
app.on('second-instance', (_event, argv, _folder, data) => say(`second ${argv.at(-1)} ${JSON.stringify(data)}`));
app.on('render-process-gone', (_event, _contents, details) => say(`gone ${details.reason}`));
app.on('activate', () => say('activate'));

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);

if (!app.requestSingleInstanceLock({ from: 'second' })) {
  app.quit();
} else {
  void app.whenReady().then(start);
}

function start(): void {
  protocol.handle('app', async (request) => {
    const file = path.join(pages, new URL(request.url).pathname);
    const response = await net.fetch(pathToFileURL(file).href).catch(() => null);
    if (response === null) return new Response('not found', { status: 404 });
    const headers = new Headers(response.headers);
    headers.set('content-security-policy', contentSecurityPolicy);
    return new Response(response.body, { headers });
  });
  ipcMain.handle('echo', (_event, value) => value);
  ipcMain.handle('sender', (event) => [event.senderFrame?.url, event.senderFrame?.origin, event.senderFrame?.parent]);
  ipcMain.handle('throw', () => {
    throw new RangeError('too far');
  });
  ipcMain.handle('uncloneable', () => () => {});
  ipcMain.on('say', (_event, text) => say(String(text)));
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  const open = { label: 'Open', accelerator: 'CmdOrCtrl+,', click: () => say('menu open') };
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: 'File', submenu: [open, { role: 'quit' }] }]));
  const tray = new Tray(nativeImage.createEmpty());
  tray.setToolTip('Parley');
  tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Show', click: () => window.show() }]));

  const window = new BrowserWindow({
    show: false,
    title: 'Sample',
    webPreferences: { preload: process.env['TEST_PRELOAD'] ?? '', sandbox: true, contextIsolation: true },
  });
  if (!has('hidden')) window.once('ready-to-show', () => window.show());
  for (const name of ['show', 'hide', 'closed'] as const) window.on(name, () => say(name));
  window.on('close', (event) => {
    say('close');
    if (has('keep')) event.preventDefault();
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    void shell.openExternal(url);
    return { action: 'deny' };
  });
  window.webContents.on('will-frame-navigate', (event) => say(`will-frame-navigate ${event.url}`));
  window.webContents.on('will-navigate', (event) => {
    say(`will-navigate ${event.url}`);
    if (!event.url.startsWith('app://sample/')) event.preventDefault();
  });
  window.webContents.on('did-finish-load', () => say('loaded'));
  ipcMain.handle('window', (_event, action) => {
    if (action === 'close') setImmediate(() => window.close());
    if (action === 'destroy') setImmediate(() => window.destroy());
    if (action === 'hide') window.hide();
    if (action === 'show') window.show();
    if (action === 'quit') setImmediate(() => app.quit());
  });
  void window.loadURL('app://sample/index.html?view=main&x=a%20b');
}
