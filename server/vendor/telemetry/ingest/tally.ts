/**
 * Counts refusals by reason: one for a whole request, one for each single record. Counted in memory and added to the
 * store every few seconds, so that refusing stays cheap; a crash loses the last seconds of these numbers, nothing else.
 */
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import type { RefusalCounts, RefusalStore } from '../store/store.ts';

export interface Tally {
  add(reason: RefusalReason): void;
  /** Everything counted so far, stored or not. */
  total(): Promise<RefusalCounts>;
  /** Moves what was counted to the store; keeps it when the store cannot be written. */
  flush(): Promise<void>;
}

export function createTally(store: RefusalStore): Tally {
  let pending = new Map<RefusalReason, number>();
  const merge = (into: Map<RefusalReason, number>, from: RefusalCounts): Map<RefusalReason, number> => {
    for (const [reason, count] of from) into.set(reason, (into.get(reason) ?? 0) + count);
    return into;
  };
  return {
    add: (reason) => pending.set(reason, (pending.get(reason) ?? 0) + 1),
    total: async () => merge(new Map(await store.refusals()), pending),
    async flush() {
      if (pending.size === 0) return;
      const moving = pending;
      pending = new Map();
      try {
        await store.addRefusals(moving);
      } catch (error) {
        merge(pending, moving);
        throw error;
      }
    },
  };
}
