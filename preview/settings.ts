/** What the environment decides about a preview run, read once at start. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * - `app`: every window is a Chromium app window.
 * - `headless`: the same without a display.
 * - `url`: no browser; the address of each window is printed for whoever opens it.
 * - `cdp`: one headless Chromium with a DevTools port, for Playwright's `_electron.launch`.
 */
export type PreviewMode = 'app' | 'headless' | 'url' | 'cdp';
const modes: readonly string[] = ['app', 'headless', 'url', 'cdp'] satisfies PreviewMode[];

export interface PreviewSettings {
  mode: PreviewMode;
  /** Port of the loopback server; 0 lets the system choose. */
  port: number;
  /** Folder with the app's package.json. */
  appPath: string;
  isPackaged: boolean;
  /** The page's half of the preview, as built by tools/build.ts. */
  rendererScript: string;
  /** Browser named by the user; null: look for one. */
  chromium: string | null;
  /** Scripted answers for dialogs, which a preview cannot show. */
  answers: { messageBoxButton: number; openPath: string | null; savePath: string | null };
  /** What the desktop prefers, for nativeTheme. */
  isSystemDark: boolean;
}

/** @throws when PREVIEW_MODE, PREVIEW_PORT or PREVIEW_DIALOG hold something else than documented in preview/README.md. */
export function readSettings(env: NodeJS.ProcessEnv, mainScript: string | undefined): PreviewSettings {
  const mode = env['PREVIEW_MODE'] ?? 'app';
  if (!isMode(mode)) throw new Error(`PREVIEW_MODE is "${mode}"; use one of ${modes.join(', ')}`);
  return {
    mode,
    port: wholeNumber(env, 'PREVIEW_PORT', 65_535),
    appPath: findAppPath(mainScript),
    isPackaged: env['PREVIEW_PACKAGED'] === '1',
    rendererScript: env['PREVIEW_RENDERER'] ?? path.join(import.meta.dirname, '../dist/preview/renderer.js'),
    chromium: env['PARLEY_CHROMIUM'] || null,
    answers: {
      messageBoxButton: wholeNumber(env, 'PREVIEW_DIALOG', 100),
      openPath: env['PREVIEW_OPEN_PATH'] || null,
      savePath: env['PREVIEW_SAVE_PATH'] || null,
    },
    isSystemDark: env['PREVIEW_DARK'] === '1',
  };
}

function isMode(text: string): text is PreviewMode {
  return modes.includes(text);
}

function wholeNumber(env: NodeJS.ProcessEnv, name: string, max: number): number {
  const text = env[name];
  if (text === undefined || text === '') return 0;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new Error(`${name} is "${text}"; use a whole number from 0 to ${max}`);
  }
  return value;
}

/** Electron is started with the app's folder; here it is the nearest one above the main script with a package.json. */
function findAppPath(mainScript: string | undefined): string {
  let folder = mainScript === undefined ? process.cwd() : path.dirname(path.resolve(mainScript));
  for (;;) {
    if (fs.existsSync(path.join(folder, 'package.json'))) return folder;
    const parent = path.dirname(folder);
    if (parent === folder) return process.cwd();
    folder = parent;
  }
}
