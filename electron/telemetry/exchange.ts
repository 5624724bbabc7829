/** One request to the telemetry service and what its answer means. Never throws; holds no state. */
import { decodeLogsResponse } from '../../common/otlp/logs-response.ts';
import { PROTOBUF } from '../../common/otlp/types.ts';
import { REFUSAL_REASONS, type RefusalReason } from '../../common/wire/telemetry-terms.ts';
import type { Transport } from '../network.ts';
import { MAX_ANSWER_BYTES, MAX_RETRY_AFTER_MS } from './limits.ts';

export interface Refused {
  readonly sequence: number;
  readonly reason: RefusalReason | 'refused';
}
export type Outcome = { readonly serverDateMs: number | null } & (
  | { readonly kind: 'stored'; readonly refused: readonly Refused[]; readonly unnamedRefusals: number }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'retry';
      readonly reason: string;
      readonly retryAfterMs: number | null;
      /** The service itself said that it did not take it. */
      readonly isSurelyNotStored: boolean;
    }
);

export interface RequestParts {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer> | string;
  readonly signal: AbortSignal;
}

/** A proxy on the way wants to know who asks; the service has not seen the request. */
const PROXY_ASKS = 407;
/** Of the answers that otherwise mean "never": those that may be different next time. */
const TRY_AGAIN: readonly number[] = [PROXY_ASKS, 408, 429];

/**
 * The service's word on the organization's switch may lag behind what the client has from the organization itself. If
 * it is true, our own gate closes and purges; until then the data has its right and must not be lost.
 */
const MAY_CHANGE = 'tenant-forbids';

/** Sends without cookies and follows no redirect. Rejects like fetch. */
export const post = (transport: Transport, { url, headers, body, signal }: RequestParts): Promise<Response> =>
  transport.fetch(url, { method: 'POST', headers, body, signal, credentials: 'omit', redirect: 'error' });

/** @param now wall clock, for a Retry-After that is a date when the answer has no Date of its own */
export async function exchange(transport: Transport, request: RequestParts, now: () => number): Promise<Outcome> {
  let response: Response;
  let answer: unknown;
  try {
    response = await post(transport, request);
    answer = answerOf(response, await boundedBytes(response));
  } catch {
    // Refused, reset, cut off in mid-answer, timed out: Electron and Node name these differently, so no code is read.
    return { kind: 'retry', reason: 'network', retryAfterMs: null, isSurelyNotStored: false, serverDateMs: null };
  }
  const serverDateMs = dateMs(response.headers.get('date'));
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'stored', serverDateMs, ...refusals(answer) };
  const reason = refusalReason(answer) ?? `http-${status}`;
  if (status >= 400 && status < 500 && !TRY_AGAIN.includes(status) && reason !== MAY_CHANGE)
    return { kind: 'refused', serverDateMs, reason };
  return {
    kind: 'retry',
    reason,
    retryAfterMs: retryAfterMs(response.headers.get('retry-after'), serverDateMs ?? now()),
    isSurelyNotStored: status === PROXY_ASKS || status === 429 || status === 503 || reason === MAY_CHANGE,
    serverDateMs,
  };
}

/** A request is answered in its own form; refusals of a whole request are JSON. */
function answerOf(response: Response, bytes: Uint8Array | null): unknown {
  if (!bytes || response.headers.get('content-type') !== PROTOBUF) return jsonOf(bytes);
  const read = decodeLogsResponse(bytes);
  return read.ok ? read.value : undefined;
}

/** Reads at most 64 KiB. @returns the JSON value; undefined when it is too long or no JSON @throws when cut off */
export const boundedJson = async (response: Response): Promise<unknown> => jsonOf(await boundedBytes(response));

async function boundedBytes(response: Response): Promise<Uint8Array | null> {
  const reader = response.body?.getReader();
  if (!reader) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.length;
    if (size > MAX_ANSWER_BYTES) {
      // The verdict is in the status; only details are lost.
      void reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
}

const jsonOf = (bytes: Uint8Array | null): unknown => bytes && parsed(Buffer.from(bytes).toString('utf8'));

/** Seconds or an HTTP date, relative to the server's own clock where it says it; bounded to a day. */
export function retryAfterMs(header: string | null, serverNow: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const delay = /^\d+$/.test(text) ? Number(text) * 1_000 : (dateMs(text) ?? NaN) - serverNow;
  return Number.isNaN(delay) ? null : Math.min(Math.max(delay, 0), MAX_RETRY_AFTER_MS);
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;
function dateMs(header: string | null): number | null {
  return header !== null && HTTP_DATE.test(header) ? Date.parse(header) : null;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const knownReason = (value: unknown): RefusalReason | null =>
  REFUSAL_REASONS.find((reason) => reason === value) ?? null;

const refusalReason = (answer: unknown): RefusalReason | null =>
  isObject(answer) ? knownReason(answer['error']) : null;

/**
 * OTLP's `partialSuccess` only has a count and a text. The service writes the refused records into that text as JSON:
 * `[{"sequence": 3, "reason": "unknown-event"}]`, or an object with that list as `refused`.
 */
function refusals(answer: unknown): { refused: Refused[]; unnamedRefusals: number } {
  const partial = isObject(answer) ? answer['partialSuccess'] : undefined;
  if (!isObject(partial)) return { refused: [], unnamedRefusals: 0 };
  const refused = refusedList(partial['refused']) ?? refusedList(parsed(partial['errorMessage'])) ?? [];
  const count = Number(partial['rejectedLogRecords'] ?? 0);
  return { refused, unnamedRefusals: Math.max(0, (Number.isSafeInteger(count) ? count : 0) - refused.length) };
}

function refusedList(value: unknown): Refused[] | null {
  const list = isObject(value) && 'refused' in value ? value['refused'] : value;
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: unknown): Refused[] =>
    isObject(item) && typeof item['sequence'] === 'number' && Number.isSafeInteger(item['sequence'])
      ? [{ sequence: item['sequence'], reason: knownReason(item['reason']) ?? 'refused' }]
      : [],
  );
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
