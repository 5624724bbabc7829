/**
 * A TCP proxy on loopback that holds answers back, knows when a request is between first byte and answer, and keeps a
 * log of how each request ended. Its target may move, as a service does that is started again on another port.
 */
import net from 'node:net';

export interface DelayProxy {
  readonly url: string;
  /** Requests of which bytes went out and no answer came back yet, on connections that are open. */
  inFlight(): number;
  /** Resolves when the next bytes of a request pass. */
  nextRequest(): Promise<void>;
  /** One sentence for the test's output. */
  log(): string;
  close(): Promise<void>;
}
export interface DelayProxyOptions {
  /** Asked for each connection; null: nobody is there, the connection is refused. */
  target(): string | null;
  /** Asked for each piece of an answer. */
  answerDelayMs(): number;
}

export async function startDelayProxy({ target, answerDelayMs }: DelayProxyOptions): Promise<DelayProxy> {
  const waiting = new Set<net.Socket>();
  const sockets = new Set<net.Socket>();
  const ended = { answered: 0, senderGone: 0, serviceGone: 0 };
  let watchers: (() => void)[] = [];
  /** The request of this connection, if there is one, ended so. */
  const end = (client: net.Socket, how: keyof typeof ended): void => {
    if (waiting.delete(client)) ended[how] += 1;
  };
  const server = net.createServer((client) => {
    const url = target();
    if (url === null) return void client.destroy();
    const upstream = net.connect(Number(new URL(url).port), '127.0.0.1');
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
        end(client, 'answered');
        client.write(bytes);
      }, answerDelayMs());
    });
    client.on('close', () => {
      end(client, 'senderGone');
      // What was on its way still arrives: the service may store what nobody hears about.
      upstream.end();
    });
    upstream.on('close', () => {
      end(client, 'serviceGone');
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    inFlight: () => waiting.size,
    nextRequest: () => new Promise((resolve) => watchers.push(resolve)),
    log: () =>
      `proxy: ${ended.answered} requests were answered, ${ended.senderGone} lost their sender and ` +
      `${ended.serviceGone} their service between first byte and answer`,
    close() {
      watchers = [];
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
