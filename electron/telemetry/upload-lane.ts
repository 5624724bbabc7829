/**
 * Uploads one category, one request at a time. A batch and its state 'sending' are committed before the first byte goes
 * out; it is repeated with the same bytes and batch ID until the service answers for good. The right is asked for again
 * right before each request begins.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Category } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import { TELEMETRY_PATHS } from '../../common/wire/telemetry.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Transport } from '../network.ts';
import { makeBatch } from './batch.ts';
import {
  dropExcessBodies,
  markRefused,
  markSending,
  markSent,
  markWaiting,
  nextBatch,
  type OpenBatch,
} from './batches-table.ts';
import { exchange, type Outcome, type Refused } from './exchange.ts';
import { MAX_BACKOFF_MS, MAX_BODY_BYTES, MIN_BACKOFF_MS, OFFLINE_POLL_MS, REQUEST_TIMEOUT_MS } from './limits.ts';
import { principalId } from './records-table.ts';
import type { Spool } from './spool.ts';
import { countRequest } from './state-tables.ts';

const compressed = promisify(gzip);

/** Whose records the lane may carry now. `principal` null: anybody's, since census has no right of a principal. */
export interface LanePassage {
  readonly principal: Principal | null;
  readonly onlyWhileSignedOut: boolean;
}
export interface UploadLaneDeps {
  readonly category: Category;
  readonly transport: Transport;
  /** Base address; asked for each request. */
  readonly serviceUrl: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly spool: Spool;
  random(): number;
  isOnline(): boolean;
  /** Null: nothing may travel now; the lane is woken when that changes. */
  passage(): LanePassage | null;
  /** The Authorization header; null while the token is not known (the lane waits), undefined: goes without. */
  authorization(): string | null | undefined;
  onServerDate(dateMs: number): void;
  onChanged(): void;
}
export interface UploadLane {
  /** Looks for work after `delayMs`, or at an earlier time that was asked for before. */
  wake(delayMs: number): void;
  /** Looks at once and forgets a back-off of its own; a service's Retry-After stays. */
  hurry(): void;
  /** Cuts off the request under way if it may no longer travel. @returns whether one had begun */
  reconsider(): boolean;
  /** Cuts off the request under way if it is of this principal, or may be. */
  cutOffPrincipal(principal: Principal): void;
  /** Cuts off whatever is under way; nothing begins any more. */
  stop(): Promise<void>;
}

interface Flight {
  readonly batch: OpenBatch;
  readonly owner: string | null;
  readonly abort: AbortController;
  hasBegun: boolean;
  isCutOff: boolean;
}

export function createUploadLane(deps: UploadLaneDeps): UploadLane {
  const { category, clock, logger, spool, transport } = deps;
  let flight: Flight | null = null;
  let isStopped = false;
  let failures = 0;
  /** On the monotonic clock. */
  let backOffUntilMs = 0;
  let retryAfterUntilMs = 0;
  let timer: { readonly dueMs: number; readonly cancel: () => void } | null = null;

  function wake(delayMs: number): void {
    if (isStopped) return;
    const dueMs = clock.monotonicMs() + delayMs;
    if (timer && timer.dueMs <= dueMs) return;
    timer?.cancel();
    timer = {
      dueMs,
      cancel: clock.after(delayMs, () => {
        timer = null;
        look();
      }),
    };
  }

  function look(): void {
    const passage = deps.passage();
    if (isStopped || flight || !passage || deps.authorization() === null) return;
    const waitMs = Math.max(backOffUntilMs, retryAfterUntilMs) - clock.monotonicMs();
    if (waitMs > 0) return wake(Math.ceil(waitMs));
    if (!deps.isOnline()) return wake(OFFLINE_POLL_MS);
    const batch = takeBatch(passage);
    if (!batch) return;
    const owner = passage.principal && principalKey(passage.principal);
    flight = { batch, owner, abort: new AbortController(), hasBegun: false, isCutOff: false };
    void fly(flight);
  }

  function takeBatch({ principal, onlyWhileSignedOut }: LanePassage): OpenBatch | null {
    const taken = spool.write((sql) => {
      const passage = { category, onlyWhileSignedOut, principal: principal && principalId(sql, principal) };
      return nextBatch(sql, passage) ?? makeBatch(sql, passage, clock.now());
    });
    return taken.ok ? taken.value : null;
  }

  async function fly(current: Flight): Promise<void> {
    try {
      const body = new Uint8Array(await compressed(current.batch.body));
      if (current.isCutOff) return;
      // From here to the request's begin nothing else runs: the right that is asked for is the right it begins with.
      const authorization = deps.authorization();
      if (!mayTravel(current) || authorization === null || !begin(current)) return land(current);
      const url = deps.serviceUrl().replace(/\/+$/, '') + TELEMETRY_PATHS.logs;
      const outcome = await withTimeout(current, () =>
        exchange(transport, { url, headers: headers(authorization), body, signal: current.abort.signal }, clock.now),
      );
      if (current.isCutOff) return;
      flight = null;
      settle(current.batch, outcome);
    } catch (error) {
      logger.error('An upload failed in an unexpected way; it will be repeated.', {
        category,
        type: error instanceof Error ? error.name : typeof error,
      });
      if (!current.isCutOff) land(current);
    }
  }

  /** Nothing was sent, or nobody knows; later. */
  function land(current: Flight): void {
    if (flight === current) flight = null;
    backOff(null);
  }

  function mayTravel({ owner, batch }: Flight): boolean {
    const passage = deps.passage();
    if (isStopped || !passage) return false;
    if (passage.onlyWhileSignedOut && batch.isWhileSignedOut === 0) return false;
    return passage.principal === null || principalKey(passage.principal) === owner;
  }

  function begin(current: Flight): boolean {
    const begun = spool.write((sql) => {
      if (!markSending(sql, current.batch.id, clock.now())) return false;
      countRequest(sql, current.batch.principal, category);
      return true;
    }, 'power');
    current.hasBegun = begun.ok && begun.value;
    deps.onChanged();
    return current.hasBegun;
  }

  async function withTimeout<T>(current: Flight, run: () => Promise<T>): Promise<T> {
    const cancel = clock.after(REQUEST_TIMEOUT_MS, () => current.abort.abort());
    try {
      return await run();
    } finally {
      cancel();
    }
  }

  function settle(batch: OpenBatch, outcome: Outcome): void {
    if (outcome.serverDateMs !== null) deps.onServerDate(outcome.serverDateMs);
    const written = spool.write((sql) => {
      const now = clock.now();
      if (outcome.kind === 'stored') {
        markSent(sql, batch.id, allRefusals(batch, outcome), now);
        dropExcessBodies(sql, MAX_BODY_BYTES);
      } else if (outcome.kind === 'refused') markRefused(sql, batch.id, outcome.reason, now);
      else {
        const mayHaveArrived = !outcome.isSurelyNotStored || batch.mayHaveArrived === 1;
        markWaiting(sql, batch.id, outcome.reason, mayHaveArrived, now);
      }
    });
    deps.onChanged();
    if (outcome.kind === 'refused')
      logger.warn('The telemetry service refused a batch; it is parked.', {
        category,
        code: outcome.reason,
        template: 'upload-parked',
      });
    // An answer that could not be written down is asked for again; the service counts nothing twice.
    if (outcome.kind === 'retry' || !written.ok) return backOff(outcome.kind === 'retry' ? outcome.retryAfterMs : null);
    failures = 0;
    backOffUntilMs = 0;
    wake(0);
  }

  /** An answer names a bounded number of refused records; if all were refused, the others need no name. */
  function allRefusals(batch: OpenBatch, { refused, unnamedRefusals }: Outcome & { kind: 'stored' }): Refused[] {
    if (refused.length + unnamedRefusals > 0)
      logger.warn('The telemetry service refused some records.', {
        category,
        named: refused.length,
        unnamed: unnamedRefusals,
      });
    if (unnamedRefusals === 0 || refused.length + unnamedRefusals < batch.recordCount) return [...refused];
    const named = new Map(refused.map((refusal) => [refusal.sequence, refusal]));
    return Array.from(
      { length: batch.recordCount },
      (_, sequence) => named.get(sequence) ?? { sequence, reason: 'refused' as const },
    );
  }

  /** Full jitter: anywhere between nothing and the doubled delay, so that clients do not come back together. */
  function backOff(retryAfterMs: number | null): void {
    const now = clock.monotonicMs();
    const ceilingMs = Math.min(MIN_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
    failures = Math.min(failures + 1, 32);
    backOffUntilMs = now + deps.random() * ceilingMs;
    if (retryAfterMs !== null) retryAfterUntilMs = now + retryAfterMs;
    wake(Math.max(backOffUntilMs, retryAfterUntilMs) - now);
  }

  function cutOff(reason: string): boolean {
    const current = flight;
    if (!current) return false;
    flight = null;
    current.isCutOff = true;
    current.abort.abort();
    if (!current.hasBegun) return false;
    void transport.closeAllConnections().catch(() => {
      logger.warn('Closing the connections of a category failed.', { category });
    });
    // If the gate has closed, the closing turns this into 'may-have-arrived' before anybody sees it.
    spool.write((sql) => markWaiting(sql, current.batch.id, reason, true, clock.now()));
    return true;
  }

  return {
    wake,
    hurry() {
      backOffUntilMs = 0;
      timer?.cancel();
      timer = null;
      look();
    },
    reconsider: () => (flight && !mayTravel(flight) ? cutOff('held') : false),
    cutOffPrincipal(principal) {
      // A census flight does not know whose it is; cut off in vain, it is merely repeated.
      if (flight && (flight.owner === null || flight.owner === principalKey(principal))) cutOff('held');
    },
    async stop() {
      isStopped = true;
      timer?.cancel();
      if (cutOff('stopped')) await transport.closeAllConnections().catch(() => {});
    },
  };
}

/** The same for every client: nothing here may tell one from another. */
function headers(authorization: string | undefined): Record<string, string> {
  return {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    accept: 'application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
}
