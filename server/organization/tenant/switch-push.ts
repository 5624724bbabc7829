/**
 * Tells the vendor's telemetry service the organization's signed switch: at the start, on each change at once, and now and
 * then after that. It is the only thing of the organization's that goes to the vendor.
 */
import { TELEMETRY_PATHS } from '../../../common/wire/telemetry.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { StopSwitchStore } from './store/stop-switch.ts';

export const REPEAT_MS = 5 * 60_000;
const REQUEST_TIMEOUT_MS = 10_000;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;
/** No vendor may silence the switch for longer than this. */
const MAX_RETRY_AFTER_MS = 5 * 60_000;

export type PushFailure = { readonly kind: 'unreachable' } | { readonly kind: 'refused'; readonly status: number };

export interface PushState {
  /** When the current switch was first confirmed, milliseconds since the epoch; null while it has not been. */
  readonly confirmedAt: number | null;
  /** The last attempt's failure, if it failed. */
  readonly failure: PushFailure | null;
  readonly triedAt: number | null;
  readonly nextTryAt: number | null;
}

export interface SwitchPush {
  /** Sends the current switch now, whatever was planned. */
  pushNow(): void;
  state(): PushState;
  close(): void;
}

/** As much of `fetch` as is used here. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface SwitchPushParts {
  readonly telemetryUrl: string;
  readonly store: StopSwitchStore;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random?: () => number;
}

export function createSwitchPush(parts: SwitchPushParts): SwitchPush {
  const { store, clock, log, random = Math.random } = parts;
  const url = `${parts.telemetryUrl.replace(/\/+$/, '')}${TELEMETRY_PATHS.tenantSwitch}`;
  let cancelPlan = (): void => {};
  let running: AbortController | null = null;
  let failures = 0;
  let last: Omit<PushState, 'confirmedAt'> = { failure: null, triedAt: null, nextTryAt: null };
  let isClosed = false;

  const plan = (delayMs: number): void => {
    if (isClosed) return;
    cancelPlan();
    last = { ...last, nextTryAt: clock.now() + delayMs };
    cancelPlan = clock.after(delayMs, pushNow);
  };
  const settle = (outcome: Outcome, serial: number): void => {
    const { failure, retryAfterMs } = outcome;
    if (failure) failures++;
    else failures = 0;
    last = { failure, triedAt: clock.now(), nextTryAt: null };
    if (!failure) store.confirm(serial, clock.now());
    if (failure) log.warn('switch-push-failed', { ...failure, failures });
    else log.info('switch-pushed', { serial });
    plan(failure ? Math.max(retryAfterMs, fullJitter(failures, random())) : REPEAT_MS);
  };
  function pushNow(): void {
    if (isClosed) return;
    cancelPlan();
    // What is under way says something older or the same: this one takes its place.
    running?.abort();
    const own = (running = new AbortController());
    store.renew(clock.now());
    const { serial, signed } = store.current();
    const body = JSON.stringify({ switch: signed });
    const timeout = clock.after(REQUEST_TIMEOUT_MS, () => own.abort());
    void send(parts.fetch, url, body, own.signal)
      .then((outcome) => {
        if (running === own && !isClosed) settle(outcome, serial);
      })
      .catch((error: unknown) => {
        log.error('switch-push-broke', error);
        plan(MAX_BACK_OFF_MS);
      })
      .finally(() => {
        timeout();
        if (running === own) running = null;
      });
  }
  return {
    pushNow,
    state: () => ({ ...last, confirmedAt: store.current().confirmedAt }),
    close() {
      isClosed = true;
      cancelPlan();
      running?.abort();
    },
  };
}

interface Outcome {
  readonly failure: PushFailure | null;
  readonly retryAfterMs: number;
}

async function send(fetch: Fetch, url: string, body: string, signal: AbortSignal): Promise<Outcome> {
  try {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal,
      redirect: 'error',
      credentials: 'omit',
    });
    await response.body?.cancel();
    if (response.ok) return { failure: null, retryAfterMs: 0 };
    const seconds = Number(response.headers.get('retry-after'));
    const retryAfterMs = Number.isFinite(seconds) ? Math.min(Math.max(0, seconds * 1000), MAX_RETRY_AFTER_MS) : 0;
    return { failure: { kind: 'refused', status: response.status }, retryAfterMs };
  } catch {
    return { failure: { kind: 'unreachable' }, retryAfterMs: 0 };
  }
}

/** A delay anywhere below a bound that doubles with each failure in a row. */
export function fullJitter(failures: number, random: number): number {
  return Math.round(random * Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures, 16)));
}
