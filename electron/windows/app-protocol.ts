/**
 * `app://bundle/…`: our own pages and nothing else, each document under a strict policy with a fresh nonce for the
 * styles that the interface makes at run time.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { APP_ORIGIN } from '../ipc/trusted-sender.ts';

/** What the build writes into pages where the nonce belongs. */
const NONCE_PLACEHOLDER = /__CSP_NONCE__/g;
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

export const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Answers a request for a file below `root`: 400 for a malformed URL, 404 for anything that is not one of our files. */
export async function answerAppRequest(requestUrl: string, root: string): Promise<Response> {
  const relative = relativePathOf(requestUrl);
  if (relative === null) return new Response('malformed address', { status: 400 });
  const file = path.join(root, relative);
  const type = CONTENT_TYPES[path.extname(file)];
  if (!requestUrl.startsWith(`${APP_ORIGIN}/`) || !file.startsWith(root + path.sep) || !type) return notFound();
  const content = await fs.readFile(file).catch(() => null);
  if (content === null) return notFound();
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' };
  if (!type.startsWith('text/html')) return new Response(new Uint8Array(content), { headers });
  const nonce = randomBytes(16).toString('base64');
  const html = content.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce);
  return new Response(html, { headers: { ...headers, 'content-security-policy': contentSecurityPolicy(nonce) } });
}

const notFound = (): Response => new Response('not found', { status: 404 });

function relativePathOf(requestUrl: string): string | null {
  try {
    const relative = decodeURIComponent(new URL(requestUrl).pathname);
    return relative.includes('\0') ? null : path.normalize(relative);
  } catch {
    return null;
  }
}
