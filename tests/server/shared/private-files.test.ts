import { fork } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOrCreatePrivate, readPrivate } from '../../../server/shared/private-files.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

describe('a private file', () => {
  it('is made once, whole, and leaves nothing beside it', () => {
    const folder = tempDirectory();
    const file = path.join(folder, 'secret');
    expect(readPrivate(file)).toBeNull();
    expect(readOrCreatePrivate(file, () => 'first')).toBe('first');
    expect(readOrCreatePrivate(file, () => 'second')).toBe('first');
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('is made although a draft was left behind by a crash', () => {
    const folder = tempDirectory();
    const file = path.join(folder, 'secret');
    writeFileSync(`${file}.${process.pid}.new`, 'half');
    expect(readOrCreatePrivate(file, () => 'whole')).toBe('whole');
  });

  it('is the same for several processes that make it at once', async () => {
    const folder = tempDirectory();
    const file = path.join(folder, 'secret');
    const program = path.join(folder, 'create.ts');
    const module = path.resolve(import.meta.dirname, '../../../server/shared/private-files.ts');
    writeFileSync(
      program,
      `import { readOrCreatePrivate } from ${JSON.stringify(module)};
       process.send?.(readOrCreatePrivate(${JSON.stringify(file)}, () => String(process.pid)));
       process.disconnect?.();`,
    );
    const seen = await Promise.all(
      Array.from({ length: 4 }, () => new Promise((resolve) => fork(program, []).once('message', resolve))),
    );
    expect(new Set(seen)).toEqual(new Set([readFileSync(file, 'utf8')]));
  });
});
