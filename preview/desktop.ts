/**
 * What a preview has no desktop for, as JSON for those who test it: tray and menus can be read and clicked, and the
 * events of the system (activate, suspend, …) can be raised. Behind the same door as the app's pages.
 */
import type http from 'node:http';
import { json } from 'node:stream/consumers';
import type { PreviewMenu } from './menu.ts';
import type { PreviewTray } from './tray.ts';

export interface Desktop {
  trays(): PreviewTray[];
  applicationMenu(): PreviewMenu | null;
  /** False when there is no such event. */
  raise(event: string, argument: string): boolean;
}

/** GET /__preview/desktop; POST /__preview/desktop/click {"label"}; POST /__preview/desktop/raise {"event", "argument"?}. */
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
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(state));
    return;
  }
  const wanted = (await json(request)) as { label?: string; event?: string; argument?: string };
  let isDone = false;
  if (url.pathname.endsWith('/click')) {
    const item = menus
      .map((menu) => menu?.find((found) => found.label === wanted.label) ?? null)
      .find((i) => i !== null);
    isDone = item?.enabled === true;
    if (isDone) item?.click();
  } else if (url.pathname.endsWith('/raise')) {
    isDone = desktop.raise(wanted.event ?? '', wanted.argument ?? '');
  }
  response.writeHead(isDone ? 204 : 404).end();
}
