/** A TCP proxy on loopback that holds answers back, and knows when a request is between first byte and answer. */
import net from 'node:net';

export interface DelayProxy {
  readonly url: string;
  /** Requests of which bytes went out and no answer came back yet, on connections that are open. */
  inFlight(): number;
  /** Resolves when the next bytes of a request pass. */
  nextRequest(): Promise<void>;
  close(): Promise<void>;
}

/** @param answerDelayMs asked for each piece of an answer */
export async function startDelayProxy(targetUrl: string, answerDelayMs: () => number): Promise<DelayProxy> {
  const target = Number(new URL(targetUrl).port);
  const waiting = new Set<net.Socket>();
  const sockets = new Set<net.Socket>();
  let watchers: (() => void)[] = [];
  const server = net.createServer((client) => {
    const upstream = net.connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => {
      waiting.add(client);
      upstream.write(bytes);
      for (const watcher of watchers.splice(0)) watcher();
    });
    upstream.on('data', (bytes) => {
      setTimeout(() => {
        waiting.delete(client);
        client.write(bytes);
      }, answerDelayMs());
    });
    client.on('close', () => {
      waiting.delete(client);
      // What was on its way still arrives: the service may store what nobody hears about.
      upstream.end();
    });
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    inFlight: () => waiting.size,
    nextRequest: () => new Promise((resolve) => watchers.push(resolve)),
    close() {
      watchers = [];
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
