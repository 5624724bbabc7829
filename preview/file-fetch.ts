/** `net.fetch` of a file: URL, which the app's protocol handler uses to serve its own pages. */
import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { networkError } from './network-error.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain',
  '.md': 'text/markdown',
};

/** Rejects with net::ERR_FILE_NOT_FOUND when there is no such file. */
export async function fetchFile(url: URL): Promise<Response> {
  const file = fileURLToPath(url);
  try {
    const handle = await fs.promises.open(file);
    const stat = await handle.stat();
    if (!stat.isFile()) {
      await handle.close();
      throw Object.assign(new Error('not a file'), { code: 'EISDIR' });
    }
    const body = Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array<ArrayBuffer>>;
    const headers = {
      'content-type': contentTypes[path.extname(file)] ?? 'application/octet-stream',
      'content-length': String(stat.size),
    };
    return new Response(body, { headers });
  } catch (error) {
    throw networkError(error);
  }
}
