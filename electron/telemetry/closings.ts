/**
 * What happens to data whose right ended: a gate closed, or an account was removed. When the spool cannot be written
 * at that moment, the closing is owed and made good before anything else is written or sent.
 */
import type { Category } from '../../common/catalogue/types.ts';
import type { GateDecision } from '../../common/consent/decide.ts';
import { principalKey, samePrincipal, type Principal } from '../../common/principal.ts';
import type { ClosingReceipt } from '../../common/telemetry/views.ts';
import { closeBatches } from './batches-table.ts';
import type { Sql } from './database.ts';
import { foldFresh, insertPurged, NOBODY, principalId, purgePending } from './records-table.ts';
import type { Spool } from './spool.ts';
import { insertReceipt, markClosed, markOpened, purgeCounters } from './state-tables.ts';
import type { Turn } from './turn.ts';

export interface Closings {
  /** The gate of this category is open for this principal now. */
  opened(category: Category, principal: Principal): void;
  /** @returns a receipt when something ended by it; null when it was closed and empty before */
  closed(closing: Closing): ClosingReceipt | null;
  removed(principal: Principal): void;
  /** Writes what could not be written before. */
  makeGood(): void;
}
export interface Closing {
  readonly category: Category;
  readonly principal: Principal;
  readonly decision: GateDecision;
  /** Requests that were cut off. */
  readonly aborted: number;
}
export interface ClosingsDeps {
  readonly spool: Spool;
  readonly turn: Turn;
  now(): number;
}
const CATEGORIES_OF_PRINCIPALS: readonly Category[] = ['census', 'usage', 'error'];

export function createClosings({ spool, turn, now }: ClosingsDeps): Closings {
  const knownOpen = new Set<string>();
  let owed: ((sql: Sql) => unknown)[] = [];

  /** Commits what was owed first, so that nothing old slips through a gate that opens again. */
  function settle<T>(work: (sql: Sql) => T): T | null {
    const written = spool.write((sql) => {
      for (const earlier of owed) earlier(sql);
      return work(sql);
    }, 'power');
    if (written.ok) owed = [];
    else if (written.reason === 'unavailable') owed.push(work);
    return written.ok ? written.value : null;
  }

  function close(sql: Sql, closing: Closing, uncommitted: ReturnType<Turn['takeRecords']>): ClosingReceipt | null {
    const { category, principal, decision } = closing;
    const id = principalId(sql, principal);
    const at = now();
    foldFresh(sql);
    insertPurged(sql, id, uncommitted, decision.reason, at);
    const alone = purgePending(sql, category, id, decision.reason, at);
    const batched = closeBatches(sql, category, id, decision.reason, at);
    if (category === 'usage') purgeCounters(sql, id);
    const wasOpen = markClosed(sql, id, category);
    const counts = {
      at,
      purged: uncommitted.length + alone + batched.purged,
      aborted: closing.aborted,
      mayHaveArrived: batched.mayHaveArrived,
    };
    if (!wasOpen && counts.purged + counts.aborted + counts.mayHaveArrived === 0) return null;
    return insertReceipt(sql, id, category, decision, counts);
  }

  return {
    opened(category, principal) {
      const name = `${category} ${principalKey(principal)}`;
      if (knownOpen.has(name)) return;
      if (spool.write((sql) => markOpened(sql, principalId(sql, principal), category)).ok) knownOpen.add(name);
    },
    closed(closing) {
      const { category, principal } = closing;
      knownOpen.delete(`${category} ${principalKey(principal)}`);
      const uncommitted = turn.takeRecords((r) => r.category === category && samePrincipal(r.principal, principal));
      if (category === 'usage') turn.dropCounters(principal);
      const receipt = settle((sql) => close(sql, closing, uncommitted));
      if (receipt) spool.scrub();
      return receipt;
    },
    removed(principal) {
      for (const category of CATEGORIES_OF_PRINCIPALS) knownOpen.delete(`${category} ${principalKey(principal)}`);
      turn.takeRecords((record) => samePrincipal(record.principal, principal));
      turn.dropCounters(principal);
      settle((sql) => remove(sql, principal, now()));
      spool.scrub();
    },
    makeGood() {
      if (owed.length === 0) return;
      settle(() => null);
      spool.scrub();
    },
  };
}

/**
 * Purges all payloads of a principal. Events, times and reasons remain, and so do the batches' secrets, so that what
 * was sent can still be called back; but they belong to nobody from now on, and the account's ID is gone.
 */
function remove(sql: Sql, principal: Principal, at: number): void {
  const id = principalId(sql, principal);
  foldFresh(sql);
  for (const category of CATEGORIES_OF_PRINCIPALS) {
    purgePending(sql, category, id, 'account-removed', at);
    closeBatches(sql, category, id, 'account-removed', at);
  }
  purgeCounters(sql, id);
  sql.run('DELETE FROM opened WHERE principal = ?', id);
  sql.run('UPDATE batch SET body = NULL WHERE principal = ?', id);
  if (principal.accountId === null) return;
  const nobody = principalId(sql, NOBODY);
  for (const table of ['record', 'batch', 'receipt'])
    sql.run(`UPDATE ${table} SET principal = ? WHERE principal = ?`, nobody, id);
  sql.run('DELETE FROM principal WHERE id = ?', id);
}
