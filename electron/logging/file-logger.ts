/**
 * The local log: JSON lines in `parley.log`, 0600, a new file each day and whenever one is full, no line older than 14
 * days, 20 files at most. Callers pass constant sentences and typed details; nothing here formats data of users.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ensurePrivateDirectory, PRIVATE_FILE_MODE } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import type { LogDetails, Logger } from './logger.ts';

export const MAX_LOG_FILE_BYTES = 1024 * 1024;
const DAY_MS = 24 * 3_600_000;
export const MAX_LOG_AGE_MS = 14 * DAY_MS;
export const MAX_LOG_FILES = 20;
const FILE = 'parley.log';
/** `off` writes nothing, `light` warnings and errors, `full` everything. */
export type LogLevel = 'off' | 'light' | 'full';

export interface FileLogger extends Logger {
  setLevel(level: LogLevel): void;
}

export function openFileLogger(directory: string, clock: Pick<Clock, 'now'>, initialLevel: LogLevel): FileLogger {
  const file = path.join(directory, FILE);
  let level = initialLevel;
  let current: LogFile | null = null;
  // Also while nothing is written: what an earlier run left must not stay because of that.
  deleteOldQuietly(directory, clock.now());

  const write = (severity: 'info' | 'warn' | 'error', message: string, details?: LogDetails): void => {
    if (level === 'off' || (level === 'light' && severity === 'info')) return;
    try {
      const now = clock.now();
      current ??= prepare(directory, file, now);
      // A file of one day can go as a whole when its time is over.
      if (current.sizeBytes > MAX_LOG_FILE_BYTES || current.day !== dayOf(now)) current = rotate(directory, file, now);
      const line = `${JSON.stringify({ at: new Date(now).toISOString(), severity, message, ...details })}\n`;
      fs.appendFileSync(file, line, { mode: PRIVATE_FILE_MODE });
      current.sizeBytes += Buffer.byteLength(line);
    } catch {
      current = null; // A full or read-only disk must not stop the app; the next line tries again.
    }
  };
  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, details) => write('error', message, details),
    setLevel: (next) => (level = next),
  };
}

/** The file that is written to, and the day (UTC) of its lines. */
interface LogFile {
  sizeBytes: number;
  readonly day: number;
}

const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

function prepare(directory: string, file: string, nowMs: number): LogFile {
  ensurePrivateDirectory(directory);
  deleteOld(directory, nowMs);
  const known = fs.statSync(file, { throwIfNoEntry: false });
  return { sizeBytes: known?.size ?? 0, day: dayOf(known?.mtimeMs ?? nowMs) };
}

function rotate(directory: string, file: string, nowMs: number): LogFile {
  const kept = path.join(directory, `parley-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.log`);
  if (fs.existsSync(file)) fs.renameSync(file, kept);
  deleteOld(directory, nowMs);
  return { sizeBytes: 0, day: dayOf(nowMs) };
}

function deleteOld(directory: string, nowMs: number): void {
  const files = fs
    .readdirSync(directory)
    .filter((name) => /^parley.*\.log$/.test(name))
    .map((name) => ({ name, writtenAt: fs.statSync(path.join(directory, name)).mtimeMs }))
    .toSorted((a, b) => b.writtenAt - a.writtenAt);
  for (const [index, { name, writtenAt }] of files.entries())
    if (index >= MAX_LOG_FILES || dayOf(nowMs) - dayOf(writtenAt) >= MAX_LOG_AGE_MS / DAY_MS)
      fs.rmSync(path.join(directory, name));
}

function deleteOldQuietly(directory: string, nowMs: number): void {
  try {
    deleteOld(directory, nowMs);
  } catch {
    // No folder yet, or one that cannot be read: the first line that is written deals with it.
  }
}
