import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ensurePrivateDirectory, writeFileAtomic } from '../../electron/atomic-file.ts';
import { tempDirectory } from '../fakes/temp-directory.ts';

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;
const besideOf = (file: string): string => path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

describe.skipIf(process.platform === 'win32')('a private file', () => {
  test('is readable by its user alone, also where a readable one lay before', () => {
    const file = path.join(tempDirectory(), 'a.json');
    fs.writeFileSync(file, 'old', { mode: 0o644 });
    fs.writeFileSync(besideOf(file), 'left over', { mode: 0o666 });
    writeFileAtomic(file, 'new');
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
    expect(modeOf(file)).toBe(0o600);
    expect(fs.readdirSync(path.dirname(file))).toEqual(['a.json']);
  });

  test('is never written through a link, neither in its own place nor in that of its draft', () => {
    const folder = tempDirectory();
    const [victim, file] = [path.join(folder, 'victim'), path.join(folder, 'a.json')];
    fs.writeFileSync(victim, 'precious');
    fs.symlinkSync(victim, file);
    fs.symlinkSync(victim, besideOf(file));
    writeFileAtomic(file, 'new');
    expect(fs.readFileSync(victim, 'utf8')).toBe('precious');
    expect(fs.lstatSync(file).isSymbolicLink()).toBe(false);
    expect(fs.readFileSync(file, 'utf8')).toBe('new');
  });

  test('lies in a folder that is closed to others, also when it was open before', () => {
    const folder = path.join(tempDirectory(), 'open');
    fs.mkdirSync(folder, { mode: 0o755 });
    ensurePrivateDirectory(folder);
    expect(modeOf(folder)).toBe(0o700);
  });
});
