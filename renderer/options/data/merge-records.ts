/**
 * How a fresh answer changes the list on the screen. Pure. While the list is in use nothing in it may move or vanish:
 * records change in place, and new ones wait to be asked for.
 */
import type { RecordView } from '../../../common/telemetry/views.ts';

export interface Shown {
  /** Newest first. */
  readonly records: readonly RecordView[];
  /** Newer records that are not shown yet. */
  readonly waiting: readonly RecordView[];
}

/**
 * @param fresh the newest records, newest first, at least as many as are shown unless there are fewer
 * @param isComplete `fresh` is everything that matches; what is older than its last record no longer exists
 * @param isInUse the list holds the focus, an open record, or is scrolled
 */
export function mergeRecords(
  shown: Shown,
  fresh: readonly RecordView[],
  { isComplete, isInUse }: { isComplete: boolean; isInUse: boolean },
): Shown {
  const oldestFresh = isComplete ? -1 : (fresh.at(-1)?.id ?? Number.POSITIVE_INFINITY);
  const older = shown.records.filter((record) => record.id < oldestFresh);
  const newestShown = shown.records[0]?.id;
  if (!isInUse || newestShown === undefined) return { records: [...fresh, ...older], waiting: [] };
  const byId = new Map(fresh.map((record) => [record.id, record]));
  return {
    records: shown.records.map((record) => byId.get(record.id) ?? record),
    waiting: fresh.filter((record) => record.id > newestShown),
  };
}
