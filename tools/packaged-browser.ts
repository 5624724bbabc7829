/**
 * A Chromium from an npm package that carries its own libraries: the way out where neither a browser nor its system
 * libraries are installed and only the npm registry can be reached. It has no windows: good for tests and for
 * `PREVIEW_MODE=url`, not for `npm start` with a display. Linux on x64 only.
 */
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Fetched } from './browser.ts';
import { runCommand } from './run-command.ts';

const PACKAGE = '@sparticuz/chromium';
const VERSION = '153.0.0';
const INSTALL_TIMEOUT_MS = 180_000;
const UNPACK_TIMEOUT_MS = 60_000;

/** The script that starts the unpacked browser with its own libraries. */
export function packagedBrowserPath(folder: string): string {
  return path.join(folder, 'chromium-with-libraries');
}

/** Installs and unpacks the package below `folder`. It is never a dependency of the project: nothing else gets it. */
export async function fetchPackagedBrowser(folder: string): Promise<Fetched> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { ok: false, reason: 'is for Linux on x64 only' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await runCommand('npm', ['install', ...flags, `${PACKAGE}@${VERSION}`], {
    cwd: folder,
    timeoutMs: INSTALL_TIMEOUT_MS,
  });
  if (!installed.isOk) return { ok: false, reason: installed.reason };
  const unpacked = await unpack(folder);
  if (!unpacked.isOk) return { ok: false, reason: `cannot be unpacked: ${unpacked.reason}` };
  return { ok: true, executable: writeStarter(folder) };
}

/** The package unpacks into the folder for temporary files and its libraries only on a known host: we are both. */
async function unpack(folder: string): ReturnType<typeof runCommand> {
  const entry = pathToFileURL(path.join(folder, 'node_modules', PACKAGE, 'build', 'index.js')).href;
  const program = `const { default: chromium } = await import(${JSON.stringify(entry)}); await chromium.executablePath();`;
  return runCommand(process.execPath, ['--input-type=module', '-e', program], {
    cwd: folder,
    timeoutMs: UNPACK_TIMEOUT_MS,
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' },
  });
}

function writeStarter(folder: string): string {
  const file = packagedBrowserPath(folder);
  const quoted = (name: string): string => `'${path.join(folder, name).replaceAll("'", `'\\''`)}'`;
  const libraries = `LD_LIBRARY_PATH=${quoted('al2023/lib')}"\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`;
  const fonts = existsSync('/etc/fonts/fonts.conf') ? '' : `FONTCONFIG_PATH=${quoted('fonts')} `;
  writeFileSync(file, `#!/bin/sh\n${fonts}${libraries} exec ${quoted('chromium')} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}
