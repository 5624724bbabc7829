/**
 * What every service does alike: a Fastify instance that refuses in one shape (`{error, message}`), answers with
 * security headers and logs no personal data; and the life of its process, from `listening {json}` to a graceful stop.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import process from 'node:process';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Log } from './log.ts';
import { SetupError } from './private-files.ts';

export interface ServiceOptions {
  readonly log: Log;
  /** Largest request body, as it comes over the wire. */
  readonly maxBodyBytes: number;
  /** True when clients reach the service over https (a proxy in front ends TLS). */
  readonly isHttps?: boolean;
  /** Addresses of proxies whose X-Forwarded-For counts, as Fastify's `trustProxy` takes them. */
  readonly trustProxy?: string[];
}

/** Nothing may be loaded, framed or submitted, unless a page says otherwise. */
const CLOSED_CSP = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CLOSED_CSP,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'cache-control': 'no-store',
};
const HSTS = 'max-age=31536000';
/** A client that does not finish its request, or the head of it, in this time loses the connection. */
const REQUEST_TIMEOUT_MS = 30_000;
const HEAD_TIMEOUT_MS = 15_000;
/** How often Node looks for such clients. */
const TIMEOUT_CHECK_INTERVAL_MS = 5_000;

/** A Fastify instance with the house's headers, refusals and log. Routes are the caller's. */
export function createService({ log, maxBodyBytes, isHttps, trustProxy }: ServiceOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEAD_TIMEOUT_MS, connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS },
    ...(trustProxy ? { trustProxy } : {}),
    // Idle keep-alive connections would otherwise hold up a stop.
    forceCloseConnections: 'idle',
    // Fastify's own answers to both quote what was sent, and come without the headers.
    frameworkErrors: (_error, _request, reply) => {
      refuse(reply.headers(SECURITY_HEADERS), 400, 'malformed', 'The request cannot be read.');
    },
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket),
  });
  closeUnusedAtStop(app);
  // A page of another origin may post text/plain without asking first; nothing here reads it.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(SECURITY_HEADERS);
    if (isHttps) reply.header('strict-transport-security', HSTS);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    log.info('request', {
      method: request.method,
      // The route's pattern, never the URL: parameters may name people.
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    });
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(log, error, request, reply));
  app.setNotFoundHandler((_request, reply) => refuse(reply, 404, 'not-found', 'There is nothing at this address.'));
  app.get('/healthz', { config: { rateLimit: false } }, () => ({ status: 'ok' }));
  return app;
}

/**
 * Connections that never carried a request are not idle in Node's sense, and would hold up a stop for as long as their
 * clients please.
 */
function closeUnusedAtStop(app: FastifyInstance): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  app.server.on('connection', (socket: Socket) => {
    if (isClosing) return void socket.destroy();
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    isClosing = true;
    for (const socket of unused) socket.destroy();
  });
}

/** What is not HTTP is answered in the same shape, then cut off. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const statuses = new Map([
    ['ERR_HTTP_REQUEST_TIMEOUT', 408],
    ['HPE_HEADER_OVERFLOW', 431],
  ]);
  const status = statuses.get(error.code ?? '') ?? 400;
  const body = JSON.stringify({ error: 'malformed', message: 'The request cannot be read.' });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json\r\n`;
  socket.end(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`, () => socket.destroy());
}

/** Answers with the shape that every refusal of a service has. */
export function refuse(reply: FastifyReply, status: number, error: string, message: string): FastifyReply {
  return reply.code(status).send({ error, message });
}

/** What a client did wrong keeps its status; anything else is a 500 that says nothing. */
function answerError(log: Log, error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error.statusCode ?? 500;
  if (status === 413) return refuse(reply, 413, 'too-large', 'The request is larger than this service accepts.');
  if (status === 415) return refuse(reply, 415, 'unsupported-type', 'Send the body as the documented content type.');
  if (status === 429) return refuse(reply, 429, 'too-many-requests', 'Too many requests: wait, then try again.');
  if (status >= 400 && status < 500) return refuse(reply, status, 'malformed', 'The request cannot be read.');
  log.error('unexpected-error', error, { method: request.method, route: request.routeOptions.url ?? 'none' });
  return refuse(reply, 500, 'unexpected', 'Something went wrong here. It was logged; try again later.');
}

export interface ListenOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly log: Log;
  /** What `listening {json}` says, given the address; by default `{url}`. */
  readonly announce?: (url: string) => object;
  readonly print?: (line: string) => void;
}

/** After this, connections that are still open at a stop are cut, and as long after that the process ends by force. */
const STOP_GRACE_MS = 2_000;

/**
 * Listens, prints `listening {json}`, and stops on SIGTERM or SIGINT: no new requests, streams ended by the app's own
 * `preClose` hooks, `onClose` hooks (stores, timers) awaited. A second signal ends the process at once.
 * Resolves with the address once it listens; rejects when the address cannot be had.
 */
export async function serve(app: FastifyInstance, options: ListenOptions): Promise<string> {
  const print = options.print ?? ((line) => console.log(line));
  await listen(app, options);
  const url = addressOf(app);
  let isStopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(1);
    isStopping = true;
    options.log.info('stopping', { signal });
    setTimeout(() => app.server.closeAllConnections(), STOP_GRACE_MS).unref();
    setTimeout(() => process.exit(1), 2 * STOP_GRACE_MS).unref();
    app.close().then(
      () => options.log.info('stopped'),
      (error: unknown) => {
        options.log.error('stop-failed', error);
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  print(`listening ${JSON.stringify(options.announce?.(url) ?? { url })}`);
  return url;
}

async function listen(app: FastifyInstance, { host, port }: ListenOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    const remedies = new Map([
      ['EADDRINUSE', 'it is in use: choose another --port, or stop what listens there'],
      ['EADDRNOTAVAIL', 'this machine has no such address: choose another --host'],
      ['EACCES', 'this user may not: choose a --port above 1023'],
    ]);
    const remedy = remedies.get(String((cause as { code?: unknown } | null)?.code));
    if (remedy === undefined) throw cause;
    throw new SetupError(`Cannot listen on ${host}, port ${port}: ${remedy}.`, { cause });
  }
}

/** `http://host:port` at which a listening app can be reached from this machine. */
export function addressOf(app: FastifyInstance): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The service does not listen on a TCP port.');
  const { family, port } = address;
  const isWildcard = address.address === '0.0.0.0' || address.address === '::';
  const host = isWildcard ? '127.0.0.1' : family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${port}`;
}
