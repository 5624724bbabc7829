/**
 * What a preview has no desktop for, as JSON for those who test it: tray and menus can be read and clicked, and the
 * events of the system (activate, suspend, …) can be raised. Behind the same door as the app's pages.
 */
import type http from 'node:http';
import { json } from 'node:stream/consumers';
import type { PreviewMenu } from './menu.ts';
import type { PreviewTray } from './tray.ts';
import type { PreviewWindow } from './windows.ts';

export interface Desktop {
  trays(): PreviewTray[];
  windows(): PreviewWindow[];
  applicationMenu(): PreviewMenu | null;
  /** False when there is no such event. */
  raise(event: string, argument: string): boolean;
}

/**
 * GET /__preview/desktop; POST /__preview/desktop/click {"label"}; POST /__preview/desktop/raise {"event", "argument"?};
 * POST /__preview/desktop/window {"id", "act", "bounds"?}, which does what the window's frame would do.
 */
export async function serveDesktop(
  desktop: Desktop,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  url: URL,
): Promise<void> {
  const trays = desktop.trays();
  const menus = [...trays.map((tray) => tray.menu), desktop.applicationMenu()];
  if (request.method === 'GET') {
    const state = {
      trays: trays.map((tray) => ({ toolTip: tray.toolTip, menu: tray.menu?.describe() ?? null })),
      applicationMenu: desktop.applicationMenu()?.describe() ?? null,
      windows: desktop.windows().map(describeWindow),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state));
    return;
  }
  const wanted = (await json(request)) as Wanted;
  let isDone = false;
  if (url.pathname.endsWith('/click')) {
    const item = menus
      .map((menu) => menu?.find((found) => found.label === wanted.label) ?? null)
      .find((i) => i !== null);
    isDone = item?.enabled === true;
    if (isDone) item?.click();
  } else if (url.pathname.endsWith('/raise')) {
    isDone = desktop.raise(wanted.event ?? '', wanted.argument ?? '');
  } else if (url.pathname.endsWith('/window')) {
    const window = desktop.windows().find(({ id }) => id === wanted.id);
    isDone = window !== undefined && actOnFrame(window, wanted);
  }
  response.writeHead(isDone ? 204 : 404).end();
}

interface Wanted {
  label?: string;
  event?: string;
  argument?: string;
  id?: number;
  act?: string;
  bounds?: Partial<Electron.Rectangle>;
}

/** A window's frame: its close and minimize buttons, and its edges. */
function actOnFrame(window: PreviewWindow, { act, bounds }: Wanted): boolean {
  if (act === 'close') window.close();
  else if (act === 'minimize') window.minimize();
  else if (act === 'move' && bounds !== undefined) window.setBounds(bounds);
  else return false;
  return true;
}

const describeWindow = (window: PreviewWindow): object => ({
  id: window.id,
  url: window.webContents.getURL(),
  isVisible: window.isVisible(),
  isMinimized: window.isMinimized(),
  isFocused: window.isFocused(),
  bounds: window.getBounds(),
});
