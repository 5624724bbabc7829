/** Who may call main: the top frame of one of our own pages, and nobody else. */
import type { InvokeEvent } from '../host.ts';

export const APP_ORIGIN = 'app://bundle';

/** True for the main frame of a page of `app://bundle`. A frame that navigated away or was destroyed is null. */
export function isTrustedSender({ senderFrame }: Pick<InvokeEvent, 'senderFrame'>): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppUrl(senderFrame.url);
}

export const isAppUrl = (url: string): boolean => url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
