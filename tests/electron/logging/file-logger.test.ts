import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  MAX_LOG_AGE_MS,
  MAX_LOG_FILE_BYTES,
  MAX_LOG_FILES,
  openFileLogger,
} from '../../../electron/logging/file-logger.ts';
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

  test('holds no line older than 14 days, also in a client that logs a little every day', () => {
    const directory = path.join(tempDirectory(), 'logs');
    const clock = fakeClock();
    const logger = openFileLogger(directory, clock, 'light');
    for (let day = 0; day < 40; day++) {
      logger.warn('a little');
      fs.utimesSync(path.join(directory, 'parley.log'), clock.now() / 1_000, clock.now() / 1_000);
      clock.advance(24 * 3_600_000);
    }
    const lines = fs
      .readdirSync(directory)
      .flatMap((name) => fs.readFileSync(path.join(directory, name), 'utf8').trim().split('\n'))
      .map((line) => Date.parse((JSON.parse(line) as { at: string }).at));
    expect(lines.length).toBeGreaterThan(10);
    expect(clock.now() - Math.min(...lines)).toBeLessThanOrEqual(MAX_LOG_AGE_MS);
  });

  test('that was switched off still loses what is too old, at the next start', () => {
    const directory = path.join(tempDirectory(), 'logs');
    openFileLogger(directory, fakeClock(), 'light').warn('once');
    openFileLogger(directory, { now: () => Date.now() + MAX_LOG_AGE_MS + 1_000 }, 'off');
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  test('keeps 20 files at most, the newest', () => {
    const directory = path.join(tempDirectory(), 'logs');
    const clock = fakeClock(Date.now());
    const logger = openFileLogger(directory, clock, 'full');
    for (let i = 0; i < MAX_LOG_FILES + 5; i++) {
      logger.info('x'.repeat(MAX_LOG_FILE_BYTES + 1));
      clock.advance(1_000);
    }
    logger.info('the last');
    expect(fs.readdirSync(directory).length).toBeLessThanOrEqual(MAX_LOG_FILES + 1);
    expect(read(directory).at(-1)?.message).toBe('the last');
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
