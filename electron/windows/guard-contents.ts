/** What no page of ours may do: leave, open windows, attach a webview. For every web contents, also future ones. */
import { isAppUrl } from '../ipc/trusted-sender.ts';
import type { App, Session, WebContents } from '../host.ts';
import type { Logger } from '../logging/logger.ts';

export function guardAllContents(app: Pick<App, 'on'>, logger: Logger): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, logger));
}

function guardContents(contents: WebContents, logger: Logger): void {
  const stayHome = (event: { url: string; preventDefault(): void }): void => {
    if (isAppUrl(event.url)) return;
    event.preventDefault();
    logger.warn('A navigation away from the app was refused.');
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-redirect', stayHome);
  // Webviews are off in every window; should one ever be let in, it stops here.
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => {
    logger.warn('A new window was refused.');
    return { action: 'deny' };
  });
}

/** No page of ours needs a permission of the browser, so none is granted. */
export function denyAllPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
}
