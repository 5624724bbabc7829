/**
 * Builds the windows into a temporary folder and serves them as the app protocol does: under the real content security
 * policy, with a fresh nonce in each document. For tests of the windows alone, against a fake main.
 */
import { randomBytes } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { contentSecurityPolicy } from '../../electron/windows/app-protocol.ts';

const root = path.join(import.meta.dirname, '..', '..', 'renderer');
const NONCE_PLACEHOLDER = '__CSP_NONCE__';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
export interface ServedRenderer {
  /** Ends in a slash. */
  readonly address: string;
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export async function serveRenderer(): Promise<ServedRenderer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'parley-renderer-'));
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    root,
    base: './',
    plugins: [react()],
    html: { cspNonce: NONCE_PLACEHOLDER },
    build: {
      target: 'chrome150',
      outDir: folder,
      emptyOutDir: true,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1024,
      rolldownOptions: { input: globSync('*.html', { cwd: root }).map((page) => path.join(root, page)) },
    },
  });
  const server = createServer((request, response) => serve(folder, request.url ?? '/', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    folder,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function serve(folder: string, url: string, response: ServerResponse): void {
  const name = path.normalize(new URL(url, 'http://localhost').pathname);
  const file = path.join(folder, name);
  try {
    const content = readFileSync(file);
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    if (!file.endsWith('.html')) return void response.end(content);
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('content-security-policy', contentSecurityPolicy(nonce));
    response.end(content.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
  } catch {
    response.statusCode = 404;
    response.end();
  }
}
