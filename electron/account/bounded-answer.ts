/** One request with a time-out and a bounded answer. Network failures and hostile answers are values. */
import { fail, ok, type Result } from '../../common/result.ts';
import type { Clock } from '../clock.ts';
import type { Transport } from '../network.ts';

/** No answer of the organization's service is larger. */
export const MAX_ANSWER_BYTES = 64 * 1024;
/** From the request to the last byte of the answer. */
export const REQUEST_TIMEOUT_MS = 15_000;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function requestAnswer(
  transport: Transport,
  clock: Clock,
  url: string,
  init: RequestInit,
): Promise<Result<Answer, 'unreachable' | 'malformed-answer'>> {
  const controller = new AbortController();
  const cancelTimeout = clock.after(REQUEST_TIMEOUT_MS, () => controller.abort());
  try {
    const response = await transport.fetch(url, { ...init, signal: controller.signal });
    const text = await readBounded(response);
    if (text === null) controller.abort();
    return text === null ? fail('malformed-answer') : ok({ status: response.status, headers: response.headers, text });
  } catch {
    // Electron and Node name network failures differently; a rejection is all that can be relied on.
    return fail('unreachable');
  } finally {
    cancelTimeout();
  }
}

/** Null when there is more than `MAX_ANSWER_BYTES`, whatever the headers say. */
async function readBounded(response: Response): Promise<string | null> {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(response.body)) {
    length += chunk.length;
    if (length > MAX_ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The chunks of a body; leaving the loop early cancels it. */
export async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let isEnded = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isEnded = done;
      if (done) return;
      yield value;
    }
  } finally {
    // Also after a read that failed; cancelling that one has nothing left to say.
    if (!isEnded) await reader.cancel().catch(() => {});
  }
}

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
