/** What a build is made from: its entries, and a digest that changes when any input does. */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The entries that must exist for a build to make sense. */
const REQUIRED = ['electron/main.ts', 'electron/preload.ts', 'preview/electron-renderer.ts', 'renderer/index.html'];

const INPUTS = [
  '{common,electron,preview,renderer,assets}/**/*',
  'tools/build*.ts',
  'tools/package/legal/*.ts',
  'package.json',
  'package-lock.json',
];

export interface BuildEntries {
  /** Threads of the main process: `electron/**\/NAME-worker.ts` becomes `dist/electron/NAME-worker.mjs`. */
  readonly workers: readonly string[];
  /** Every window's page: `renderer/NAME.html`. */
  readonly pages: readonly string[];
}

/** Paths (relative to `root`) of required entries that are not there. */
export function missingEntries(root: string): string[] {
  return REQUIRED.filter((file) => !existsSync(path.join(root, file)));
}

/** Worker and page entries, relative to `root`, in a stable order. */
export function findEntries(root: string): BuildEntries {
  return {
    workers: globSync('electron/**/*-worker.ts', { cwd: root }).toSorted(),
    pages: globSync('renderer/*.html', { cwd: root }).toSorted(),
  };
}

/** A digest over the names and contents of everything that goes into a build. */
export function digestInputs(root: string): string {
  const hash = createHash('sha256').update(process.version);
  const files = INPUTS.flatMap((pattern) =>
    globSync(pattern, { cwd: root, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name)),
  );
  for (const file of files.toSorted()) {
    hash.update(`\0${path.relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
