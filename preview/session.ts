/**
 * `electron.Session`: a network partition with its own connections and constant headers. Stricter than Electron in one
 * point: it never sends or keeps a cookie, whatever the request says.
 */
import { EventEmitter } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { fetchFile } from './file-fetch.ts';
import { exchange, type Exchange } from './http-exchange.ts';
import { networkError } from './network-error.ts';

const maxRedirects = 20; // as the Fetch standard
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
const bodylessStatuses: readonly number[] = [101, 204, 205, 304];
/** Headers that the caller of a fetch may not set. */
const forbiddenHeaders = ['cookie', 'host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'];

export interface SessionOptions {
  isPersistent: boolean;
  userAgent: string;
  acceptLanguages: string;
  /** Answers URLs of the app's own scheme. */
  respond(request: Request): Promise<Response>;
}

type Body = Uint8Array | ReadableStream<Uint8Array> | null;

export class PreviewSession extends EventEmitter {
  readonly #options: SessionOptions;
  readonly #agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };
  readonly #inFlight = new Set<http.ClientRequest>();
  #userAgent: string;
  #acceptLanguages: string;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
    this.#userAgent = options.userAgent;
    this.#acceptLanguages = options.acceptLanguages;
  }

  setUserAgent(userAgent: string, acceptLanguages?: string): void {
    this.#userAgent = userAgent;
    if (acceptLanguages !== undefined) this.#acceptLanguages = acceptLanguages;
  }

  getUserAgent(): string {
    return this.#userAgent;
  }

  isPersistent(): boolean {
    return this.#options.isPersistent;
  }

  /** Destroys every socket of this session now, idle or not: requests and bodies in flight reject. */
  closeAllConnections(): Promise<void> {
    const aborted = new Error('net::ERR_ABORTED');
    for (const request of this.#inFlight) request.destroy(aborted);
    this.#agents.http.destroy();
    this.#agents.https.destroy();
    return Promise.resolve();
  }

  /** Electron's `ses.fetch`. Rejects with an Error named after Chromium's, or with the signal's reason. */
  async fetch(input: string | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.protocol === 'file:') return await fetchFile(url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return await this.#options.respond(request);
    const isStreaming = init?.body instanceof ReadableStream;
    const bytes = request.body === null || isStreaming ? null : new Uint8Array(await request.arrayBuffer());
    return await this.#follow(request, url, isStreaming ? request.body : bytes);
  }

  async #follow(request: Request, start: URL, firstBody: Body): Promise<Response> {
    let url = start;
    let method = request.method;
    let body = firstBody;
    const headers = this.#headersFor(request);
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const agent = url.protocol === 'https:' ? this.#agents.https : this.#agents.http;
      if (body instanceof Uint8Array) headers['content-length'] = String(body.byteLength);
      const sent = { url, method, headers, body, signal: request.signal, agent };
      const answer = await exchange(sent, (opened) => this.#track(opened));
      const location = answer.headers.get('location');
      if (!redirectStatuses.includes(answer.status) || location === null) return responseOf(answer, url, redirects > 0);
      answer.body.destroy();
      // Electron's fetch gives no chance to follow by hand, so 'manual' ends the request as well.
      if (request.redirect === 'error') throw new Error("Attempted to redirect, but redirect policy was 'error'");
      if (request.redirect === 'manual') throw new Error('Redirect was cancelled');
      const target = new URL(location, url);
      if (target.origin !== url.origin) delete headers['authorization'];
      if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET';
        body = null;
        for (const name of ['content-type', 'content-length']) delete headers[name];
      } else if (body instanceof ReadableStream) {
        throw networkError(new Error('a streamed body cannot be sent twice'));
      }
      url = target;
    }
    throw new Error('net::ERR_TOO_MANY_REDIRECTS');
  }

  #headersFor(request: Request): Record<string, string> {
    const headers: Record<string, string> = {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br',
      'accept-language': this.#acceptLanguages,
      'user-agent': this.#userAgent,
    };
    for (const [name, value] of request.headers) if (!forbiddenHeaders.includes(name)) headers[name] = value;
    return headers;
  }

  #track(request: http.ClientRequest): void {
    this.#inFlight.add(request);
    request.once('close', () => this.#inFlight.delete(request));
  }

  /* ------------------------------------------------------------------------------ nothing to do here */

  /** Kept for tests to call; the preview's browser asks nobody. */
  permissionRequestHandler: Parameters<Electron.Session['setPermissionRequestHandler']>[0] = null;
  permissionCheckHandler: Parameters<Electron.Session['setPermissionCheckHandler']>[0] = null;

  setPermissionRequestHandler(handler: Parameters<Electron.Session['setPermissionRequestHandler']>[0]): void {
    this.permissionRequestHandler = handler;
  }
  setPermissionCheckHandler(handler: Parameters<Electron.Session['setPermissionCheckHandler']>[0]): void {
    this.permissionCheckHandler = handler;
  }
  clearStorageData(_options?: Electron.ClearStorageDataOptions): Promise<void> {
    return Promise.resolve();
  }
  clearCache(): Promise<void> {
    return Promise.resolve();
  }
}

function responseOf(answer: Exchange, url: URL, redirected: boolean): Response {
  const { status, statusText, headers } = answer;
  const hasBody = !bodylessStatuses.includes(status);
  if (!hasBody) answer.body.resume();
  const body = hasBody ? (Readable.toWeb(answer.body) as ReadableStream<Uint8Array<ArrayBuffer>>) : null;
  const response = new Response(body, { status, statusText, headers });
  // Not among the options of the constructor.
  Object.defineProperties(response, { url: { value: url.href }, redirected: { value: redirected } });
  return response;
}
