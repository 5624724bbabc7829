/**
 * Live state for the command line: HTTP on a Unix socket or named pipe below the data folder, which only this OS user
 * can open. Nothing that a policy or the user's consent decides can be changed here; see `control-contract.ts`.
 */
import fs from 'node:fs';
import http from 'node:http';
import type { Logger } from '../logging/logger.ts';
import { CONTROL_ARGUMENTS, isControlCall, isRead, WATCH_PATH } from './control-contract.ts';
import type { ControlRoutes, PolicyFeed } from './control-routes.ts';
import { streamPolicy } from './policy-stream.ts';

export const MAX_REQUEST_BYTES = 16 * 1024;
const MAX_HEADER_BYTES = 4 * 1024;
const MAX_CONNECTIONS = 32;
const REQUEST_TIMEOUT_MS = 10_000;

export interface ControlServer {
  close(): void;
}
export interface ControlServerDeps {
  readonly address: string;
  readonly routes: ControlRoutes;
  readonly feed: PolicyFeed;
  readonly logger: Logger;
}

export function serveControl({ address, routes, feed, logger }: ControlServerDeps): ControlServer {
  const server = http.createServer({ maxHeaderSize: MAX_HEADER_BYTES, requestTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      logger.error('A question of the command line failed.', { type: error instanceof Error ? error.name : 'unknown' });
      if (response.headersSent) response.destroy();
      else reply(response, 500, { error: 'Parley could not answer; its log says more.' });
    });
  });
  server.on('error', (error: NodeJS.ErrnoException) =>
    logger.warn('The command line cannot reach this run.', { code: error.code ?? 'unknown' }),
  );

  async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const path = request.url ?? '';
    if (path === WATCH_PATH) {
      if (request.method === 'GET') streamPolicy(response, feed);
      else refuse(response, 405, 'This is read with GET.');
      return;
    }
    const name = path.slice(1);
    if (!path.startsWith('/') || !isControlCall(name)) return refuse(response, 404, 'Parley has no such answer.');
    const method = isRead(name) ? 'GET' : 'POST';
    if (request.method !== method) return refuse(response, 405, `This is asked with ${method}.`);
    const given = isRead(name) ? { ok: true as const, value: [] } : await readJson(request);
    if (!given.ok) return refuse(response, given.status, given.error);
    const parsed = CONTROL_ARGUMENTS[name].safeParse(given.value);
    if (!parsed.success) return refuse(response, 400, `These are not arguments of ${name}.`);
    // The schema of `name` has just proved the list; TypeScript cannot follow the correlation.
    const route = routes[name] as (...args: unknown[]) => unknown;
    reply(response, 200, await route(...(parsed.data as unknown[])));
  }

  const isPipe = address.startsWith('\\\\');
  if (!isPipe) fs.rmSync(address, { force: true });
  const before = process.umask(0o077);
  server.listen(address); // Binds at once, so the mask is in force for nothing else.
  process.umask(before);
  server.unref();
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

type Body =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly status: number; readonly error: string };

async function readJson(request: http.IncomingMessage): Promise<Body> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { ok: false, status: 415, error: 'The arguments must be JSON.' };
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_REQUEST_BYTES) return { ok: false, status: 413, error: 'These arguments are too long.' };
    chunks.push(chunk);
  }
  try {
    return { ok: true, value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown };
  } catch {
    return { ok: false, status: 400, error: 'The arguments are not valid JSON.' };
  }
}

/** What is left of a refused request is not read: its connection ends. */
function refuse(response: http.ServerResponse, status: number, error: string): void {
  response.setHeader('connection', 'close');
  reply(response, status, { error });
}

function reply(response: http.ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
