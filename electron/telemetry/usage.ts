/**
 * Usage counters: added up by principal and UTC hour, committed on change, and turned into one record an event when the
 * hour has ended and that principal is current with an open gate. Counters of another principal wait for it.
 */
import { isEventName, type CounterName, type EventName } from '../../common/catalogue/catalogue.ts';
import type { Principal } from '../../common/principal.ts';
import type { EventPlans } from './event-plans.ts';
import { HOUR_MS } from './limits.ts';
import { insertRecord, principalId } from './records-table.ts';
import type { Spool } from './spool.ts';
import { deleteCounters, endedCounters, type CounterRow } from './state-tables.ts';

export const utcHour = (ms: number): number => Math.floor(ms / HOUR_MS);

/** `event/field` as its two halves. */
export function counterParts(counter: CounterName): { event: EventName; field: string } | null {
  const [event = '', field = ''] = counter.split('/', 2);
  return isEventName(event) ? { event, field } : null;
}

/**
 * Record and deletion of its counters are one transaction, so a crash neither loses nor repeats them.
 * @param exceptHour the running hour; null flushes it too
 * @returns how many records were made
 */
export function flushUsage(spool: Spool, principal: Principal, plans: EventPlans, exceptHour: number | null): number {
  const flushed = spool.write((sql) => {
    const id = principalId(sql, principal);
    let count = 0;
    for (const group of byHourAndEvent(endedCounters(sql, id, exceptHour))) {
      const plan = isEventName(group.event) ? plans.of(group.event) : null;
      if (plan && !plan.isOpen) continue;
      const composed = plan?.compose(group.fields);
      // Counters that make no valid record now (an event of another version) would never make one.
      deleteCounters(sql, id, group.hour, group.event);
      if (!plan || !composed) continue;
      insertRecord(sql, id, {
        principal,
        category: plan.category,
        event: group.event,
        at: group.hour * HOUR_MS,
        isWhileSignedOut: plan.isWhileSignedOut,
        ...composed,
      });
      count += 1;
    }
    return count;
  });
  return flushed.ok ? flushed.value : 0;
}

interface Group {
  readonly hour: number;
  readonly event: string;
  readonly fields: Record<string, number>;
}

/** Rows come ordered by hour and event. */
function byHourAndEvent(rows: readonly CounterRow[]): Group[] {
  const groups: Group[] = [];
  for (const { hour, event, field, value } of rows) {
    let group = groups.at(-1);
    if (group?.hour !== hour || group.event !== event) groups.push((group = { hour, event, fields: {} }));
    group.fields[field] = value;
  }
  return groups;
}
