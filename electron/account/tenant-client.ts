/**
 * Speaks to the organization's service: sign-in and -out, the signed switch, in-band policy and its server-sent events.
 * Every failure is a value. Answers are parsed before anybody sees them, bounded in size and time.
 *
 * The switch's signature is not verified here: clients have no pinned key of the organization, and rely on the same
 * connection as sign-in. It is for the vendor's service, which learns the key when the organization is registered.
 */
import { createParser } from 'eventsource-parser';
import type { z } from 'zod';
import type { SignInFailure } from '../../common/ipc/snapshot.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import {
  signInAnswer,
  switchAnswer,
  switchPayload,
  TENANT_PATHS,
  tenantPolicy,
  type SignInAnswer,
  type SwitchPayload,
  type TenantPolicy,
} from '../../common/wire/tenant.ts';
import type { Clock } from '../clock.ts';
import type { Transport } from '../network.ts';
import {
  chunksOf,
  MAX_ANSWER_BYTES,
  parseJson,
  REQUEST_TIMEOUT_MS,
  requestAnswer,
  type Answer,
} from './bounded-answer.ts';

/** The service sends something at least every 20 s; a stream that says nothing for this long is dead. */
export const SILENCE_MS = 45_000;

export type RequestFailure = 'unauthorized' | 'unreachable' | 'refused' | 'malformed-answer';
export interface ReadSwitch {
  readonly payload: SwitchPayload;
  /** Entitles to report a failed sign-in, and to nothing else. */
  readonly guestToken: string;
}
export type ReadPolicy =
  | { readonly kind: 'policy'; readonly policy: TenantPolicy; readonly etag: string | null }
  | { readonly kind: 'not-modified' };

export interface EventListeners {
  /** The stream stands. */
  onOpen(): void;
  onPolicy(policy: TenantPolicy): void;
  /** Any other sign of life. */
  onAlive(): void;
}

export interface TenantClient {
  /** Of the service: what a session is bound to. */
  readonly origin: string;
  signIn(account: string, password: string): Promise<Result<SignInAnswer, SignInFailure>>;
  signOut(sessionToken: string): Promise<Result<null, RequestFailure>>;
  fetchSwitch(): Promise<Result<ReadSwitch, RequestFailure>>;
  /** @param etag of the last answer, to be told `not-modified` instead of the same again */
  fetchPolicy(sessionToken: string, etag: string | null): Promise<Result<ReadPolicy, RequestFailure>>;
  /** Follows the policy until the stream ends, falls silent or `signal` aborts; resolves with why. */
  followPolicy(sessionToken: string, listeners: EventListeners, signal: AbortSignal): Promise<RequestFailure | 'ended'>;
}

export interface TenantClientOptions {
  readonly transport: Transport;
  /** Origin of the organization's service, with or without a path. */
  readonly baseUrl: string;
  readonly clock: Clock;
}

export function createTenantClient({ transport, baseUrl, clock }: TenantClientOptions): TenantClient {
  const urlOf = (path: string): string => `${baseUrl.replace(/\/+$/, '')}${path}`;
  const request = (path: string, init: RequestInit): ReturnType<typeof requestAnswer> =>
    requestAnswer(transport, clock, urlOf(path), init);
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  return {
    origin: new URL(baseUrl).origin,
    async signIn(account, password) {
      const answer = await request(TENANT_PATHS.signIn, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ account, password }),
      });
      if (!answer.ok) return answer;
      if (answer.value.status !== 200) return fail(signInFailure(answer.value));
      return parsed(signInAnswer, answer.value.text);
    },

    async signOut(sessionToken) {
      const answer = await request(TENANT_PATHS.signOut, { method: 'POST', headers: bearer(sessionToken) });
      if (!answer.ok) return answer;
      return isSuccess(answer.value) ? ok(null) : fail(requestFailure(answer.value.status));
    },

    async fetchSwitch() {
      const answer = await request(TENANT_PATHS.stopSwitch, { headers: { accept: 'application/json' } });
      if (!answer.ok) return answer;
      if (answer.value.status !== 200) return fail(requestFailure(answer.value.status));
      const outer = parsed(switchAnswer, answer.value.text);
      if (!outer.ok) return outer;
      const payload = parsed(switchPayload, Buffer.from(outer.value.switch.payload, 'base64url').toString('utf8'));
      return payload.ok ? ok({ payload: payload.value, guestToken: outer.value.guestToken }) : payload;
    },

    async fetchPolicy(sessionToken, etag) {
      const headers = { ...bearer(sessionToken), accept: 'application/json', ...(etag && { 'if-none-match': etag }) };
      const answer = await request(TENANT_PATHS.policy, { headers });
      if (!answer.ok) return answer;
      if (answer.value.status === 304 && etag) return ok({ kind: 'not-modified' });
      if (answer.value.status !== 200) return fail(requestFailure(answer.value.status));
      const policy = parsed(tenantPolicy, answer.value.text);
      return policy.ok ? ok({ kind: 'policy', policy: policy.value, etag: answer.value.headers.get('etag') }) : policy;
    },

    async followPolicy(sessionToken, listeners, signal) {
      const controller = new AbortController();
      const abort = (): void => controller.abort();
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      let cancelTimeout = clock.after(REQUEST_TIMEOUT_MS, abort);
      try {
        const headers = { ...bearer(sessionToken), accept: 'text/event-stream' };
        const response = await transport.fetch(urlOf(TENANT_PATHS.policyEvents), {
          headers,
          signal: controller.signal,
        });
        if (response.status !== 200) return requestFailure(response.status);
        if (!isEventStream(response) || !response.body) return 'malformed-answer';
        const hear = (): void => {
          cancelTimeout();
          cancelTimeout = clock.after(SILENCE_MS, abort);
        };
        hear();
        listeners.onOpen();
        return await readEvents(response.body, listeners, hear);
      } catch {
        return 'unreachable';
      } finally {
        cancelTimeout();
        signal.removeEventListener('abort', abort);
        // Gives back the connection, also after an answer whose body nobody read.
        controller.abort();
      }
    },
  };
}

async function readEvents(
  body: ReadableStream<Uint8Array>,
  { onPolicy, onAlive }: EventListeners,
  hear: () => void,
): Promise<'ended' | 'malformed-answer'> {
  const decoder = new TextDecoder();
  let isMalformed = false;
  const parser = createParser({
    maxBufferSize: MAX_ANSWER_BYTES,
    onEvent({ event, data }) {
      if (event !== 'policy' || isMalformed) return;
      const policy = tenantPolicy.safeParse(parseJson(data));
      if (policy.success) onPolicy(policy.data);
      else isMalformed = true;
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') isMalformed = true;
    },
  });
  for await (const chunk of chunksOf(body)) {
    hear();
    parser.feed(decoder.decode(chunk, { stream: true }));
    // What this stream said last could not be understood, so it does not confirm what is known.
    if (isMalformed) return 'malformed-answer';
    onAlive();
  }
  return 'ended';
}

const isEventStream = (response: Response): boolean =>
  (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
const requestFailure = (status: number): RequestFailure => (status === 401 ? 'unauthorized' : 'refused');

function signInFailure({ status }: Answer): SignInFailure {
  if (status === 401) return 'wrong-credentials';
  return status === 429 ? 'locked' : 'refused';
}

function parsed<T>(schema: z.ZodType<T>, text: string): Result<T, 'malformed-answer'> {
  const result = schema.safeParse(parseJson(text));
  return result.success ? ok(result.data) : fail('malformed-answer');
}
