import { describe, expect, test } from 'vitest';
import { judgeFile } from '../../tools/import-zones.ts';

const messages = (file: string, source: string): string[] => judgeFile(file, source).map(({ message }) => message);

describe('forbids', () => {
  test.each([
    ['common/a.ts', `import '../electron/b.ts';`, 'common may not import electron/b.ts'],
    ['common/a.ts', `import fs from 'node:fs';`, 'common runs without Node: node:fs is not there'],
    ['common/a.ts', `import React from 'react';`, 'common may use only zod, not react'],
    ['common/a.ts', `import { z } from 'zodiac';`, 'common may use only zod, not zodiac'],
    ['electron/x/a.ts', `import { b } from '../../server/b.ts';`, 'electron may not import server/b.ts'],
    ['electron/a.ts', `import type { B } from '../renderer/b.tsx';`, 'electron may not import renderer/b.tsx'],
    ['electron/a.ts', `import '../preview/b.ts';`, 'electron may not import preview/b.ts'],
    ['renderer/a.tsx', `import '../electron/b.ts';`, 'renderer may not import electron/b.ts'],
    ['renderer/a.tsx', `import 'node:path';`, 'renderer runs without Node: node:path is not there'],
    ['preview/a.ts', `import { b } from '../electron/surface.ts';`, 'preview may not import electron/surface.ts'],
    ['preview/a.ts', `import { type B } from '../electron/surface.ts';`, 'preview may not import electron/surface.ts'],
    ['preview/a.ts', `import type { B } from '../electron/clock.ts';`, 'preview may not import electron/clock.ts'],
    ['server/a.ts', `import '../electron/b.ts';`, 'server may not import electron/b.ts'],
    ['server/shared/a.ts', `import '../vendor/b.ts';`, 'server may not import server/vendor/b.ts'],
    [
      'server/vendor/telemetry/a.ts',
      `import '../../organization/tenant/b.ts';`,
      'server/vendor may not import server/organization/tenant/b.ts',
    ],
    [
      'server/organization/tenant/a.ts',
      `import type { B } from '../../vendor/telemetry/b.ts';`,
      'server/organization may not import server/vendor/telemetry/b.ts',
    ],
  ])('%s: %s', (file, source, message) => {
    expect(messages(file, source)).toEqual([message]);
  });

  test.each([
    `export * from '../server/b.ts';`,
    `export { b } from '../server/b.ts';`,
    `export type { B } from '../server/b.ts';`,
    `const b = await import('../server/b.ts');`,
    `type B = import('../server/b.ts').B;`,
    `const b = require('../server/b.ts');`,
  ])('the same through %s', (source) => {
    expect(messages('electron/a.ts', source)).toEqual(['electron may not import server/b.ts']);
  });

  test.each(['electron/main.ts', 'electron/ipc/a.ts', 'renderer/a.tsx', 'server/a.ts'])(
    'electron itself in %s',
    (file) => {
      expect(messages(file, `import { app } from 'electron';`)).toHaveLength(1);
    },
  );

  test("values of electron, though not its types, in the preview's files", () => {
    expect(messages('preview/a.ts', `import { app } from 'electron';`)).toHaveLength(1);
    expect(messages('preview/a.ts', `import type { App } from 'electron';`)).toEqual([]);
  });

  test('raw IPC outside the IPC folder, also through a namespace', () => {
    expect(
      messages('electron/windows/a.ts', `import { ipcMain } from '../host.ts'; ipcMain.handle('x', f);`),
    ).not.toEqual([]);
    expect(messages('electron/main.ts', `import * as host from './host.ts'; host.ipcMain.on('x', f);`)).toHaveLength(1);
    expect(messages('electron/main.ts', `import { ipcMain } from './host.ts'; ipcMain.on('x', f);`)).toHaveLength(1);
    expect(messages('renderer/a.tsx', `window.ipcRenderer.send('x');`)).toHaveLength(1);
  });
});

describe('allows', () => {
  test.each([
    ['common/a/b.ts', `import { z } from 'zod'; import { c } from '../c.ts';`],
    [
      'electron/a/b.ts',
      `import fs from 'node:fs'; import { c } from '../../common/c.ts'; import { app } from '../host.ts';`,
    ],
    ['electron/host.ts', `import * as electron from 'electron'; export const ipcMain = electron.ipcMain;`],
    ['electron/preload.ts', `import { contextBridge, ipcRenderer } from 'electron';`],
    ['electron/ipc/a.ts', `import { ipcMain } from '../host.ts'; ipcMain.handle('x', f);`],
    ['electron/main.ts', `import { ipcMain } from './host.ts'; serveCalls(ipcMain); serveCalls({ ipcMain });`],
    ['renderer/options/a.tsx', `import { useState } from 'react'; import icon from '../../assets/icons/icon.svg';`],
    ['preview/a.ts', `import type { AppSurface } from '../electron/surface.ts'; import { c } from '../common/c.ts';`],
    [
      'server/vendor/telemetry/a.ts',
      `import { b } from '../../shared/b.ts'; import { c } from '../../../common/c.ts';`,
    ],
    ['server/organization/tenant/a.ts', `import fastify from 'fastify'; import { b } from './b.ts';`],
    ['tests/a.ts', `import '../server/b.ts'; import '../electron/b.ts';`],
  ])('%s: %s', (file, source) => {
    expect(messages(file, source)).toEqual([]);
  });

  test('words in comments and strings', () => {
    expect(
      messages('renderer/a.ts', `// ipcRenderer, import 'electron'\nconst text = "import '../server/b.ts'";`),
    ).toEqual([]);
  });
});

test('names the line of a fault', () => {
  expect(judgeFile('common/a.ts', `// one\n// two\nimport '../server/b.ts';\n`)[0]?.line).toBe(3);
});

test('reports a file that cannot be parsed', () => {
  expect(messages('common/a.ts', `import {`)[0]).toMatch(/cannot be parsed/);
});
