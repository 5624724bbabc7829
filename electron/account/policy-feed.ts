/**
 * Keeps a signed-in client informed of its organization's policy: server-sent events, reconnected with back-off and
 * jitter; while there is no stream, the policy is asked for every `POLL_POLICY_MS`.
 */
import type { TenantPolicy } from '../../common/wire/tenant.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { TenantClient } from './tenant-client.ts';

export const POLL_POLICY_MS = 60_000;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;
/** Even the luckiest jitter waits this long. */
const MIN_BACK_OFF_MS = 250;
/** A stream that stood this long was a good one: the back-off begins anew. */
const GOOD_STREAM_MS = 30_000;

export type Connection = 'online' | 'connecting' | 'offline';

export interface PolicyFeedListeners {
  onPolicy(policy: TenantPolicy): void;
  /** The service was reached and what is known is current. */
  onCurrent(): void;
  /** The session has ended; the feed has stopped. */
  onUnauthorized(): void;
  onConnection(connection: Connection): void;
}

export interface PolicyFeed {
  /** Drops the stream, which may have died while the computer slept, and connects anew at once. */
  reconnect(): void;
  stop(): void;
}

export interface PolicyFeedOptions {
  readonly client: Pick<TenantClient, 'fetchPolicy' | 'followPolicy'>;
  readonly sessionToken: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** 0 (inclusive) to 1 (exclusive). */
  readonly random: () => number;
}

export function startPolicyFeed(options: PolicyFeedOptions, listeners: PolicyFeedListeners): PolicyFeed {
  const { client, sessionToken, clock, logger, random } = options;
  let stream = new AbortController();
  /** The stream stands and has said what the policy is; until then polls go on. */
  let isSpeaking = false;
  let isStopped = false;
  let failures = 0;
  let etag: string | null = null;
  let cancelReconnect = (): void => {};
  let cancelPoll: (() => void) | null = null;

  async function follow(): Promise<void> {
    const own = (stream = new AbortController());
    const isCurrent = (): boolean => !isStopped && stream === own;
    let openedAtMs: number | null = null;
    const why = await client.followPolicy(
      sessionToken,
      {
        onOpen() {
          openedAtMs = clock.monotonicMs();
        },
        onPolicy(policy) {
          if (!isCurrent()) return;
          // The tag of an older poll says nothing about what the stream has said since.
          etag = null;
          isSpeaking = true;
          stopPolling();
          listeners.onPolicy(policy);
          listeners.onConnection('online');
        },
        onAlive() {
          if (isCurrent() && isSpeaking) listeners.onCurrent();
        },
      },
      own.signal,
    );
    if (!isCurrent()) return;
    isSpeaking = false;
    if (why === 'unauthorized') return endSession();
    const isGood = openedAtMs !== null && clock.monotonicMs() - openedAtMs >= GOOD_STREAM_MS;
    failures = isGood ? 1 : failures + 1;
    logger.info('The policy stream ended', { why, failures });
    if (!cancelPoll) void poll();
    cancelReconnect = clock.after(backOffMs(failures, random()), () => void follow());
  }

  async function poll(): Promise<void> {
    cancelPoll = clock.after(POLL_POLICY_MS, () => void poll());
    const answer = await client.fetchPolicy(sessionToken, etag);
    if (isStopped) return;
    if (!answer.ok && answer.reason === 'unauthorized') return endSession();
    // The stream has the say again; this answer may be older than what it said.
    if (isSpeaking) return;
    listeners.onConnection(answer.ok ? 'online' : 'offline');
    if (!answer.ok) return;
    if (answer.value.kind === 'not-modified') return listeners.onCurrent();
    etag = answer.value.etag;
    listeners.onPolicy(answer.value.policy);
  }

  function stopPolling(): void {
    cancelPoll?.();
    cancelPoll = null;
  }
  function stop(): void {
    isStopped = true;
    cancelReconnect();
    stopPolling();
    stream.abort();
  }
  function endSession(): void {
    stop();
    listeners.onUnauthorized();
  }

  listeners.onConnection('connecting');
  void follow();
  return {
    stop,
    reconnect() {
      if (isStopped) return;
      cancelReconnect();
      failures = 0;
      isSpeaking = false;
      stream.abort();
      listeners.onConnection('connecting');
      void follow();
    },
  };
}

/** Full jitter below a bound that doubles with each failure in a row. */
export function backOffMs(failures: number, random: number): number {
  const bound = Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(failures - 1, 16));
  return Math.max(MIN_BACK_OFF_MS, Math.round(bound * random));
}
