/** The page's end of the wire to the main process: one WebSocket, opened at once, with an outbox until it is up. */
import type { MainMessage, PageMessage } from './wire.ts';

type WithoutHref<T> = T extends unknown ? Omit<T, 'href'> : never;
export type Outgoing = WithoutHref<PageMessage>;

export interface Connection {
  post(message: Outgoing): void;
  listen(onMessage: (message: MainMessage) => void, onEnd: () => void): void;
}

export function connect(windowKey: string): Connection {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/__preview/ipc?w=${windowKey}`);
  const outbox: string[] = [];
  socket.addEventListener('open', () => {
    for (const text of outbox.splice(0)) socket.send(text);
  });
  return {
    post(message) {
      const text = JSON.stringify({ ...message, href: location.href });
      if (socket.readyState === WebSocket.CONNECTING) outbox.push(text);
      else socket.send(text);
    },
    listen(onMessage, onEnd) {
      socket.addEventListener('message', (event) => onMessage(JSON.parse(event.data as string) as MainMessage));
      socket.addEventListener('close', onEnd);
    },
  };
}
