/** A page without a browser: enters by the printed address, fetches with the cookie and speaks the preview's IPC. */
import { WebSocket } from 'ws';
import { decode, encode } from '../../preview/codec.ts';
import type { MainMessage, PageMessage } from '../../preview/wire.ts';
import type { RunningApp } from './sample-app.ts';

type Outgoing = PageMessage extends infer M ? (M extends unknown ? Omit<M, 'href'> : never) : never;

export interface Entrance {
  origin: string;
  cookie: string;
  /** Address of the page, naming its window. */
  page: URL;
  windowKey: string;
}

export interface PageClient extends Entrance {
  post(message: Outgoing): void;
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  received: MainMessage[];
  /** Ends the connection as a page that leaves does, or as one that crashes. */
  leave(): void;
  crash(): void;
}

export async function enter(app: Pick<RunningApp, 'until'>): Promise<Entrance> {
  const [, url] = await app.until(/\[preview\] window \d+ (\S+)/);
  const response = await fetch(url ?? '', { redirect: 'manual' });
  const page = new URL(response.headers.get('location') ?? '');
  const cookie = (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return { origin: page.origin, cookie, page, windowKey: page.searchParams.get('__w') ?? '' };
}

export interface SocketHeaders {
  host?: string;
  origin?: string;
  cookie?: string;
}

/** Resolves with an open WebSocket, or null when it was refused. */
export function openSocket(entrance: Entrance, windowKey: string, headers: SocketHeaders): Promise<WebSocket | null> {
  const url = `${entrance.origin.replace('http', 'ws')}/__preview/ipc?w=${windowKey}`;
  const socket = new WebSocket(url, { headers: { ...headers } });
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

export async function openPage(app: Pick<RunningApp, 'until'>): Promise<PageClient> {
  const entrance = await enter(app);
  const { origin, cookie, page, windowKey } = entrance;
  const socket = await openSocket(entrance, windowKey, { origin, cookie });
  if (socket === null) throw new Error('the page was refused');
  const received: MainMessage[] = [];
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  socket.on('error', () => {});
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as MainMessage;
    received.push(message);
    if (message.kind === 'result') pending.get(message.id)?.resolve(decode(message.body));
    if (message.kind === 'failure') pending.get(message.id)?.reject(new Error(message.reason));
  });
  const post = (message: Outgoing): void => socket.send(JSON.stringify({ ...message, href: page.href }));
  let lastId = 0;
  return {
    ...entrance,
    received,
    post,
    invoke: (channel, ...args) => {
      const call = Promise.withResolvers<unknown>();
      pending.set(++lastId, call);
      post({ kind: 'invoke', id: lastId, channel, body: encode(args) });
      return call.promise;
    },
    leave: () => {
      post({ kind: 'leaving' });
      socket.close();
    },
    crash: () => socket.terminate(),
  };
}
