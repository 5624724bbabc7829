/** Tells a watcher what applies, and again with each change, as JSON lines. A change that changes nothing is not told. */
import type { ServerResponse } from 'node:http';
import type { PolicyFeed } from './control-routes.ts';

/** A watcher that does not read is cut off rather than buffered for. */
const MAX_UNREAD_BYTES = 1024 * 1024;

export function streamPolicy(response: ServerResponse, feed: PolicyFeed): void {
  let told = '';
  const tell = (): void => {
    const line = JSON.stringify(feed.state());
    if (line === told) return;
    told = line;
    response.write(`${line}\n`);
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  };
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  tell();
  response.on('close', feed.onHint(tell));
}
