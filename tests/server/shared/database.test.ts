import { chmodSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTransaction, openDatabase } from '../../../server/shared/database.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const FIRST = 'CREATE TABLE notes (text TEXT) STRICT';
const SECOND = 'ALTER TABLE notes ADD COLUMN at INTEGER';
const newFile = (): string => path.join(tempDirectory(), 'store.sqlite');
const isPosix = process.platform !== 'win32';

describe('a store', () => {
  it('syncs each commit and takes only the steps that are new', () => {
    const file = newFile();
    const old = openDatabase(file, [FIRST]);
    expect(old.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(old.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    old.exec("INSERT INTO notes VALUES ('kept')");
    old.close();
    const grown = openDatabase(file, [FIRST, SECOND]);
    expect(grown.prepare('SELECT * FROM notes').all()).toEqual([{ text: 'kept', at: null }]);
    grown.close();
  });

  it('is left alone by a version older than the one that wrote it', () => {
    const file = newFile();
    openDatabase(file, [FIRST, SECOND]).close();
    expect(() => openDatabase(file, [FIRST])).toThrow('newer version (schema 2, this one knows 1)');
  });

  it('stays as it was when a step fails half-way', () => {
    const file = newFile();
    openDatabase(file, [FIRST]).close();
    expect(() => openDatabase(file, [FIRST, `${SECOND}; CREATE TABLE notes (again TEXT)`])).toThrow('already exists');
    const database = openDatabase(file, [FIRST, SECOND]);
    database.close();
  });

  it('is refused with the remedy, and kept, when it is damaged', () => {
    const file = newFile();
    writeFileSync(file, 'this is no database at all, however long one looks at it'.repeat(100), { mode: 0o600 });
    const before = statSync(file).size;
    expect(() => openDatabase(file, [FIRST])).toThrow('is damaged: put the copy from your backup');
    expect(statSync(file).size).toBe(before);
  });

  it.runIf(isPosix)('is for its own user alone, with all its files', () => {
    const file = newFile();
    const database = openDatabase(file, [FIRST]);
    database.exec("INSERT INTO notes VALUES ('x')");
    const modes = readdirSync(path.dirname(file)).map((name) => [
      name,
      statSync(path.join(path.dirname(file), name)).mode & 0o777,
    ]);
    expect(modes).toEqual([
      ['store.sqlite', 0o600],
      ['store.sqlite-shm', 0o600],
      ['store.sqlite-wal', 0o600],
    ]);
    database.close();
    chmodSync(file, 0o644);
    expect(() => openDatabase(file, [FIRST])).toThrow('mode 0644');
  });

  it('undoes a transaction that throws', () => {
    const database = openDatabase(newFile(), [FIRST]);
    const failing = (): void =>
      inTransaction(database, () => {
        database.exec("INSERT INTO notes VALUES ('gone')");
        throw new Error('half-way');
      });
    expect(failing).toThrow('half-way');
    expect(database.prepare('SELECT * FROM notes').all()).toEqual([]);
    expect(inTransaction(database, () => 7)).toBe(7);
    database.close();
  });
});
