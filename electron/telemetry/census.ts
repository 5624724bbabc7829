/** Census: at the first start, once per UTC day, and when the version changed. What was done is remembered on disk. */
import type { Principal } from '../../common/principal.ts';
import type { EventPlans } from './event-plans.ts';
import { DAY_MS } from './limits.ts';
import { insertRecord, principalId } from './records-table.ts';
import type { Spool } from './spool.ts';
import { readCensus, resetCensus } from './state-tables.ts';

export interface CensusMoment {
  readonly principal: Principal;
  readonly plans: EventPlans;
  readonly appVersion: string;
  readonly now: number;
  /** False after a jump of the clock: a day that only the clock claims is no new day. */
  readonly mayRepeat: boolean;
}

/**
 * Record, reset of the sign-in counters and the remembered day are one transaction.
 * @returns whether a record was made
 */
export function takeCensus(spool: Spool, moment: CensusMoment): boolean {
  const plan = moment.plans.of('census.device');
  if (!plan.isOpen) return false;
  const day = Math.floor(moment.now / DAY_MS);
  const known = spool.read(readCensus);
  if (!known.ok || !isDue(known.value, day, moment)) return false;
  const taken = spool.write((sql) => {
    const census = readCensus(sql);
    const composed = plan.compose({ SignInAttempts: census.attempts, SignInFailures: census.failures });
    if (!composed) return false;
    insertRecord(sql, principalId(sql, moment.principal), {
      principal: moment.principal,
      category: 'census',
      event: 'census.device',
      at: moment.now,
      isWhileSignedOut: plan.isWhileSignedOut,
      ...composed,
    });
    resetCensus(sql, day, moment.appVersion);
    return true;
  });
  return taken.ok && taken.value;
}

function isDue(
  last: { readonly lastDay: number | null; readonly lastVersion: string | null },
  day: number,
  { appVersion, mayRepeat }: CensusMoment,
): boolean {
  if (last.lastDay === null || last.lastVersion !== appVersion) return true;
  return last.lastDay !== day && mayRepeat;
}
