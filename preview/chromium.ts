/** Finds a Chromium and says with which switches the preview starts it. */
import fs from 'node:fs';
import path from 'node:path';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const macApps = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const windowsApps = [
  'Google/Chrome/Application/chrome.exe',
  'Chromium/Application/chrome.exe',
  'Microsoft/Edge/Application/msedge.exe',
];

/** Path of the browser, or null when there is none. A browser that the user named is taken as it is. */
export function findChromium(named: string | null, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | null {
  if (named !== null) return named;
  return candidates(env, platform).find((file) => fs.existsSync(file)) ?? null;
}

function candidates(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') return macApps;
  if (platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter((r) => r !== undefined);
    return roots.flatMap((root) => windowsApps.map((app) => path.join(root, app)));
  }
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return commands.flatMap((command) => folders.map((folder) => path.join(folder, command)));
}

/** Nothing of the browser's own may reach the network: a preview must be as silent as the app it shows. */
const quietSwitches = [
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-breakpad',
  '--disable-domain-reliability',
  '--disable-features=Translate,OptimizationHints,MediaRouter,InterestFeedContentSuggestions',
  '--no-pings',
  // /dev/shm is tiny in containers, and a browser that runs out of it crashes its pages.
  '--disable-dev-shm-usage',
];

export interface BrowserLaunch {
  profile: string;
  isHeadless: boolean;
  hasSandbox: boolean;
  /** Switches that the app appended to its command line. */
  appSwitches: string[];
}

export function browserArguments({ profile, isHeadless, hasSandbox, appSwitches }: BrowserLaunch): string[] {
  return [
    ...quietSwitches,
    `--user-data-dir=${profile}`,
    ...(isHeadless ? ['--headless=new'] : []),
    ...(hasSandbox ? [] : ['--no-sandbox']),
    ...appSwitches,
  ];
}

/** Whether a browser died for want of a sandbox, as far as its last words tell. */
export function lacksSandbox(stderr: string): boolean {
  return /no usable sandbox|sandbox.{0,40}(?:failed|denied|not permitted)|suid sandbox helper/i.test(stderr);
}
