#!/usr/bin/env node
// An executable with Electron's command line, for Playwright's `executablePath`:
// electron.mjs [switches] <app folder> [arguments].
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const argv = process.argv.slice(2);
const folderAt = argv.findIndex((argument) => !argument.startsWith('--'));
const folder = path.resolve(argv[folderAt] ?? '.');
const { main } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
const isInspect = (argument) => argument.startsWith('--inspect');
const switches = folderAt < 0 ? argv : argv.slice(0, folderAt);

const child = spawn(
  process.execPath,
  [
    ...argv.filter(isInspect),
    '--import',
    path.join(import.meta.dirname, 'register.ts'),
    path.join(folder, main),
    ...switches.filter((argument) => !isInspect(argument)),
    ...(folderAt < 0 ? [] : argv.slice(folderAt + 1)),
  ],
  { cwd: folder, stdio: 'inherit', env: { ...process.env, PREVIEW_MODE: 'cdp' } },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));
