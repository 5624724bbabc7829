/** One HTTP request and its answer over node:http(s), streaming both ways; redirects are the caller's business. */
import http from 'node:http';
import https from 'node:https';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import zlib from 'node:zlib';
import { networkError } from './network-error.ts';

export interface ExchangeRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  /** Bytes are sent with their length, a stream in chunks. */
  body: Uint8Array | ReadableStream<Uint8Array> | null;
  signal: AbortSignal;
  agent: http.Agent;
}

export interface Exchange {
  status: number;
  statusText: string;
  headers: Headers;
  /** Inflated. Errors when the connection is destroyed or the request aborted. */
  body: Readable;
}

/** Resolves with the head of the answer; rejects with a network error or the signal's reason. */
export function exchange(wanted: ExchangeRequest, onRequest: (request: http.ClientRequest) => void): Promise<Exchange> {
  const { url, method, headers, body, signal, agent } = wanted;
  const start = url.protocol === 'https:' ? https.request : http.request;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const request = start(url, { method, headers, agent });
    onRequest(request);
    const abort = (): void => void request.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort);
    request.once('close', () => signal.removeEventListener('abort', abort));
    request.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : networkError(error)));
    request.on('response', (incoming) => resolve(answer(incoming, signal)));
    send(request, body);
  });
}

function send(request: http.ClientRequest, body: ExchangeRequest['body']): void {
  if (body === null) request.end();
  else if (body instanceof Uint8Array) request.end(body);
  else pipeline(Readable.fromWeb(body as NodeReadableStream), request, (error) => error && request.destroy(error));
}

function answer(incoming: http.IncomingMessage, signal: AbortSignal): Exchange {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    // Cookies are neither kept nor shown.
    if (name !== 'set-cookie') for (const value of values ?? []) headers.append(name, value);
  }
  return {
    status: incoming.statusCode ?? 0,
    statusText: incoming.statusMessage ?? '',
    headers,
    body: inflated(incoming, headers, signal),
  };
}

function inflated(incoming: http.IncomingMessage, headers: Headers, signal: AbortSignal): Readable {
  incoming.on('error', () => {}); // whoever reads the body hears of it; whoever does not must not crash
  const decoder = decoderFor(headers.get('content-encoding'));
  if (decoder !== null) {
    // They describe bytes that nobody sees any more, and a handler may pass the headers on.
    headers.delete('content-encoding');
    headers.delete('content-length');
    pipeline(incoming, decoder, () => {});
  }
  const body: Readable = decoder ?? incoming;
  // node:http cannot abort a body with a reason of ours.
  const abort = (): void => void body.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort);
  body.once('close', () => signal.removeEventListener('abort', abort)).on('error', () => {});
  return body;
}

function decoderFor(encoding: string | null) {
  // Flushed with every chunk: server-sent events must not wait in the decoder.
  const flush = zlib.constants.Z_SYNC_FLUSH;
  if (encoding === 'gzip' || encoding === 'deflate') return zlib.createUnzip({ flush, finishFlush: flush });
  if (encoding === 'br') return zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH });
  return null;
}
