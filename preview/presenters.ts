/** Where the page of a window appears, one way per PREVIEW_MODE. */
import path from 'node:path';
import type { BrowserProcess, Browsers } from './browser.ts';
import type { DevTools } from './dev-tools.ts';
import { log } from './log.ts';
import type { Presenter, PreviewWindow } from './windows.ts';

type EntryUrl = (window: PreviewWindow) => string;

/** `[preview] window <id> <url>`: tests and people read this line, so it stays as it is. */
function announce(window: PreviewWindow, url: string): void {
  log(`window ${window.id} ${url}`);
}

/** url: whoever reads the line opens the page. A page that is open cannot be taken away. */
export function printingPresenter(entryUrl: EntryUrl): Presenter {
  return {
    showsHidden: false,
    isBrowserAlive: () => true,
    present: (window) => announce(window, entryUrl(window)),
    withdraw: () => {},
  };
}

/** app, headless: every window has a browser of its own, with a profile of its own. */
export function browserPresenter(options: {
  browsers: Browsers;
  entryUrl: EntryUrl;
  /** Folder for the browsers' profiles. */
  profiles(): string;
  isHeadless: boolean;
}): Presenter {
  const { browsers, entryUrl, profiles, isHeadless } = options;
  const byWindow = new Map<number, BrowserProcess>();
  const open = (window: PreviewWindow): void => {
    const url = entryUrl(window);
    announce(window, url);
    const { width, height } = window.getBounds();
    const profile = path.join(profiles(), `window-${window.id}`);
    const browser = browsers.start(profile, [`--app=${url}`, `--window-size=${width},${height}`]);
    if (browser === null) {
      log(`no Chromium found; set PARLEY_CHROMIUM to one, or open ${url}`);
      return;
    }
    byWindow.set(window.id, browser);
    void browser.ended.then((end) => {
      if (byWindow.get(window.id) === browser) byWindow.delete(window.id);
      if (!end.isOrderly) log(`the browser is gone: ${end.reason}\n[preview] Parley keeps running; open ${url}`);
    });
  };
  return {
    showsHidden: isHeadless,
    isBrowserAlive: (windowId) => byWindow.get(windowId)?.isAlive ?? false,
    present: (window) => {
      const previous = byWindow.get(window.id);
      // In a headless browser a hidden window keeps its page, so it is there already.
      if (isHeadless && previous?.isAlive) return announce(window, entryUrl(window));
      if (previous === undefined) return open(window);
      // A profile has one browser at a time: the old one must be gone.
      previous.kill();
      void previous.ended.then(() => {
        if (!window.isDestroyed() && (isHeadless || window.isVisible())) open(window);
      });
    },
    withdraw: (window) => {
      if (!isHeadless || window.isDestroyed()) byWindow.get(window.id)?.kill();
    },
  };
}

/** cdp: every window is a target of one headless browser, which Playwright drives. */
export function devToolsPresenter(devTools: DevTools, entryUrl: EntryUrl): Presenter {
  return {
    showsHidden: true,
    isBrowserAlive: () => devTools.isAlive,
    present: (window) => {
      const url = entryUrl(window);
      announce(window, url);
      if (window.webContents.isConnected) return;
      const { width, height } = window.getBounds();
      void devTools.send('Target.createTarget', { url, newWindow: true, width, height });
    },
    withdraw: () => {},
  };
}
