/** Where a Chromium can come from on this machine, in the order in which it is preferred. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BrowserSource, Fetched } from './browser.ts';
import { fetchPackagedBrowser, packagedBrowserPath } from './packaged-browser.ts';
import { cacheFolder, projectRoot } from './project.ts';
import { runCommand } from './run-command.ts';

const PROBE_TIMEOUT_MS = 15_000;
const PLAYWRIGHT_TIMEOUT_MS = 60_000;
const APT_TIMEOUT_MS = 300_000;

/** The name of the one source whose browser cannot show a window. */
export const WINDOWLESS_SOURCE = 'packaged for servers';

export function browserSources(env: NodeJS.ProcessEnv): BrowserSource[] {
  const asked = env['PARLEY_CHROMIUM'];
  if (asked) return [{ name: 'PARLEY_CHROMIUM', find: () => firstThatRuns([asked]) }];
  const packagedFolder = path.join(cacheFolder, 'browser');
  return [
    { name: 'installed', find: () => firstThatRuns(installedPaths(process.platform, env)) },
    { name: "Playwright's", find: () => firstThatRuns([playwrightPath()]), fetch: fetchPlaywright },
    {
      name: WINDOWLESS_SOURCE,
      find: () => firstThatRuns([packagedBrowserPath(packagedFolder)]),
      fetch: async () => proved(await fetchPackagedBrowser(packagedFolder)),
    },
    { name: "the system's packages", find: async () => undefined, fetch: fetchFromApt },
  ];
}

/** Where Chromium, Chrome and Edge install themselves, and their names on PATH. */
export function installedPaths(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string[] {
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((folder) => folder);
    const programs = ['Chromium\\Application\\chrome.exe', 'Google\\Chrome\\Application\\chrome.exe'];
    programs.push('Microsoft\\Edge\\Application\\msedge.exe');
    return programs.flatMap((program) => folders.map((folder) => `${folder}\\${program}`));
  }
  if (platform === 'darwin') {
    const folders = ['/Applications', `${env['HOME'] ?? ''}/Applications`];
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) =>
      folders.map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}

/**
 * The first that answers to --version: a stub that only names a package to install, or a browser whose libraries are
 * missing, does not count. On Windows the question would open a window, so that being there must do.
 */
async function firstThatRuns(files: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const file of files) {
    if (file === undefined || !isExecutable(file)) continue;
    if (process.platform === 'win32') return file;
    const { isOk } = await runCommand(file, ['--version'], { timeoutMs: PROBE_TIMEOUT_MS });
    if (isOk) return file;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where Playwright keeps the browser of its own version, whether it is there or not. */
function playwrightPath(): string | undefined {
  const require = createRequire(import.meta.url);
  const { chromium } = require('playwright-core') as { chromium: { executablePath(): string } };
  try {
    return chromium.executablePath();
  } catch {
    return undefined; // a platform that Playwright has no build for
  }
}

async function fetchPlaywright(): Promise<Fetched> {
  const cli = path.join(projectRoot, 'node_modules', 'playwright-core', 'cli.js');
  const { isOk, reason } = await runCommand(process.execPath, [cli, 'install', 'chromium', '--no-shell'], {
    timeoutMs: PLAYWRIGHT_TIMEOUT_MS,
  });
  return isOk ? proved({ ok: true, executable: playwrightPath() ?? '' }) : { ok: false, reason };
}

async function fetchFromApt(): Promise<Fetched> {
  const isDebian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  if (!isDebian) return { ok: false, reason: 'no packaged Chromium is known for this system' };
  if (process.getuid?.() !== 0) return { ok: false, reason: 'only root can install packages' };
  const options = { timeoutMs: APT_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await runCommand('apt-get', ['update'], options); // a mirror that is down may not matter to what is known already
  const install = ['install', '-y', '--no-install-recommends', 'chromium'];
  const { isOk, reason } = await runCommand('apt-get', install, options);
  return isOk ? proved({ ok: true, executable: '/usr/bin/chromium' }) : { ok: false, reason };
}

/** What was fetched counts only when it runs. */
async function proved(fetched: Fetched): Promise<Fetched> {
  if (!fetched.ok || (await firstThatRuns([fetched.executable])) !== undefined) return fetched;
  return { ok: false, reason: `${fetched.executable} does not run here (system libraries missing?)` };
}
