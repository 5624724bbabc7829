import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { buildProject, describeBuild } from '../../tools/build.ts';
import { digestInputs, findEntries, missingEntries } from '../../tools/build-inputs.ts';

/** The smallest project that has every entry. */
function makeProject(changes: Record<string, string> = {}): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-build-'));
  const files: Record<string, string> = {
    'package.json': '{ "type": "module" }',
    'common/greeting.ts': `export const greeting: string = 'hello from common';`,
    'electron/main.ts': `import { app } from 'electron';\nimport { greeting } from '../common/greeting.ts';\nconsole.log(app, greeting);`,
    'electron/preload.ts': `import { contextBridge } from 'electron';\ncontextBridge.exposeInMainWorld('parley', 1);`,
    'electron/telemetry/count-worker.ts': `console.log('counting');`,
    'preview/electron-renderer.ts': `export const contextBridge = 1;`,
    'renderer/index.html': `<!doctype html><html><head></head><body><script type="module" src="./main.ts"></script></body></html>`,
    'renderer/options.html': `<!doctype html><html><head></head><body><script type="module" src="./main.ts"></script></body></html>`,
    'renderer/main.ts': `document.title = 'page';`,
    'assets/icons/icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ...changes,
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return root;
}

test('builds every output, with electron left outside and the rest inside', async () => {
  const root = makeProject();
  const result = await buildProject(root);
  expect(describeBuild(result)).toMatch(/^build: done in/);
  const read = (name: string): string => readFileSync(path.join(root, 'dist', name), 'utf8');
  expect(read('electron/main.mjs')).toMatch(/from "electron"/);
  expect(read('electron/main.mjs')).toContain('hello from common');
  expect(existsSync(path.join(root, 'dist/electron/main.mjs.map'))).toBe(true);
  expect(read('electron/preload.cjs')).toContain(`require("electron")`);
  expect(read('electron/count-worker.mjs')).toContain('counting');
  expect(read('preview/renderer.js')).toContain('previewElectron');
  expect(read('assets/icons/icon.svg')).toContain('<svg');
  for (const page of ['index.html', 'options.html']) {
    expect(read(`renderer/${page}`)).toContain('nonce="__CSP_NONCE__"');
    expect(read(`renderer/${page}`)).toMatch(/src="\.\/assets\//);
  }
});

test('builds nothing when nothing changed, and again when an input did', async () => {
  const root = makeProject();
  expect(await buildProject(root)).toMatchObject({ ok: true, skipped: false });
  expect(await buildProject(root)).toMatchObject({ ok: true, skipped: true });
  writeFileSync(path.join(root, 'common/greeting.ts'), `export const greeting: string = 'good day';`);
  expect(await buildProject(root)).toMatchObject({ ok: true, skipped: false });
  expect(readFileSync(path.join(root, 'dist/electron/main.mjs'), 'utf8')).toContain('good day');
  expect(await buildProject(root, { force: true })).toMatchObject({ ok: true, skipped: false });
});

test('builds what ships whatever NODE_ENV is, and leaves NODE_ENV alone', async () => {
  expect(process.env['NODE_ENV']).toBe('test');
  const root = makeProject({ 'renderer/main.ts': `document.title = process.env.NODE_ENV;` });
  await buildProject(root);
  const page = readFileSync(path.join(root, 'dist/renderer/index.html'), 'utf8');
  const script = /src="\.\/(assets\/[^"]+)"/.exec(page)?.[1] ?? '';
  expect(readFileSync(path.join(root, 'dist/renderer', script), 'utf8')).toContain('production');
  expect(process.env['NODE_ENV']).toBe('test');
});

test('keeps the last good build when the sources do not compile', async () => {
  const root = makeProject();
  await buildProject(root);
  writeFileSync(path.join(root, 'electron/main.ts'), `import { nothing } from './absent.ts';\nnothing();`);
  const result = await buildProject(root);
  expect(!result.ok && result.reason).toMatch(/absent/);
  expect(readFileSync(path.join(root, 'dist/electron/main.mjs'), 'utf8')).toContain('hello from common');
});

test('names the entries that are missing', async () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-build-'));
  expect(missingEntries(root)).toContain('electron/main.ts');
  const result = await buildProject(root);
  expect(!result.ok && result.reason).toMatch(/^missing electron\/main\.ts, electron\/preload\.ts/);
});

test('finds every page and every worker', () => {
  expect(findEntries(makeProject())).toEqual({
    workers: [path.join('electron', 'telemetry', 'count-worker.ts')],
    pages: [path.join('renderer', 'index.html'), path.join('renderer', 'options.html')],
  });
});

test('the digest depends on names and contents, not on what is built', () => {
  const root = makeProject();
  const before = digestInputs(root);
  mkdirSync(path.join(root, 'dist'));
  writeFileSync(path.join(root, 'dist/other.txt'), 'x');
  expect(digestInputs(root)).toBe(before);
  writeFileSync(path.join(root, 'renderer/new.ts'), '');
  expect(digestInputs(root)).not.toBe(before);
});
