/** A network partition over node:http, for tests: real sockets, and closing them destroys them at once. */
import http from 'node:http';
import { Readable, type Duplex } from 'node:stream';
import type { Transport } from '../../electron/network.ts';

export interface FakeTransport extends Transport {
  /** Sockets that are open now. */
  openSockets(): number;
}

/** @param onRequest sees each request synchronously at the moment it begins */
export function nodeTransport(onRequest?: (url: string, init: RequestInit) => void): FakeTransport {
  const agent = new http.Agent({ keepAlive: true });
  const sockets = new Set<Duplex>();
  return {
    openSockets: () => sockets.size,
    fetch(url, init) {
      onRequest?.(url, init);
      if (init.credentials !== 'omit' || init.redirect !== 'error')
        return Promise.reject(new Error('a telemetry request must omit credentials and refuse redirects'));
      return new Promise<Response>((resolve, reject) => {
        const request = http.request(url, {
          method: init.method ?? 'GET',
          agent,
          headers: init.headers as http.OutgoingHttpHeaders,
        });
        request.on('socket', (socket) => {
          // A connection that is kept alive comes by again with each request.
          if (sockets.has(socket)) return;
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
        });
        request.on('error', reject);
        request.on('response', (incoming) => {
          if ((incoming.statusCode ?? 0) >= 300 && (incoming.statusCode ?? 0) < 400) {
            request.destroy();
            reject(new Error('redirected'));
            return;
          }
          resolve(
            new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array<ArrayBuffer>>, {
              status: incoming.statusCode ?? 500,
              headers: Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
            }),
          );
        });
        const abort = (): void => void request.destroy(new Error('aborted'));
        if (init.signal?.aborted) abort();
        init.signal?.addEventListener('abort', abort, { once: true });
        request.end(init.body);
      });
    },
    closeAllConnections() {
      for (const socket of sockets) socket.destroy();
      return Promise.resolve();
    },
  };
}
