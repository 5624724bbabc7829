/**
 * Live state for the command line: HTTP on a Unix socket or named pipe below the data folder, which only this OS user
 * can open. Read-only: nothing that a policy or the user decides can be changed here.
 */
import fs from 'node:fs';
import http from 'node:http';
import type { Logger } from '../logging/logger.ts';

export interface ControlServer {
  close(): void;
}

export function serveControl(address: string, status: () => unknown, logger: Logger): ControlServer {
  const server = http.createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/status') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(status()));
  });
  server.on('error', (error: NodeJS.ErrnoException) =>
    logger.warn('The command line cannot reach this run.', { code: error.code ?? 'unknown' }),
  );
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
