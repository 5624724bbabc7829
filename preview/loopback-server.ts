/**
 * The HTTP and WebSocket server that stands in for `app://`: it serves what the protocol handler answers, byte for byte
 * but for one script that runs the preload, and carries the IPC. On 127.0.0.1 only; see entry-key.ts for who may enter.
 */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { WebSocketServer } from 'ws';
import type { Addresses } from './addresses.ts';
import { serveDesktop, type Desktop } from './desktop.ts';
import type { EntryKey } from './entry-key.ts';
import { log } from './log.ts';
import { preloadScript } from './preload-script.ts';
import type { PreviewWebContents } from './web-contents.ts';

/** A window as the server knows it. */
export interface ServedWindow {
  readonly webContents: PreviewWebContents;
  readonly options: Electron.BrowserWindowConstructorOptions;
}

export interface LoopbackServerDependencies {
  addresses: Addresses;
  entryKey: EntryKey;
  rendererScript: string;
  respond(request: Request): Promise<Response>;
  windowByKey(key: string | null): ServedWindow | null;
  desktop: Desktop;
}

/** Addresses under this path belong to the preview, all others to the app. */
const ownPath = '/__preview/';
const maxMessageBytes = 64 * 1024 * 1024;

export class LoopbackServer {
  readonly #deps: LoopbackServerDependencies;
  readonly #server: http.Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  constructor(deps: LoopbackServerDependencies) {
    this.#deps = deps;
    this.#server = http.createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        log(`cannot serve ${request.url ?? ''}: ${String(error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Resolves when it listens. @throws when the port is taken. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.#deps.addresses.listen((this.#server.address() as AddressInfo).port);
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The address that lets a browser in and leads it to the window's page. */
  entryUrl(windowKey: string, url: string): string {
    const { addresses, entryKey } = this.#deps;
    const to = encodeURIComponent(addresses.toHttp(url).slice(addresses.origin.length));
    return `${addresses.origin}${ownPath}enter?k=${entryKey.value}&w=${windowKey}&to=${to}`;
  }

  async #serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { addresses, entryKey } = this.#deps;
    const url = URL.parse(request.url ?? '/', addresses.origin);
    if (url === null) return void response.writeHead(400).end();
    if (!entryKey.isOurHost(request)) return refuse(response);
    if (url.pathname === `${ownPath}enter`) return this.#enter(url, response);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    if (!entryKey.hasCookie(request) || !entryKey.isOurOrigin(request, !isReading)) return refuse(response);
    if (url.pathname === `${ownPath}preload.js`) return this.#servePreload(url, response);
    if (url.pathname.startsWith(`${ownPath}desktop`)) return serveDesktop(this.#deps.desktop, request, response, url);
    if (url.pathname.startsWith(ownPath)) return void response.writeHead(404).end();
    return this.#serveApp(url, request, response);
  }

  #enter(url: URL, response: http.ServerResponse): void {
    const { addresses, entryKey } = this.#deps;
    if (!entryKey.opens(url.searchParams.get('k'))) return refuse(response);
    // Only ever to our own pages: `//host/` in the parameter must not lead elsewhere.
    const to = URL.parse(url.searchParams.get('to') ?? '/', addresses.origin);
    if (to?.origin !== addresses.origin) return refuse(response);
    const location = addresses.withWindow(to.href, url.searchParams.get('w') ?? '');
    const headers = { 'set-cookie': entryKey.setCookie(), location, 'referrer-policy': 'no-referrer' };
    response.writeHead(302, { ...headers, 'cache-control': 'no-store' }).end();
  }

  async #servePreload(url: URL, response: http.ServerResponse): Promise<void> {
    const window = this.#deps.windowByKey(url.searchParams.get('w'));
    if (window === null) return void response.writeHead(404).end();
    const { preload, additionalArguments = [] } = window.options.webPreferences ?? {};
    const body = preloadScript({
      renderer: await readFile(this.#deps.rendererScript, 'utf8'),
      preload: preload === undefined ? '' : await readFile(preload, 'utf8'),
      additionalArguments,
    });
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-store' }).end(body);
  }

  async #serveApp(url: URL, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { addresses, respond, windowByKey } = this.#deps;
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const init = hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' } : {};
    const appUrl = addresses.fromHttp(url.href);
    const answer = await respond(new Request(appUrl, { method: request.method ?? 'GET', ...init }));
    // Browsers ask for it on their own, Electron does not: no error of the app's.
    if (url.pathname === '/favicon.ico' && answer.status === 404) return void response.writeHead(204).end();
    const window = windowByKey(addresses.windowOf(url));
    const headers = Object.fromEntries(answer.headers);
    const location = answer.headers.get('location');
    if (window !== null && location !== null) {
      const target = new URL(location, appUrl).href;
      if (!window.webContents.mayRedirect(target)) return void response.writeHead(204).end();
      headers['location'] = addresses.withWindow(addresses.toHttp(target), window.webContents.key);
    }
    if (window !== null && (headers['content-type'] ?? '').startsWith('text/html')) {
      const html = await answer.text();
      delete headers['content-length'];
      response.writeHead(answer.status, headers).end(withPreload(html, window.webContents.key));
      return;
    }
    response.writeHead(answer.status, headers);
    if (answer.body === null) response.end();
    else
      Readable.fromWeb(answer.body as NodeReadableStream)
        .on('error', () => response.destroy())
        .pipe(response);
  }

  #upgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): void {
    const { addresses, entryKey, windowByKey } = this.#deps;
    const url = URL.parse(request.url ?? '/', addresses.origin);
    const window = windowByKey(url?.searchParams.get('w') ?? null);
    const isAllowed =
      url?.pathname === `${ownPath}ipc` &&
      entryKey.isOurHost(request) &&
      entryKey.isOurOrigin(request, true) &&
      entryKey.hasCookie(request);
    if (window === null || !isAllowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => window.webContents.connect(webSocket));
  }
}

function refuse(response: http.ServerResponse): void {
  response.writeHead(403, { 'content-type': 'text/plain' }).end('preview: not authorised\n');
}

/** First in the document, so that the preload runs before any script of the page, as in Electron. */
function withPreload(html: string, windowKey: string): string {
  const script = `<script src="${ownPath}preload.js?w=${windowKey}"></script>`;
  const head = /<head[^>]*>/i.exec(html);
  if (head === null) return html.replace(/^(\s*<!doctype[^>]*>)?/i, (start) => start + script);
  const end = head.index + head[0].length;
  return html.slice(0, end) + script + html.slice(end);
}
