/**
 * Builds what runs and what is packaged: dist/electron (main, preload, workers), dist/renderer (every window),
 * dist/preview (Electron's renderer side for the preview), dist/assets (icons) and dist/legal (notices, bill of materials).
 *
 * A build whose inputs did not change is skipped. A new one is made beside dist and takes its place when it is whole,
 * so nobody ever reads half a build.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import react from '@vitejs/plugin-react';
import { build as viteBuild, type InlineConfig, type Plugin } from 'vite';
import { digestInputs, findEntries, missingEntries } from './build-inputs.ts';
import { watchBundledPackages } from './package/legal/bundled-packages.ts';
import { writeLegal } from './package/legal/write-legal.ts';
import { isProgram, projectRoot } from './project.ts';

/** Replaced by a fresh value for each document that the app protocol serves. */
const CSP_NONCE_PLACEHOLDER = '__CSP_NONCE__';
const NODE_TARGET = 'node24';
const CHROME_TARGET = 'chrome150';
const STAMP = '.build-stamp';

export type BuildResult =
  | { readonly ok: true; readonly skipped: boolean; readonly tookMs: number }
  | { readonly ok: false; readonly reason: string };

/** Builds into `<root>/dist`. Sources that are missing or do not compile are a result, not an exception. */
export async function buildProject(
  root: string = projectRoot,
  options: { force?: boolean } = {},
): Promise<BuildResult> {
  const startedAt = performance.now();
  const tookMs = (): number => Math.round(performance.now() - startedAt);
  const missing = missingEntries(root);
  if (missing.length > 0) {
    return { ok: false, reason: `missing ${missing.join(', ')}: git status shows whether they were removed` };
  }
  const digest = digestInputs(root);
  const dist = path.join(root, 'dist');
  if (options.force !== true && readStamp(dist) === digest) return { ok: true, skipped: true, tookMs: tookMs() };

  const workDir = path.join(root, '.cache', `build-${process.pid}`);
  rmSync(workDir, { recursive: true, force: true });
  mkdirSync(workDir, { recursive: true });
  // Vite takes a NODE_ENV that a shell or a test runner set for the kind of build that is wanted: React for developers,
  // with the paths of this machine in it.
  const outerNodeEnv = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await buildAll(root, workDir);
    writeFileSync(path.join(workDir, STAMP), digest);
    replaceFolder(dist, workDir);
    return { ok: true, skipped: false, tookMs: tookMs() };
  } catch (error) {
    return { ok: false, reason: stripVTControlCharacters(error instanceof Error ? error.message : String(error)) };
  } finally {
    if (outerNodeEnv === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = outerNodeEnv;
    rmSync(workDir, { recursive: true, force: true });
  }
}

async function buildAll(root: string, outDir: string): Promise<void> {
  const { workers, pages } = findEntries(root);
  const programs = [{ entry: 'electron/main.ts', name: 'main' }].concat(
    workers.map((entry) => ({ entry, name: path.basename(entry, '.ts') })),
  );
  const bundled = watchBundledPackages(root);
  for (const { entry, name } of programs) await viteBuild(nodeProgram(root, outDir, entry, name, bundled.plugin));
  await viteBuild(preloadScript(root, outDir, bundled.plugin));
  await viteBuild(previewScript(root, outDir));
  await viteBuild(rendererPages(root, outDir, pages, bundled.plugin));
  writeLegal(root, bundled.paths(), path.join(outDir, 'legal'));
  const icons = path.join(root, 'assets', 'icons');
  if (existsSync(icons)) cpSync(icons, path.join(outDir, 'assets', 'icons'), { recursive: true });
}

const shared = { configFile: false, logLevel: 'warn', publicDir: false } satisfies InlineConfig;

/** One self-contained ES module for Electron's Node: nothing but `electron` and Node's own modules is left outside. */
function nodeProgram(root: string, outDir: string, entry: string, name: string, watch: Plugin): InlineConfig {
  return {
    ...shared,
    root,
    plugins: [watch],
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: path.join(root, entry),
      target: NODE_TARGET,
      outDir: path.join(outDir, 'electron'),
      emptyOutDir: false,
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        external: ['electron'],
        output: { entryFileNames: `${name}.mjs`, format: 'esm', codeSplitting: false },
      },
    },
  };
}

/** A sandboxed preload must be a single CommonJS file. */
function preloadScript(root: string, outDir: string, watch: Plugin): InlineConfig {
  return {
    ...shared,
    root,
    plugins: [watch],
    build: {
      target: CHROME_TARGET,
      outDir: path.join(outDir, 'electron'),
      emptyOutDir: false,
      minify: false,
      lib: { entry: path.join(root, 'electron/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rolldownOptions: { external: ['electron'] },
    },
  };
}

/** What the preview injects before the preload: a global `previewElectron`. */
function previewScript(root: string, outDir: string): InlineConfig {
  return {
    ...shared,
    root,
    build: {
      target: CHROME_TARGET,
      outDir: path.join(outDir, 'preview'),
      minify: false,
      lib: {
        entry: path.join(root, 'preview/electron-renderer.ts'),
        formats: ['iife'],
        name: 'previewElectron',
        fileName: () => 'renderer.js',
      },
    },
  };
}

function rendererPages(root: string, outDir: string, pages: readonly string[], watch: Plugin): InlineConfig {
  return {
    ...shared,
    root: path.join(root, 'renderer'),
    base: './',
    plugins: [react(), watch],
    html: { cspNonce: CSP_NONCE_PLACEHOLDER },
    build: {
      target: CHROME_TARGET,
      outDir: path.join(outDir, 'renderer'),
      emptyOutDir: true,
      sourcemap: false,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1024,
      rolldownOptions: { input: pages.map((page) => path.join(root, page)) },
    },
  };
}

function readStamp(dist: string): string | undefined {
  const file = path.join(dist, STAMP);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function replaceFolder(target: string, replacement: string): void {
  const old = `${replacement}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(replacement, target);
  rmSync(old, { recursive: true, force: true });
}

/** Says in one line what a build did. */
export function describeBuild(result: BuildResult): string {
  if (!result.ok) return `build: failed: ${result.reason}`;
  return result.skipped ? 'build: up to date' : `build: done in ${(result.tookMs / 1000).toFixed(1)} s`;
}

if (isProgram(import.meta.filename)) {
  const result = await buildProject(projectRoot, { force: process.argv.includes('--force') });
  console.log(describeBuild(result));
  process.exitCode = result.ok ? 0 : 1;
}
