/**
 * What was recorded in this event-loop turn. It is committed in one transaction when the turn ends, and every 1,000
 * records inside a long one, so a record costs no SQL when it is made and kill -9 takes at most the running turn.
 * A small turn is committed as it is; turns are put together into runs when there is enough or somebody looks.
 * While the spool is unavailable it stays here, up to a bound.
 */
import type { Category } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import type { Logger } from '../logging/logger.ts';
import type { Sql } from './database.ts';
import {
  EVICTION_SLACK,
  MAX_FRESH_RECORDS,
  MAX_PENDING_BYTES,
  MAX_PENDING_RECORDS,
  MAX_RECORDS_PER_COMMIT,
  MAX_UNWRITTEN_RECORDS,
} from './limits.ts';
import { evictExcess, foldFresh, insertFresh, insertRun, pendingTotals, principalId } from './records-table.ts';
import { encodeRuns, type NewRecord } from './runs.ts';
import type { Spool } from './spool.ts';
import { raiseCounter, raiseSignIns, type CounterRow } from './state-tables.ts';

export interface Turn {
  record(record: NewRecord): void;
  count(principal: Principal, counter: CounterRow): void;
  countSignIn(attempts: number, failures: number): void;
  commit(): void;
  /** Commits, and puts the turns together, so that records can be looked at. */
  settle(): void;
  /** Takes out what is not committed yet and matches. */
  takeRecords(matches: (record: NewRecord) => boolean): NewRecord[];
  dropCounters(principal: Principal): void;
}
export interface TurnDeps {
  readonly spool: Spool;
  readonly logger: Logger;
  now(): number;
  /** Pending records of these categories were committed. */
  onCommitted(categories: ReadonlySet<Category>): void;
  readonly maxPendingRecords?: number;
  readonly maxPendingBytes?: number;
}
interface HeldCounter extends CounterRow {
  readonly principal: Principal;
}

export function createTurn(deps: TurnDeps): Turn {
  const { spool, logger, maxPendingRecords = MAX_PENDING_RECORDS, maxPendingBytes = MAX_PENDING_BYTES } = deps;
  let records: NewRecord[] = [];
  let counters = new Map<string, HeldCounter>();
  let signIns = { attempts: 0, failures: 0 };
  let isScheduled = false;
  let droppedCount = 0;
  /** At least what waits; read again before anything is evicted on its account. */
  let waiting: { count: number; bytes: number } | null = null;
  let hasEvicted = false;
  /** At least as many are in turns that were not put together yet. */
  let freshCount = 0;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    // The check phase ends the loop's turn; a microtask would end only the running callback.
    setImmediate(() => {
      isScheduled = false;
      commit();
    });
  }

  function commit(isSettling = false): void {
    const isEmpty = records.length === 0 && counters.size === 0 && signIns.attempts + signIns.failures === 0;
    if (isEmpty && !(isSettling && freshCount > 0)) return;
    isSettling ||= records.length + freshCount >= MAX_FRESH_RECORDS;
    const written = spool.write((sql) => writeAll(sql, isSettling));
    if (!written.ok && written.reason === 'unavailable') return boundMemory();
    const categories = new Set(records.map((record) => record.category));
    freshCount = isSettling ? 0 : freshCount + records.length;
    records = [];
    counters = new Map();
    signIns = { attempts: 0, failures: 0 };
    if (written.ok && !isEmpty) deps.onCommitted(categories);
    if (hasEvicted) spool.scrub();
    hasEvicted = false;
    if (droppedCount > 0) logger.warn('Records were dropped while the spool was unavailable.', { count: droppedCount });
    droppedCount = 0;
  }

  function writeAll(sql: Sql, isSettling: boolean): void {
    const ids = new Map<Principal, number>();
    const idOf = (principal: Principal): number => {
      let id = ids.get(principal);
      if (id === undefined) ids.set(principal, (id = principalId(sql, principal)));
      return id;
    };
    waiting ??= { ...pendingTotals(sql) };
    if (isSettling) foldFresh(sql);
    const insert = isSettling ? insertRun : insertFresh;
    for (const [principal, own] of Map.groupBy(records, (record) => record.principal)) {
      for (const run of encodeRuns(own)) {
        insert(sql, idOf(principal), run);
        waiting.bytes += run.payload.length;
        waiting.count += run.times.length;
      }
    }
    for (const counter of counters.values()) raiseCounter(sql, idOf(counter.principal), counter);
    if (signIns.attempts + signIns.failures > 0) raiseSignIns(sql, signIns.attempts, signIns.failures);
    if (waiting.count > maxPendingRecords || waiting.bytes > maxPendingBytes) makeRoom(sql);
  }

  function makeRoom(sql: Sql): void {
    foldFresh(sql);
    const totals = pendingTotals(sql);
    waiting = { ...totals };
    if (totals.count <= maxPendingRecords && totals.bytes <= maxPendingBytes) return;
    const keep = 1 - EVICTION_SLACK;
    const evicted = evictExcess(
      sql,
      Math.floor(maxPendingRecords * keep),
      Math.floor(maxPendingBytes * keep),
      deps.now(),
    );
    hasEvicted = evicted > 0;
    waiting = { ...pendingTotals(sql) };
    logger.warn('The oldest records were evicted, because more wait than the spool may hold.', { count: evicted });
  }

  function boundMemory(): void {
    const excess = records.length - MAX_UNWRITTEN_RECORDS;
    if (excess <= 0) return;
    records.splice(0, excess);
    droppedCount += excess;
  }

  return {
    record(record) {
      records.push(record);
      if (records.length % MAX_RECORDS_PER_COMMIT === 0) commit();
      else schedule();
    },
    count(principal, counter) {
      const key = `${counter.hour} ${counter.event} ${counter.field} ${principalKey(principal)}`;
      const value = counter.value + (counters.get(key)?.value ?? 0);
      counters.set(key, { ...counter, value, principal });
      schedule();
    },
    countSignIn(attempts, failures) {
      signIns = { attempts: signIns.attempts + attempts, failures: signIns.failures + failures };
      schedule();
    },
    commit: () => commit(),
    settle: () => commit(true),
    takeRecords(matches) {
      const taken = records.filter(matches);
      if (taken.length > 0) records = records.filter((record) => !matches(record));
      return taken;
    },
    dropCounters(principal) {
      const key = principalKey(principal);
      for (const [name, counter] of counters) if (principalKey(counter.principal) === key) counters.delete(name);
    },
  };
}
