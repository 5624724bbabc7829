/** Tells whether the last run ended by itself: a file that exists while Parley runs. */
import fs from 'node:fs';
import path from 'node:path';
import { PRIVATE_FILE_MODE } from '../atomic-file.ts';

export interface RunMarker {
  readonly wasUncleanExit: boolean;
  clear(): void;
}

/** Never throws: a disk that refuses the marker only means that an unclean exit goes unnoticed. */
export function markRunning(directory: string): RunMarker {
  const file = path.join(directory, 'running');
  const wasUncleanExit = fs.existsSync(file);
  quietly(() => fs.writeFileSync(file, '', { mode: PRIVATE_FILE_MODE }));
  return { wasUncleanExit, clear: () => quietly(() => fs.rmSync(file, { force: true })) };
}

function quietly(act: () => void): void {
  try {
    act();
  } catch {
    // See above.
  }
}
