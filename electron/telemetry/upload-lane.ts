/**
 * Uploads one category, one request at a time. A batch and its state 'sending' are on the disk before the first byte
 * goes out; it is repeated with the same bytes and batch ID until the service answers for good. The right is asked for
 * again right before each request begins. How long to wait outlives a restart.
 */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Category } from '../../common/catalogue/types.ts';
import { principalKey, type Principal } from '../../common/principal.ts';
import { TELEMETRY_PATHS } from '../../common/wire/telemetry-terms.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Transport } from '../network.ts';
import { draftBatch, type BatchDraft } from './batch.ts';
import {
  dropExcessBodies,
  insertBatch,
  markRefused,
  markSending,
  markSent,
  markWaiting,
  nextBatch,
  type OpenBatch,
} from './batches-table.ts';
import type { Sql } from './database.ts';
import { exchange, type Outcome, type Refused } from './exchange.ts';
import {
  MAX_BACKOFF_MS,
  MAX_BODY_BYTES,
  MAX_RETRY_AFTER_MS,
  MIN_BACKOFF_MS,
  OFFLINE_POLL_MS,
  REQUEST_TIMEOUT_MS,
} from './limits.ts';
import { principalId } from './records-table.ts';
import type { Spool } from './spool.ts';
import { countRequest, readWait, writeWait } from './state-tables.ts';

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
  /** How long records wait for company. */
  readonly uploadDelayMs: number;
  random(): number;
  /** Called before the lane looks for records. */
  settle(): void;
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
  /** A batch that is there, or one that is yet to be written. */
  readonly source: OpenBatch | BatchDraft;
  readonly isWhileSignedOut: boolean;
  readonly owner: string | null;
  readonly abort: AbortController;
  /** Since it is written down as being sent. */
  batch: OpenBatch | null;
  /** The request has begun. */
  hasBegun: boolean;
  isCutOff: boolean;
}
const isDraft = (source: OpenBatch | BatchDraft): source is BatchDraft => 'plain' in source;

export function createUploadLane(deps: UploadLaneDeps): UploadLane {
  const { category, clock, logger, spool, transport } = deps;
  let flight: Flight | null = null;
  let isStopped = false;
  let failures = 0;
  /** On the monotonic clock. */
  let backOffUntilMs = 0;
  let retryAfterUntilMs = 0;
  let isWaitKnown = false;
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
    recallWait();
    const waitMs = Math.max(backOffUntilMs, retryAfterUntilMs) - clock.monotonicMs();
    if (waitMs > 0) return wake(Math.ceil(waitMs));
    if (!deps.isOnline()) return wake(OFFLINE_POLL_MS);
    const source = nextSource(passage);
    if (!source) return;
    flight = {
      source,
      isWhileSignedOut: Boolean(source.isWhileSignedOut),
      owner: passage.principal && principalKey(passage.principal),
      abort: new AbortController(),
      batch: null,
      hasBegun: false,
      isCutOff: false,
    };
    void fly(flight);
  }

  /** What an earlier run was told, or had resolved, to wait for. */
  function recallWait(): void {
    if (isWaitKnown) return;
    const wait = spool.read((sql) => readWait(sql, category));
    if (!wait.ok) return;
    isWaitKnown = true;
    if (!wait.value) return;
    const [now, wallNow] = [clock.monotonicMs(), clock.now()];
    // Bounded: the wall clock may have moved meanwhile.
    const left = (until: number, maxMs: number): number => now + Math.min(Math.max(until - wallNow, 0), maxMs);
    ({ failures } = wait.value);
    backOffUntilMs = left(wait.value.backOffUntil, MAX_BACKOFF_MS);
    retryAfterUntilMs = left(wait.value.retryAfterUntil, MAX_RETRY_AFTER_MS);
  }

  function nextSource({ principal, onlyWhileSignedOut }: LanePassage): OpenBatch | BatchDraft | null {
    deps.settle();
    const taken = spool.write((sql) => {
      const passage = { category, onlyWhileSignedOut, principal: principal && principalId(sql, principal) };
      return nextBatch(sql, passage) ?? draftBatch(sql, passage, clock.now());
    });
    return taken.ok ? taken.value : null;
  }

  async function fly(current: Flight): Promise<void> {
    try {
      const { source } = current;
      const packed = isDraft(source) ? await compressed(source.plain) : source.body;
      if (current.isCutOff) return;
      if (!mayTravel(current) || !begin(current, packed)) return land(current);
      const isDurable = await spool.sync();
      if (current.isCutOff || !current.batch) return;
      // From here to the request's begin nothing else runs: the right that is asked for is the right it begins with.
      const authorization = deps.authorization();
      if (!isDurable || !mayTravel(current) || authorization === null) {
        unmark(current);
        return land(current);
      }
      current.hasBegun = true;
      const url = deps.serviceUrl().replace(/\/+$/, '') + TELEMETRY_PATHS.logs;
      const body = new Uint8Array(packed);
      const request = { url, headers: headers(authorization, current.batch), body, signal: current.abort.signal };
      const outcome = await withTimeout(current, () => exchange(transport, request, clock.now));
      if (current.isCutOff) return;
      flight = null;
      settle(current.batch, outcome);
      // A draft that took all there was: what came meanwhile waits for company again.
      if (outcome.kind !== 'retry') wake(isDraft(source) && !source.hasMore ? deps.uploadDelayMs : 0);
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

  /** It was written down as being sent, and was not. */
  function unmark({ batch }: Flight): void {
    if (batch) spool.write((sql) => markWaiting(sql, batch.id, 'held', batch.mayHaveArrived === 1, clock.now()));
  }

  function mayTravel({ owner, isWhileSignedOut }: Flight): boolean {
    const passage = deps.passage();
    if (isStopped || !passage) return false;
    if (passage.onlyWhileSignedOut && !isWhileSignedOut) return false;
    return passage.principal === null || principalKey(passage.principal) === owner;
  }

  function begin(current: Flight, packed: Uint8Array): boolean {
    const { source } = current;
    const begun = spool.write((sql) => {
      const now = clock.now();
      const batch = isDraft(source) ? insertBatch(sql, { ...source, body: packed }, now) : source;
      if (!batch || !markSending(sql, batch.id, now)) return null;
      countRequest(sql, batch.principal, category);
      return batch;
    });
    current.batch = begun.ok ? begun.value : null;
    deps.onChanged();
    return current.batch !== null;
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
    const hadFailed = failures > 0;
    if (outcome.kind === 'retry') backOff(outcome.retryAfterMs);
    else failures = 0;
    const written = spool.write((sql) => {
      const now = clock.now();
      if (outcome.kind === 'retry' || hadFailed) rememberWait(sql, outcome.kind === 'retry');
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
    if (outcome.kind === 'retry') return;
    // An answer that could not be written down is asked for again; the service counts nothing twice.
    if (!written.ok) return backOff(null);
    backOffUntilMs = 0;
  }

  function rememberWait(sql: Sql, isWaiting: boolean): void {
    const toWallMs = clock.now() - clock.monotonicMs();
    const until = (monotonicMs: number): number => (isWaiting ? Math.ceil(toWallMs + monotonicMs) : 0);
    writeWait(sql, category, {
      failures,
      backOffUntil: until(backOffUntilMs),
      retryAfterUntil: until(retryAfterUntilMs),
    });
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
    if (!current.hasBegun) {
      unmark(current);
      return false;
    }
    void transport.closeAllConnections().catch(() => {
      logger.warn('Closing the connections of a category failed.', { category });
    });
    // If the gate has closed, the closing turns this into 'may-have-arrived' before anybody sees it.
    const { batch } = current;
    if (batch) spool.write((sql) => markWaiting(sql, batch.id, reason, true, clock.now()));
    return true;
  }

  return {
    wake,
    hurry() {
      recallWait();
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
function headers(authorization: string | undefined, { contentType }: OpenBatch): Record<string, string> {
  return {
    'content-type': contentType,
    'content-encoding': 'gzip',
    accept: 'application/x-protobuf, application/json',
    ...(authorization === undefined ? {} : { authorization }),
  };
}
