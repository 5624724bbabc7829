/**
 * Chooses what Parley runs on: real Electron where its runtime is present or can be fetched, else the preview.
 *
 * `require('electron')` is never used: since Electron 42 it starts a download by itself.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder, projectRoot } from './project.ts';
import { runCommand } from './run-command.ts';

const INSTALL_TIMEOUT_MS = 20_000;
const PROBE_TIMEOUT_MS = 15_000;
/** How long a failed download of the runtime is not tried again. */
const FAILURE_MEMORY_MS = 24 * 60 * 60_000;

export interface Runtime {
  readonly kind: 'electron' | 'preview';
  readonly executable: string;
  /** What comes before the client's own arguments; relative paths in it are relative to the project. */
  readonly args: readonly string[];
  /** Why this one, in half a sentence. */
  readonly reason: string;
}

export type RuntimeChoice =
  { readonly ok: true; readonly runtime: Runtime } | { readonly ok: false; readonly reason: string };

/** What choosing needs to know of the machine; tests bring their own. */
export interface RuntimeProbe {
  readonly env: NodeJS.ProcessEnv;
  readonly hasDisplay: boolean;
  /** Whether the runtime's program is on disk. */
  readonly isPresent: () => boolean;
  /** Runs `electron --version`; the version, or undefined. */
  readonly version: () => Promise<string | undefined>;
  /** Fetches the runtime; why it did not work, or undefined. Unless asked for, a recent failure is not repeated. */
  readonly install: (isAskedFor: boolean) => Promise<string | undefined>;
}

/** RUNTIME, else present, else fetched, else the preview. */
export async function chooseRuntime(probe: RuntimeProbe): Promise<RuntimeChoice> {
  const asked = probe.env['RUNTIME'];
  if (asked !== undefined && asked !== 'electron' && asked !== 'preview') {
    return { ok: false, reason: `RUNTIME is "${asked}"; it can be "electron" or "preview".` };
  }
  if (asked === 'preview') return preview('asked for by RUNTIME');
  if (asked === undefined && !probe.hasDisplay) return preview('there is no display');

  const failure = probe.isPresent() ? undefined : await probe.install(asked === 'electron');
  const version = failure === undefined ? await probe.version() : undefined;
  if (version !== undefined) return electron(`Electron ${version}`);
  const reason = failure ?? 'its runtime is there but does not start';
  return asked === 'electron'
    ? { ok: false, reason: `RUNTIME is "electron", but ${reason}. Try: node node_modules/electron/install.js` }
    : preview(`no Electron: ${reason}`);
}

/** Says in one line what was chosen. */
export function describeRuntime({ kind, reason }: Runtime): string {
  const name = kind === 'electron' ? 'Electron' : 'preview in Chromium';
  return `runtime: ${name} (${reason})`;
}

function preview(reason: string): RuntimeChoice {
  const register = pathToFileURL(path.join(projectRoot, 'preview', 'register.ts')).href;
  const args = ['--import', register, path.join('dist', 'electron', 'main.mjs')];
  return { ok: true, runtime: { kind: 'preview', executable: process.execPath, args, reason } };
}

function electron(reason: string): RuntimeChoice {
  return {
    ok: true,
    runtime: { kind: 'electron', executable: electronPath(), args: [...rootArgs(), projectRoot], reason },
  };
}

/** Chromium's sandbox refuses root; such a machine is a container of its own. */
function rootArgs(): string[] {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

function electronPath(): string {
  const program = { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string];
  return path.join(projectRoot, 'node_modules', 'electron', 'dist', program ?? 'electron');
}

/** The machine that this runs on. */
export function machineProbe(env: NodeJS.ProcessEnv = process.env): RuntimeProbe {
  return {
    env,
    hasDisplay: hasDisplay(process.platform, env),
    isPresent: () => existsSync(electronPath()),
    version: async () => {
      const result = await runCommand(electronPath(), [...rootArgs(), '--version'], { timeoutMs: PROBE_TIMEOUT_MS });
      return result.isOk ? /v?(\d+\.\d+\.\d+)/.exec(result.stdout)?.[1] : undefined;
    },
    install: (isAskedFor) => installElectron(path.join(cacheFolder, 'electron-failure.json'), Date.now, isAskedFor),
  };
}

/** Windows can be shown everywhere but on a Linux without X11 or Wayland. */
export function hasDisplay(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

async function installElectron(
  memoryFile: string,
  now: () => number,
  isAskedFor: boolean,
): Promise<string | undefined> {
  const remembered = isAskedFor ? undefined : recentFailure(memoryFile, now());
  if (remembered !== undefined) return remembered;
  const script = path.join(projectRoot, 'node_modules', 'electron', 'install.js');
  const result = await runCommand(process.execPath, [script], { timeoutMs: INSTALL_TIMEOUT_MS });
  if (result.isOk) return undefined;
  const reason = `its runtime cannot be fetched (${result.reason})`;
  mkdirSync(path.dirname(memoryFile), { recursive: true });
  writeFileSync(memoryFile, JSON.stringify({ atMs: now(), reason }));
  return reason;
}

function recentFailure(memoryFile: string, nowMs: number): string | undefined {
  try {
    const { atMs, reason } = JSON.parse(readFileSync(memoryFile, 'utf8')) as { atMs: number; reason: string };
    return nowMs - atMs < FAILURE_MEMORY_MS ? reason : undefined;
  } catch {
    return undefined;
  }
}
