/** Small files that must never be seen half written, readable by this OS user only. */
import fs from 'node:fs';
import path from 'node:path';

export const PRIVATE_FILE_MODE = 0o600;
export const PRIVATE_DIRECTORY_MODE = 0o700;

/** Creates the folder when it is missing; its mode also counts for a folder that was there before. */
export function ensurePrivateDirectory(directory: string): void {
  fs.mkdirSync(directory, { recursive: true, mode: PRIVATE_DIRECTORY_MODE });
  if (process.platform !== 'win32') fs.chmodSync(directory, PRIVATE_DIRECTORY_MODE);
}

/** Writes beside the file, syncs, then renames over it: a reader sees the old or the new content, also after a power cut. */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  // Made anew: what lies there may be a link to elsewhere, or a file that others may read.
  fs.rmSync(beside, { force: true });
  const handle = fs.openSync(beside, 'wx', PRIVATE_FILE_MODE);
  try {
    fs.writeFileSync(handle, content);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(beside, file);
}

/** Renames a file that cannot be used so that nothing of it is lost; returns its new name. */
export function setAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-');
  const kept = `${file}.unusable-${stamp}`;
  fs.renameSync(file, kept);
  return path.basename(kept);
}
