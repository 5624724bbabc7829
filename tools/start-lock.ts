/** Keeps two `npm start` from running on the same data: a file that names the process that does. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Lock =
  { readonly ok: true; readonly release: () => void } | { readonly ok: false; readonly reason: string };

/** Takes the lock of `folder`. One that a dead process left behind is taken over. */
export function takeLock(folder: string): Lock {
  const file = path.join(folder, 'start.pid');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const claim = (): boolean => {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  };
  if (claim()) return { ok: true, release: () => rmSync(file, { force: true }) };
  const holder = readHolder(file);
  if (holder !== undefined && isAlive(holder)) {
    return {
      ok: false,
      reason:
        `Process ${holder} already runs on this data. Stop it, choose another --user-data-dir, ` +
        `or remove ${file} if that process is something else.`,
    };
  }
  rmSync(file, { force: true });
  return claim()
    ? { ok: true, release: () => rmSync(file, { force: true }) }
    : { ok: false, reason: `${file} cannot be written.` };
}

function readHolder(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
