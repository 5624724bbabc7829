import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultOptions } from '../../../common/options/records.ts';
import { migrate } from '../../../electron/options/migrations.ts';
import { openOptionsStore, type OptionsStore } from '../../../electron/options/options-store.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const open = (directory: string, logger = capturingLogger()): OptionsStore =>
  openOptionsStore({ directory, clock: fakeClock(), logger });
const optionsFile = (directory: string): string => path.join(directory, 'options.json');

describe('the options store', () => {
  test('begins with the defaults', () => {
    expect(open(tempDirectory()).values()).toMatchObject({ theme: 'system', logging: 'light' });
  });

  test('keeps a value over a restart, in a file that only its owner can read', () => {
    const directory = tempDirectory();
    expect(open(directory).set('theme', 'dark').ok).toBe(true);
    expect(open(directory).values().theme).toBe('dark');
    expect(fs.statSync(optionsFile(directory)).mode & 0o777).toBe(0o600);
  });

  test('refuses a value that the option does not have', () => {
    const store = open(tempDirectory());
    expect(store.set('theme', 'plaid')).toEqual({ ok: false, reason: 'not-a-value' });
    expect(store.values().theme).toBe('system');
  });

  test.each(['', '{"theme": "dark"', 'null', '[]', '{"schemaVersion": 99}', '{"schemaVersion": "1"}'])(
    'sets the unusable file %j aside, keeps it whole and begins anew',
    (text) => {
      const directory = tempDirectory();
      fs.writeFileSync(optionsFile(directory), text);
      const logger = capturingLogger();
      const store = open(directory, logger);
      expect(store.values()).toMatchObject({ theme: 'system', logging: 'light' });
      const kept = fs.readdirSync(directory).find((name) => name.includes('unusable'));
      expect(fs.readFileSync(path.join(directory, kept ?? 'missing'), 'utf8')).toBe(text);
      expect(logger.lines[0]?.details).toMatchObject({ file: 'options.json', keptAs: kept });
      expect(store.set('theme', 'dark').ok).toBe(true);
    },
  );

  test('says whether a file was set aside', () => {
    const directory = tempDirectory();
    expect(open(directory).wasSetAside).toBe(false);
    fs.writeFileSync(optionsFile(directory), 'damaged');
    expect(open(directory).wasSetAside).toBe(true);
    expect(open(directory).wasSetAside).toBe(false);
  });

  test('never keeps Parley from starting, whatever lies in the file’s place', () => {
    const directory = tempDirectory();
    fs.mkdirSync(optionsFile(directory)); // Can be neither read nor replaced, not even by root.
    const logger = capturingLogger();
    const store = open(directory, logger);
    expect(store.values()).toEqual(defaultOptions());
    expect(store.set('theme', 'dark')).toEqual({ ok: false, reason: 'not-saved' });
    expect(logger.lines.map(({ severity }) => severity)).toContain('error');
  });

  test('falls back to the default for a single value that is not allowed, and names it', () => {
    const directory = tempDirectory();
    fs.writeFileSync(optionsFile(directory), JSON.stringify({ theme: 'plaid', logging: 'full' }));
    const logger = capturingLogger();
    expect(open(directory, logger).values()).toMatchObject({ theme: 'system', logging: 'full' });
    expect(logger.lines).toContainEqual(
      expect.objectContaining({ details: { file: 'options.json', option: 'theme' } }),
    );
  });

  test('says so when a value cannot be saved, and keeps the old one', () => {
    const directory = tempDirectory();
    const store = open(directory);
    store.set('theme', 'dark');
    fs.rmSync(directory, { recursive: true });
    fs.writeFileSync(directory, 'a file in the place of the folder');
    expect(store.set('theme', 'light')).toEqual({ ok: false, reason: 'not-saved' });
    expect(store.values().theme).toBe('dark');
  });

  test('holds no consent, so that editing the file by hand opts nobody in', () => {
    const directory = tempDirectory();
    fs.writeFileSync(optionsFile(directory), JSON.stringify({ errorReporting: true, consent: 'in', theme: 'dark' }));
    expect(open(directory).values()).toEqual({ ...defaultOptions(), theme: 'dark' });
  });
});

describe('migrating options', () => {
  const steps = [
    (stored: Record<string, unknown>) => ({ ...stored, theme: stored['dark'] === true ? 'dark' : 'system' }),
    (stored: Record<string, unknown>) => ({ ...stored, logging: 'off' }),
  ];

  test('runs each step once, in order, and writes the version it reached', () => {
    const migrated = migrate('{"dark": true}', steps);
    expect(migrated.ok && JSON.parse(migrated.value)).toEqual({
      dark: true,
      theme: 'dark',
      logging: 'off',
      schemaVersion: 3,
    });
  });

  test('leaves a file of today alone', () => {
    expect(migrate('{"schemaVersion": 3}', steps)).toEqual({ ok: true, value: '{"schemaVersion": 3}' });
  });

  test('runs only the steps that are missing', () => {
    const migrated = migrate('{"schemaVersion": 2, "dark": true}', steps);
    expect(migrated.ok && JSON.parse(migrated.value)).toEqual({ dark: true, logging: 'off', schemaVersion: 3 });
  });

  test('refuses a file of a newer version rather than losing what it does not know', () => {
    expect(migrate('{"schemaVersion": 4}', steps)).toEqual({ ok: false, reason: 'from-a-newer-version' });
  });
});
