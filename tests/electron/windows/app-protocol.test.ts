import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerAppRequest } from '../../../electron/windows/app-protocol.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

function bundle(): string {
  const outside = tempDirectory();
  const root = path.join(outside, 'renderer');
  fs.mkdirSync(path.join(root, 'assets'), { recursive: true });
  fs.writeFileSync(path.join(outside, 'secret.js'), 'secret');
  fs.writeFileSync(
    path.join(root, 'index.html'),
    '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>',
  );
  fs.writeFileSync(path.join(root, 'assets', 'a.js'), 'export {};');
  fs.writeFileSync(path.join(root, 'assets', 'notes.txt'), 'not served');
  return root;
}

describe('app://bundle', () => {
  test('serves a document under a strict policy whose nonce is the one in the page, fresh each time', async () => {
    const root = bundle();
    const [first, second] = await Promise.all([
      answerAppRequest('app://bundle/index.html', root),
      answerAppRequest('app://bundle/index.html', root),
    ]);
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none';
    expect(await first.text()).toBe(`<meta property="csp-nonce" nonce="${nonce}"><script nonce="${nonce}"></script>`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
  });

  test('serves scripts with their type and without sniffing', async () => {
    const response = await answerAppRequest('app://bundle/assets/a.js', bundle());
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch('text/javascript');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each([
    ['app://bundle/../secret.js', 404],
    ['app://bundle/%2e%2e/secret.js', 404],
    ['app://bundle/..%2fsecret.js', 404],
    ['app://bundle/..%5csecret.js', 404],
    ['app://bundle/assets', 404],
    ['app://bundle/', 404],
    ['app://bundle/assets/notes.txt', 404],
    ['app://bundle/missing.js', 404],
    ['app://other/index.html', 404],
    ['app://bundle/%zz', 400],
    ['app://bundle/%00.js', 400],
    ['not a url', 400],
  ])('answers %s with %i', async (url, status) => {
    expect((await answerAppRequest(url, bundle())).status).toBe(status);
  });
});
