import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAX_LOG_AGE_MS, MAX_LOG_FILE_BYTES, openFileLogger } from '../../../electron/logging/file-logger.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const read = (directory: string): { severity: string; message: string }[] =>
  fs
    .readFileSync(path.join(directory, 'parley.log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { severity: string; message: string });

describe('the log', () => {
  test('writes what its level allows, readable by its owner only', () => {
    const directory = path.join(tempDirectory(), 'logs');
    const logger = openFileLogger(directory, fakeClock(), 'light');
    logger.info('not in light');
    logger.warn('in light', { count: 2 });
    logger.setLevel('full');
    logger.info('in full');
    logger.setLevel('off');
    logger.error('not in off');
    expect(read(directory).map(({ message }) => message)).toEqual(['in light', 'in full']);
    expect(fs.statSync(path.join(directory, 'parley.log')).mode & 0o777).toBe(0o600);
    expect(fs.statSync(directory).mode & 0o777).toBe(0o700);
  });

  test('begins a new file when one is full', () => {
    const directory = path.join(tempDirectory(), 'logs');
    const logger = openFileLogger(directory, fakeClock(), 'full');
    logger.info('x'.repeat(MAX_LOG_FILE_BYTES + 1));
    logger.info('after');
    expect(fs.readdirSync(directory)).toHaveLength(2);
    expect(read(directory)).toHaveLength(1);
  });

  test('deletes its files after 14 days', () => {
    const directory = path.join(tempDirectory(), 'logs');
    fs.mkdirSync(directory);
    const old = path.join(directory, 'parley-2025-01-01.log');
    const foreign = path.join(directory, 'notes.txt');
    for (const file of [old, foreign]) {
      fs.writeFileSync(file, '');
      fs.utimesSync(file, 1, 1);
    }
    openFileLogger(directory, { now: () => MAX_LOG_AGE_MS + 2_000 }, 'full').info('start');
    expect(fs.existsSync(old)).toBe(false);
    expect(fs.existsSync(foreign)).toBe(true);
  });

  test('never stops the app when the disk refuses it', () => {
    const directory = path.join(tempDirectory(), 'logs');
    fs.writeFileSync(directory, 'a file in the place of the folder');
    const logger = openFileLogger(directory, fakeClock(), 'full');
    expect(() => logger.error('cannot be written')).not.toThrow();
    fs.rmSync(directory);
    logger.error('written again');
    expect(read(directory)).toHaveLength(1);
  });
});
