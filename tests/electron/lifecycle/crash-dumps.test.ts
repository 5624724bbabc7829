import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { deleteCrashDumps } from '../../../electron/lifecycle/crash-dumps.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

describe('crash dumps', () => {
  test('none outlives the next start, wherever the reporter put it; its settings stay', () => {
    const directory = tempDirectory();
    for (const name of ['pending/a.dmp', 'pending/a.meta', 'completed/b.dmp', 'attachments/c/log', 'settings.dat']) {
      fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
      fs.writeFileSync(path.join(directory, name), 'memory');
    }
    deleteCrashDumps(directory, capturingLogger());
    expect(fs.readdirSync(directory)).toEqual(['settings.dat']);
  });

  test('nothing outside of their folder is touched, not even through a link', () => {
    const [directory, elsewhere] = [tempDirectory(), tempDirectory()];
    fs.writeFileSync(path.join(elsewhere, 'precious.dmp'), 'x');
    fs.symlinkSync(elsewhere, path.join(directory, 'pending'));
    deleteCrashDumps(directory, capturingLogger());
    expect([fs.readdirSync(directory), fs.readdirSync(elsewhere)]).toEqual([[], ['precious.dmp']]);
  });

  test('a folder that is not there is no trouble, one that cannot be read is logged', () => {
    const logger = capturingLogger();
    const directory = tempDirectory();
    deleteCrashDumps(path.join(directory, 'missing'), logger);
    expect(logger.lines).toEqual([]);
    fs.writeFileSync(path.join(directory, 'file'), '');
    deleteCrashDumps(path.join(directory, 'file'), logger);
    expect(logger.lines[0]?.details).toEqual({ code: 'ENOTDIR' });
  });
});
