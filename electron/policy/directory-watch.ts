/**
 * Tells when something in a directory may have changed, also while the directory is missing or is a symbolic link that
 * is pointed elsewhere: it watches the directory and the nearest folder above it that exists. A hint, never the truth:
 * events get lost, so whoever uses it also polls, and calls `arm` before each look.
 */
import { watch, type FSWatcher } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { HintWatch } from './watched-source.ts';

interface Target {
  readonly folder: string;
  /** Only an entry of this name matters; null: every entry does. */
  readonly entry: string | null;
}
interface Armed {
  readonly key: string;
  readonly watcher: FSWatcher;
}

export function watchDirectory(directory: string, onHint: () => void): HintWatch {
  const armed = new Map<'inside' | 'above', Armed>();
  let isClosed = false;

  async function armOne(role: 'inside' | 'above', { folder, entry }: Target): Promise<void> {
    const key = await identityOf(folder);
    if (isClosed || armed.get(role)?.key === key) return;
    disarm(role);
    if (key === null) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (entry === null || name === null || name === entry) onHint();
      });
      // A watched folder that goes away, or too many watchers: the poll goes on and `arm` tries again.
      watcher.on('error', () => disarm(role));
      armed.set(role, { key, watcher });
    } catch {
      // As above.
    }
  }

  function disarm(role: 'inside' | 'above'): void {
    armed.get(role)?.watcher.close();
    armed.delete(role);
  }

  return {
    async arm() {
      await armOne('inside', { folder: directory, entry: null });
      await armOne('above', await nearestAbove(directory));
    },
    close() {
      isClosed = true;
      disarm('inside');
      disarm('above');
    },
  };
}

/** The nearest existing folder above, and the name in it that leads to the directory. */
async function nearestAbove(directory: string): Promise<Target> {
  let entry = path.basename(directory);
  let folder = path.dirname(directory);
  while (folder !== path.dirname(folder) && (await identityOf(folder)) === null) {
    entry = path.basename(folder);
    folder = path.dirname(folder);
  }
  return { folder, entry };
}

/** Path and inode of a folder; null when it is not there or no folder. */
async function identityOf(folder: string): Promise<string | null> {
  try {
    const stat = await fs.stat(folder, { bigint: true });
    return stat.isDirectory() ? `${folder} ${stat.dev}:${stat.ino}` : null;
  } catch {
    return null;
  }
}
