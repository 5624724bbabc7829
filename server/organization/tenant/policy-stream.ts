/**
 * Server-sent events: each connected client gets the current policy at once and every change as it is made. A stream ends
 * when its session does. One that does not read is cut: on its next connection it gets the current policy anyway.
 */
import { Readable } from 'node:stream';
import type { TenantPolicy } from '../../../common/wire/tenant.ts';
import { every, type Clock } from '../../shared/clock.ts';

export const HEARTBEAT_MS = 20_000;
/** Of one session; the oldest gives way, for a client that lost its connection comes back before we notice. */
export const MAX_STREAMS_PER_SESSION = 8;
/** Unread bytes after which a client counts as gone. */
const MAX_UNREAD_BYTES = 256 * 1024;
/** How soon a client connects again after the stream ended. */
const RECONNECT_MS = 1_000;

export interface PolicyStreams {
  /** A stream for a live session, whose first event is the current policy. */
  open(sessionId: string): Readable;
  /** Sends a policy to everybody. */
  publish(policy: TenantPolicy): void;
  /** Ends the streams of a session. */
  endSession(sessionId: string): void;
  count(): number;
  close(): void;
}

export function createPolicyStreams(parts: {
  readonly clock: Clock;
  readonly currentPolicy: () => TenantPolicy;
  readonly isLive: (sessionId: string) => boolean;
}): PolicyStreams {
  const streams = new Map<Readable, string>();
  const end = (stream: Readable): void => {
    if (streams.delete(stream)) stream.push(null);
  };
  const send = (stream: Readable, text: string): void => {
    stream.push(text);
    if (stream.readableLength <= MAX_UNREAD_BYTES) return;
    streams.delete(stream);
    stream.destroy();
  };
  const beat = (): void => {
    for (const [stream, sessionId] of [...streams]) {
      // Sessions also expire, and a command line beside this process may end them.
      if (parts.isLive(sessionId)) send(stream, ': still here\n\n');
      else end(stream);
    }
  };
  const stopBeating = every(parts.clock, HEARTBEAT_MS, beat);
  return {
    open(sessionId) {
      const own = [...streams].filter(([, owner]) => owner === sessionId).map(([stream]) => stream);
      for (const oldest of own.slice(0, Math.max(0, own.length + 1 - MAX_STREAMS_PER_SESSION))) end(oldest);
      const stream = new Readable({ read() {} });
      stream.once('close', () => streams.delete(stream));
      // A connection that breaks is an ordinary end.
      stream.on('error', () => streams.delete(stream));
      streams.set(stream, sessionId);
      send(stream, `retry: ${RECONNECT_MS}\n${eventOf(parts.currentPolicy())}`);
      return stream;
    },
    publish(policy) {
      const text = eventOf(policy);
      for (const stream of [...streams.keys()]) send(stream, text);
    },
    endSession(sessionId) {
      for (const [stream, owner] of [...streams]) if (owner === sessionId) end(stream);
    },
    count: () => streams.size,
    close() {
      stopBeating();
      for (const stream of [...streams.keys()]) end(stream);
    },
  };
}

const eventOf = (policy: TenantPolicy): string =>
  `event: policy\nid: ${policy.revision}\ndata: ${JSON.stringify(policy)}\n\n`;
