/**
 * The one way in which every local policy source is followed: events where there are any, polls in any case, looks that
 * never overlap, and a back-off for what storms or fails. Restrictions apply as soon as they are seen, relaxations once
 * the source has been stable (`stable-reading.ts`), and what cannot be understood or read is weighed in time
 * (`file-memory.ts`). It never writes.
 */
import type { PolicyOrigin, SourceReading } from '../../common/policies/reading.ts';
import type { PolicySourceId } from '../../common/policies/records.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { createFileMemory, type Instant } from './file-memory.ts';
import { createListeners } from './listeners.ts';
import type { PolicyFileContent } from './policy-file.ts';
import type { DirectoryLook } from './read-directory.ts';
import { emptyReading, type PolicySource } from './source.ts';
import { createStableReading } from './stable-reading.ts';

/** A look that takes longer (a network drive that hangs) counts as unreadable until it ends. */
export const LOOK_TIMEOUT_MS = 10_000;
/** Polls of a source that cannot be read at all become as rare as this, unless the source says otherwise. */
const MAX_POLL_INTERVAL_MS = 5_000;
/** Events that lead to nothing are answered at growing intervals, at most this one. */
const MAX_HINT_GAP_MS = 200;
const FIRST_HINT_GAP_MS = 10;

/** Tells that something may have changed: a hint, never the truth. */
export interface HintWatch {
  /** Points the watch at what is there now. Resolves when it is set, so that a look afterwards misses nothing. */
  arm(): Promise<void>;
  close(): void;
}

export interface WatchedSource extends PolicySource {
  /** Looks now, for instance on resume. Resolves when a look that began after this call has been taken in. */
  refresh(): Promise<void>;
}

export interface WatchedSourceOptions {
  readonly source: PolicySourceId;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pollIntervalMs: number;
  readonly maxPollIntervalMs?: number;
  look(): Promise<DirectoryLook>;
  /** Of one of the files or keys that a look lists; without a name, of the whole source. */
  originOf(name?: string): PolicyOrigin;
  parse(bytes: Uint8Array, origin: PolicyOrigin): PolicyFileContent;
  /** Left out where only polls tell. */
  readonly watch?: (onHint: () => void) => HintWatch;
}

export function createWatchedSource(options: WatchedSourceOptions): WatchedSource {
  const { source, clock, logger, look, pollIntervalMs, maxPollIntervalMs = MAX_POLL_INTERVAL_MS } = options;
  const memory = createFileMemory(options);
  const stable = createStableReading(clock, emptyReading(source, 'pending'));
  const listeners = createListeners(logger);
  let watch: HintWatch | null = null;
  let isFirst = true;
  let isStopped = false;
  let readAt: number | null = null;
  let failedLooks = 0;
  let hintGapMs = 0;
  let isHintWaiting = false;
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

  function hinted(): void {
    if (isStopped || isHintWaiting) return;
    if (hintGapMs === 0) return lookForHint();
    isHintWaiting = true;
    clock.after(hintGapMs, () => {
      isHintWaiting = false;
      lookForHint();
    });
  }

  /** Grows the gap before the look, which resets it when it finds a change. */
  function lookForHint(): void {
    hintGapMs = Math.min(MAX_HINT_GAP_MS, Math.max(FIRST_HINT_GAP_MS, hintGapMs * 2));
    void refresh();
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
      const seen = await look();
      if (!isStopped) takeIn(seen);
    } finally {
      cancelTimeout();
    }
  }

  function takeIn(seen: DirectoryLook): void {
    const at = now();
    const isTouched = memory.absorb(seen, at);
    if (isTouched) hintGapMs = 0;
    failedLooks = seen.kind === 'unreadable' ? failedLooks + 1 : 0;
    if (seen.kind === 'listed' || seen.kind === 'missing') readAt = at.wallMs;
    const { settings, problems, isSettled, nextChangeMs } = memory.content(at);
    const reading: SourceReading = { source, state: 'known', settings, problems, readAt };
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
    const pollMs = Math.max(pollIntervalMs, Math.min(maxPollIntervalMs, pollIntervalMs * 2 ** failedLooks));
    const delayMs = Math.max(0, Math.min(pollMs, ...dueMs.filter((ms) => ms !== null)));
    cancelNextLook = clock.after(delayMs, () => void refresh());
  }

  function changed(): void {
    const { settings, problems } = stable.current();
    logger.info('Policy source changed', { source, settings: settings.length, problems: problems.length });
    listeners.tell();
  }

  return {
    reading: () => stable.current(),
    refresh,
    async start() {
      // Who starts it again has what it looked at; a second look might hang.
      if (!isFirst) return;
      watch ??= options.watch?.(hinted) ?? null;
      const isLooked = new Promise<void>((resolve) => {
        const end = listeners.add(() => (end(), resolve()));
      });
      // A source that hangs must not hang the start: the time-out counts as a look.
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
