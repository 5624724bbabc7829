/**
 * Live state for the command line: HTTP on a Unix socket or named pipe below the data folder, which only this OS user
 * can open. Read-only: nothing that a policy or the user decides can be changed here.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import type { Logger } from '../logging/logger.ts';

/** Unix socket paths are limited to about 104 bytes, so a long data folder gets a short name in the temporary folder. */
const MAX_SOCKET_PATH_BYTES = 100;

export function controlAddress(
  dataDirectory: string,
  platform: NodeJS.Platform = process.platform,
  runtimeDirectory = process.env['XDG_RUNTIME_DIR'],
): string {
  const name = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\parley-${name}`;
  const beside = path.join(dataDirectory, 'control.sock');
  return Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES || !runtimeDirectory
    ? beside
    : path.join(runtimeDirectory, `parley-${name}.sock`);
}

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
  server.listen(address, () => process.umask(before));
  server.unref();
  return {
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
