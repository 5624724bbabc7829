/** Fetches records in pages, newest first, and keeps what is on the screen fresh without moving it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { MAX_RECORDS_PER_QUERY } from '../../../common/ipc/contract.ts';
import type { RecordView } from '../../../common/telemetry/views.ts';
import { useParley } from '../../state/context.ts';
import type { Filter } from './filters.tsx';
import { mergeRecords, type Shown } from './merge-records.ts';

export const PAGE_SIZE = 50;
/** Changes come in bursts; one answer to all of them is enough. */
const GATHER_MS = 150;

export interface Records extends Shown {
  readonly status: 'loading' | 'ready' | 'failed';
  /** There are older ones than those shown. */
  readonly hasOlder: boolean;
  readonly retry: () => void;
  readonly loadOlder: () => void;
  /** Shows those that wait. */
  readonly showWaiting: () => void;
}

/** @param isInUse asked whenever fresh records arrive: whether anything in the list must stay where it is */
export function useRecords(filter: Filter, isInUse: () => boolean): Records {
  const parley = useParley();
  const [shown, setShown] = useState<Shown>({ records: [], waiting: [] });
  const [status, setStatus] = useState<Records['status']>('loading');
  const [hasOlder, setHasOlder] = useState(false);
  const shownCount = useRef(0);
  const turn = useRef(0);

  useEffect(() => {
    shownCount.current = shown.records.length;
  }, [shown]);

  const fetchPage = useCallback(
    (limit: number, beforeId?: number): Promise<readonly RecordView[]> =>
      parley.call('data.records', { ...filter, limit, ...(beforeId !== undefined && { beforeId }) }),
    [parley, filter],
  );
  const refresh = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const limit = Math.min(MAX_RECORDS_PER_QUERY, shownCount.current + PAGE_SIZE);
    try {
      const fresh = await fetchPage(limit);
      // Overtaken by a later question: its answer is the newer one.
      if (mine !== turn.current) return;
      const isComplete = fresh.length < limit;
      setShown((before) => mergeRecords(before, fresh, { isComplete, isInUse: isInUse() }));
      if (isComplete) setHasOlder(false);
      else if (shownCount.current === 0) setHasOlder(true);
      setStatus('ready');
    } catch {
      if (mine === turn.current) setStatus('failed');
    }
  }, [fetchPage, isInUse]);

  useEffect(() => {
    void refresh();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = parley.on('data.changed', () => {
      clearTimeout(timer);
      timer = setTimeout(() => void refresh(), GATHER_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [parley, refresh]);

  const loadOlder = async (): Promise<void> => {
    const oldest = shown.records.at(-1);
    if (!oldest) return;
    try {
      const page = await fetchPage(PAGE_SIZE, oldest.id);
      setShown((before) => ({
        ...before,
        records: [...before.records, ...page.filter(({ id }) => id < (before.records.at(-1)?.id ?? 0))],
      }));
      setHasOlder(page.length === PAGE_SIZE);
    } catch {
      setStatus('failed');
    }
  };
  const showWaiting = (): void =>
    setShown(({ records, waiting }) => ({ records: [...waiting, ...records], waiting: [] }));
  return {
    ...shown,
    status,
    hasOlder,
    retry: () => void refresh(),
    loadOlder: () => void loadOlder(),
    showWaiting,
  };
}
