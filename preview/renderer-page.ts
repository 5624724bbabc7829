/** What Electron watches in a page from outside, watched from inside: navigation, new windows, keys, focus, load. */
import { chordsOfKey } from './accelerator.ts';
import type { Connection } from './renderer-connection.ts';
import type { MainMessage } from './wire.ts';

/** The part of the Navigation API in use; TypeScript's library does not have all of it. */
interface NavigateEvent extends Event {
  readonly destination: { readonly url: string; readonly sameDocument: boolean };
  readonly navigationType: string;
  readonly downloadRequest: string | null;
}

/** Query parameter by which the server knows the window of a page (addresses.ts). */
const windowParameter = '__w';

export function watchPage(connection: Connection, windowKey: string): (message: MainMessage) => void {
  let isSentByMain = false;
  let chords: readonly string[] = [];

  keepWindowKey(windowKey);
  (window as unknown as { navigation?: EventTarget }).navigation?.addEventListener('navigate', (event) => {
    const navigation = event as NavigateEvent;
    const isOurs = isSentByMain || navigation.navigationType === 'reload' || navigation.destination.sameDocument;
    if (isOurs || navigation.downloadRequest !== null || !navigation.cancelable) return;
    // Stays until main has allowed it.
    navigation.preventDefault();
    connection.post({ kind: 'navigate', url: navigation.destination.url });
  });
  watchNewWindows(connection);
  watchKeys(connection, () => chords);
  addEventListener('load', () => connection.post({ kind: 'loaded', title: document.title }));
  addEventListener('pagehide', () => connection.post({ kind: 'leaving' }));
  for (const kind of ['focus', 'blur'] as const) addEventListener(kind, () => connection.post({ kind }));

  return (message) => {
    if (message.kind === 'ping') connection.post({ kind: 'pong' });
    else if (message.kind === 'accelerators') chords = message.chords;
    else if (message.kind === 'reload') location.reload();
    else if (message.kind === 'close') window.close();
    else if (message.kind === 'go') {
      isSentByMain = true;
      location.href = message.url;
    }
  };
}

/** A page that rewrites its address must still be known to the server when it is reloaded. */
function keepWindowKey(windowKey: string): void {
  for (const name of ['pushState', 'replaceState'] as const) {
    const original = history[name].bind(history);
    history[name] = (state: unknown, unused: string, url?: string | URL | null) => {
      if (url === undefined || url === null) return original(state, unused);
      const target = new URL(url, location.href);
      if (target.origin === location.origin) target.searchParams.set(windowParameter, windowKey);
      return original(state, unused, target);
    };
  }
}

function watchNewWindows(connection: Connection): void {
  const ask = (url: string, frameName: string): null => {
    connection.post({ kind: 'window-open', url: new URL(url, location.href).href, frameName });
    return null;
  };
  Object.defineProperty(window, 'open', {
    value: (url: string | URL = 'about:blank', target = '_blank') => ask(String(url), target),
  });
  const onClick = (event: MouseEvent): void => {
    const anchor = (event.composedPath()[0] as Element | undefined)?.closest?.('a[href]');
    if (!(anchor instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    const isNewWindow =
      anchor.target === '_blank' || event.ctrlKey || event.metaKey || event.shiftKey || event.button === 1;
    if (!isNewWindow) return;
    event.preventDefault();
    ask(anchor.href, anchor.target);
  };
  addEventListener('click', onClick);
  addEventListener('auxclick', (event) => event.button === 1 && onClick(event));
}

/** Menu accelerators come after the page: a key that the page has handled never reaches the menu. */
function watchKeys(connection: Connection, chords: () => readonly string[]): void {
  const report = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const chord = chordsOfKey(event).find((candidate) => chords().includes(candidate));
    if (chord === undefined) return;
    event.preventDefault();
    connection.post({ kind: 'accelerator', chord });
  };
  // Put at the end of the list for every key, since the page's own listeners were added later than ours.
  const beLast = (): void => {
    removeEventListener('keydown', report);
    addEventListener('keydown', report);
  };
  addEventListener('keydown', beLast, { capture: true });
}
