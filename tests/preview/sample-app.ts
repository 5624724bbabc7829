/** Builds the sample app once per test file and starts it under the preview, each time in a fresh userData folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');
const source = path.join(import.meta.dirname, 'app');
const patienceMs = 30_000;

export interface SampleApp {
  folder: string;
  start(options?: StartOptions): RunningApp;
  remove(): void;
}

export interface StartOptions {
  args?: string[];
  env?: Record<string, string>;
  userData?: string;
}

export interface RunningApp {
  userData: string;
  child: ChildProcess;
  output(): string;
  /** Lines of the app itself, without their prefix. */
  lines(): string[];
  /** Waits until the output matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Exit code, once it has ended. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
}

export async function buildSampleApp(): Promise<SampleApp> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'preview-sample-'));
  const quiet: InlineConfig = { configFile: false, logLevel: 'error', root: source, publicDir: false };
  const output = (fileName: string, format: 'es' | 'cjs' | 'iife') => ({
    outDir: folder,
    emptyOutDir: false,
    minify: false as const,
    rolldownOptions: { external: ['electron', /^node:/], output: { entryFileNames: fileName, format } },
  });
  await build({ ...quiet, build: { ssr: path.join(source, 'main.ts'), ...output('main.mjs', 'es') } });
  await build({ ...quiet, build: { ssr: path.join(source, 'preload.ts'), ...output('preload.cjs', 'cjs') } });
  await buildRenderer(folder);
  fs.cpSync(path.join(source, 'pages'), path.join(folder, 'pages'), { recursive: true });
  const manifest = { name: 'sample', productName: 'Sample', version: '1.2.3', type: 'module', main: 'main.mjs' };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return {
    folder,
    start: (options) => start(folder, options),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

/** The page's half of the preview, as `renderer.js`. */
async function buildRenderer(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    root,
    publicDir: false,
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      lib: {
        entry: path.join(root, 'preview/electron-renderer.ts'),
        formats: ['iife'],
        name: 'previewElectron',
        fileName: () => 'renderer.js',
      },
    },
  });
}

function start(folder: string, { args = [], env = {}, userData }: StartOptions = {}): RunningApp {
  const data = userData ?? fs.mkdtempSync(path.join(os.tmpdir(), 'preview-data-'));
  const script = ['--import', path.join(root, 'preview/register.ts'), path.join(folder, 'main.mjs')];
  const child = spawn(process.execPath, [...script, `--user-data-dir=${data}`, ...args], {
    cwd: os.tmpdir(),
    env: {
      ...process.env,
      PREVIEW_MODE: 'url',
      PREVIEW_RENDERER: path.join(folder, 'renderer.js'),
      TEST_PRELOAD: path.join(folder, 'preload.cjs'),
      ...env,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (d: string) => (text += d));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let hasEnded = false;
  void ended.then(() => (hasEnded = true));
  return {
    userData: data,
    child,
    output: () => text,
    lines: () => [...text.matchAll(/^app: (.*)$/gm)].map((match) => match[1] ?? ''),
    ended,
    async until(pattern) {
      const deadline = Date.now() + patienceMs;
      for (;;) {
        const match = pattern.exec(text);
        if (match !== null) return match;
        if (Date.now() > deadline || hasEnded) throw new Error(`waited for ${String(pattern)} in vain:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await ended;
      fs.rmSync(data, { recursive: true, force: true });
    },
  };
}
