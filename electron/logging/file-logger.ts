/**
 * The local log: JSON lines in `parley.log`, 0600, rotated by size, 14 days at most. Callers pass constant sentences
 * and typed details; nothing here formats data of users.
 */
import fs from 'node:fs';
import path from 'node:path';
import { ensurePrivateDirectory, PRIVATE_FILE_MODE } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import type { LogDetails, Logger } from './logger.ts';

export const MAX_LOG_FILE_BYTES = 1024 * 1024;
export const MAX_LOG_AGE_MS = 14 * 24 * 3_600_000;
const FILE = 'parley.log';
/** `off` writes nothing, `light` warnings and errors, `full` everything. */
export type LogLevel = 'off' | 'light' | 'full';

export interface FileLogger extends Logger {
  setLevel(level: LogLevel): void;
}

export function openFileLogger(directory: string, clock: Pick<Clock, 'now'>, initialLevel: LogLevel): FileLogger {
  const file = path.join(directory, FILE);
  let level = initialLevel;
  let sizeBytes: number | null = null;

  const write = (severity: 'info' | 'warn' | 'error', message: string, details?: LogDetails): void => {
    if (level === 'off' || (level === 'light' && severity === 'info')) return;
    try {
      if (sizeBytes === null) sizeBytes = prepare(directory, file, clock.now());
      if (sizeBytes > MAX_LOG_FILE_BYTES) sizeBytes = rotate(directory, file, clock.now());
      const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), severity, message, ...details })}\n`;
      fs.appendFileSync(file, line, { mode: PRIVATE_FILE_MODE });
      sizeBytes += Buffer.byteLength(line);
    } catch {
      sizeBytes = null; // A full or read-only disk must not stop the app; the next line tries again.
    }
  };
  return {
    info: (message, details) => write('info', message, details),
    warn: (message, details) => write('warn', message, details),
    error: (message, details) => write('error', message, details),
    setLevel: (next) => (level = next),
  };
}

function prepare(directory: string, file: string, nowMs: number): number {
  ensurePrivateDirectory(directory);
  deleteOld(directory, nowMs);
  return fs.existsSync(file) ? fs.statSync(file).size : 0;
}

function rotate(directory: string, file: string, nowMs: number): number {
  fs.renameSync(file, path.join(directory, `parley-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.log`));
  deleteOld(directory, nowMs);
  return 0;
}

function deleteOld(directory: string, nowMs: number): void {
  for (const name of fs.readdirSync(directory)) {
    const candidate = path.join(directory, name);
    if (/^parley.*\.log$/.test(name) && nowMs - fs.statSync(candidate).mtimeMs > MAX_LOG_AGE_MS) fs.rmSync(candidate);
  }
}
