/** Tells listeners that something changed, at once after a pause and else at most about ten times a second. */
import type { Clock } from '../clock.ts';
import { CHANGE_NOTICE_INTERVAL_MS } from './limits.ts';

export interface ChangeNotice {
  changed(): void;
  /** Rises with each change. */
  revision(): number;
  subscribe(listener: () => void): () => void;
  stop(): void;
}

export function createChangeNotice(clock: Clock): ChangeNotice {
  const listeners = new Set<() => void>();
  let toldAtMs = -Infinity;
  let cancel: (() => void) | null = null;
  let revision = 0;

  function tell(): void {
    cancel = null;
    toldAtMs = clock.monotonicMs();
    for (const listener of listeners) listener();
  }

  return {
    revision: () => revision,
    changed() {
      revision += 1;
      if (listeners.size === 0) return;
      cancel ??= clock.after(Math.max(0, toldAtMs + CHANGE_NOTICE_INTERVAL_MS - clock.monotonicMs()), tell);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      cancel?.();
      listeners.clear();
    },
  };
}
