/** What `parley` on the PATH does: the scripts that packages bring, beside a program that tells its arguments. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tools/project.ts';

const asset = (name: string): string => path.join(projectRoot, 'assets', 'package', name);

/** Lays the script and a stand-in for the program out as installed; returns a link to the script, as on the PATH. */
function install(script: string, scriptPlace: string, programPlace: string): string {
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-command-')), 'with space');
  const place = (name: string): string => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    return file;
  };
  copyFileSync(asset(script), place(scriptPlace));
  writeFileSync(place(programPlace), '#!/bin/sh\nprintf "<%s>" "$@"\n');
  for (const name of [scriptPlace, programPlace]) chmodSync(path.join(folder, name), 0o755);
  symlinkSync(path.join(folder, scriptPlace), place('path/parley'));
  return path.join(folder, 'path/parley');
}

describe.skipIf(process.platform === 'win32').each([
  ['linux/parley', 'Parley/bin/parley', 'Parley/parley-desktop'],
  ['mac/parley', 'Parley.app/Contents/Resources/bin/parley', 'Parley.app/Contents/MacOS/Parley'],
])('%s', (script, scriptPlace, programPlace) => {
  let command: string;
  beforeAll(() => {
    command = install(script, scriptPlace, programPlace);
  });
  const run = (...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

  test('opens the window when called alone or with a link', () => {
    expect(run()).toBe('<>');
    expect(run('parley://options/general')).toBe('<parley://options/general>');
  });

  test('hands everything else to the command line, word by word', () => {
    expect(run('status', '--json')).toBe('<--cli><status><--json>');
    expect(run('data', 'export', 'a file')).toBe('<--cli><data><export><a file>');
    expect(run('--help')).toBe('<--cli><--help>');
  });
});

test.skipIf(process.platform !== 'linux')('an upgrade of the rpm keeps the command, and its removal takes it', () => {
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-rpm-'));
  const command = path.join(root, 'usr/bin/parley');
  for (const folder of ['opt/Parley', 'usr/bin']) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'opt/Parley/chrome-sandbox'), '');
  /** rpm hands over how many installations there will be. */
  const run = (script: string, installations: string): void => {
    const text = readFileSync(asset(`linux/${script}`), 'utf8').replaceAll('${sanitizedProductName}', 'Parley');
    execFileSync('sh', ['-c', text, script, installations], { env: { ...process.env, DPKG_ROOT: root } });
  };
  run('after-install.sh', '1');
  run('after-install.sh', '2');
  run('after-remove.sh', '1');
  expect(readlinkSync(command)).toBe('/opt/Parley/bin/parley');
  run('after-remove.sh', '0');
  expect(() => readlinkSync(command)).toThrow('ENOENT');
});

test('parley.cmd has the line ends of cmd.exe, waits for the windowed program and hands on its exit code', () => {
  const script = readFileSync(asset('windows/parley.cmd'), 'utf8');
  expect(script).toMatch(/start "" \/b \/wait "%~dp0\.\.\\Parley\.exe" --cli %\*\r\nexit \/b %ERRORLEVEL%/);
});
