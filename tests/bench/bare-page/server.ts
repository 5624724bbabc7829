/** Serves one folder on loopback and prints `listening {json}`. Argument: the folder. */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };

const server = http.createServer((request, response) => {
  // Through URL, so that `..` leads nowhere.
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  readFile(path.join(folder, pathname === '/' ? 'index.html' : pathname)).then(
    (content) =>
      response
        .writeHead(200, { 'content-type': TYPES[path.extname(pathname) || '.html'] ?? 'application/octet-stream' })
        .end(content),
    () => response.writeHead(404).end(),
  );
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`listening ${JSON.stringify({ url: `http://127.0.0.1:${port}/` })}`);
});
