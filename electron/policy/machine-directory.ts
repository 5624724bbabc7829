/**
 * The machine policy source: a directory of JSON files that only an administrator writes. It is watched and polled;
 * restrictions apply as soon as they are seen, relaxations once the directory has been stable (`stable-reading.ts`),
 * and what cannot be understood or read is weighed in time (`file-memory.ts`). It never writes.
 */
import path from 'node:path';
import type { SourceReading } from '../../common/policies/reading.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { watchDirectory, type DirectoryWatch } from './directory-watch.ts';
import { createFileMemory, type Instant } from './file-memory.ts';
import { createListeners } from './listeners.ts';
import { lookAtDirectory, type DirectoryLook } from './read-directory.ts';
import { emptyReading, type PolicySource } from './source.ts';
import { createStableReading } from './stable-reading.ts';

export const POLL_INTERVAL_MS = 2_000;
/** A look that takes longer (a network drive that hangs) counts as unreadable until it ends. */
export const LOOK_TIMEOUT_MS = 10_000;

/** Where an administrator puts policy files on this platform. */
export function machinePolicyDirectory(
  platform: NodeJS.Platform,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'win32')
    return path.win32.join(env['ProgramData'] ?? String.raw`C:\ProgramData`, 'Parley', 'policies', 'managed.d');
  if (platform === 'darwin') return '/Library/Application Support/Parley/policies/managed.d';
  return '/etc/parley/policies/managed.d';
}

export interface MachineDirectory extends PolicySource {
  readonly directory: string;
  /** Looks now, for instance on resume. Resolves when a look that began after this call has been taken in. */
  refresh(): Promise<void>;
}

export interface MachineDirectoryOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Refuse files that others than root may write (POSIX): for packaged builds, whose directory is fixed. */
  readonly mustBeOwnedByAdmin?: boolean;
  /** How the directory is looked at; tests put delays and errors in its place. */
  readonly look?: (directory: string) => Promise<DirectoryLook>;
}

export function createMachineDirectory(options: MachineDirectoryOptions): MachineDirectory {
  const { directory, clock, logger, mustBeOwnedByAdmin = false } = options;
  const look = options.look ?? ((folder) => lookAtDirectory(folder, { mustBeOwnedByAdmin }));
  const memory = createFileMemory();
  const stable = createStableReading(clock, emptyReading('machine', 'pending'));
  const listeners = createListeners(logger);
  let watch: DirectoryWatch | null = null;
  let isFirst = true;
  let isStopped = false;
  let readAt: number | null = null;
  let cancelNextLook: () => void = () => {};
  let running: Promise<void> | null = null;
  let following: Promise<void> | null = null;

  const now = (): Instant => ({ wallMs: clock.now(), monotonicMs: clock.monotonicMs() });

  /** Looks never overlap; all who ask while one runs share the next one. */
  function refresh(): Promise<void> {
    if (isStopped) return Promise.resolve();
    if (following) return following;
    if (running) return (following = running.then(() => ((following = null), refresh())));
    return (running = lookOnce().finally(() => (running = null)));
  }

  async function lookOnce(): Promise<void> {
    let cancelTimeout = (): void => {};
    // Said again while the look hangs, so that grace periods end in the meantime.
    const giveUpLater = (): void => {
      cancelTimeout = clock.after(LOOK_TIMEOUT_MS, () => {
        if (isStopped) return;
        takeIn({ kind: 'unreadable', code: 'timed out' });
        giveUpLater();
      });
    };
    giveUpLater();
    try {
      await watch?.arm();
      const seen = await look(directory);
      if (!isStopped) takeIn(seen);
    } finally {
      cancelTimeout();
    }
  }

  function takeIn(seen: DirectoryLook): void {
    const at = now();
    const isTouched = memory.absorb(seen, at);
    if (seen.kind === 'listed' || seen.kind === 'missing') readAt = at.wallMs;
    const { settings, problems, isSettled, nextChangeMs } = memory.content(at);
    const reading: SourceReading = { source: 'machine', state: 'known', settings, problems, readAt };
    if (isFirst) {
      isFirst = false;
      stable.begin(reading);
      scheduleLook(nextChangeMs, null);
      return changed();
    }
    const { isChanged, waitMs } = stable.offer(reading, { isTouched, isSettled });
    scheduleLook(nextChangeMs, waitMs);
    if (isChanged) changed();
  }

  /** The next look is due at the poll, when a grace period ends or when a relaxation may be applied. */
  function scheduleLook(...dueMs: (number | null)[]): void {
    cancelNextLook();
    const delayMs = Math.max(0, Math.min(POLL_INTERVAL_MS, ...dueMs.filter((ms) => ms !== null)));
    cancelNextLook = clock.after(delayMs, () => void refresh());
  }

  function changed(): void {
    const { settings, problems } = stable.current();
    logger.info('Machine policy changed', { settings: settings.length, problems: problems.length });
    listeners.tell();
  }

  return {
    directory,
    reading: () => stable.current(),
    refresh,
    async start() {
      watch ??= watchDirectory(directory, () => void refresh());
      const isLooked = new Promise<void>((resolve) => {
        const end = listeners.add(() => (end(), resolve()));
      });
      // A directory that hangs must not hang the start: the time-out counts as a look.
      await Promise.race([refresh(), isLooked]);
    },
    stop() {
      isStopped = true;
      cancelNextLook();
      watch?.close();
    },
    onChanged: (listener) => listeners.add(listener),
  };
}
