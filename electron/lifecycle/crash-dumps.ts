/**
 * Memory dumps of crashed processes. They can hold anything that was in memory, so none is ever sent, and none stays
 * longer than until the next start.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Logger } from '../logging/logger.ts';

/** The reporter's own settings; among them that nothing is uploaded. */
const KEPT = 'settings.dat';

/** Empties the folder of the dumps and nothing beside it: a link in there is removed, not followed. Never throws. */
export function deleteCrashDumps(directory: string, logger: Logger): void {
  try {
    for (const name of fs.readdirSync(directory))
      if (name !== KEPT) fs.rmSync(path.join(directory, name), { recursive: true, force: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (code !== 'ENOENT') logger.warn('Crash dumps of an earlier run could not be deleted.', { code });
  }
}
