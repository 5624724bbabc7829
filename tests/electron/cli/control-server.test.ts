import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { controlAddress } from '../../../electron/cli/control-address.ts';
import { serveControl } from '../../../electron/cli/control-server.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const ask = (socketPath: string, options: http.RequestOptions): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    http
      .request({ socketPath, ...options }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
      .on('error', reject)
      .end();
  });

async function serve(): Promise<string> {
  const address = controlAddress(tempDirectory());
  const server = serveControl(address, () => ({ hello: 'world' }), silentLogger);
  onTestFinished(() => server.close());
  await expect.poll(() => fs.existsSync(address)).toBe(true);
  return address;
}

test('answers the status, and nothing else', async () => {
  const address = await serve();
  expect(await ask(address, { path: '/status' })).toEqual({ status: 200, text: '{"hello":"world"}' });
  expect((await ask(address, { path: '/records' })).status).toBe(404);
  expect((await ask(address, { path: '/status', method: 'POST' })).status).toBe(404);
});

test.skipIf(process.platform === 'win32')('only the owner can open the socket', async () => {
  expect(fs.statSync(await serve()).mode & 0o077).toBe(0);
});

test('takes the place of a socket that a killed run left behind', async () => {
  const address = controlAddress(tempDirectory());
  fs.writeFileSync(address, '');
  const server = serveControl(address, () => ({}), silentLogger);
  onTestFinished(() => server.close());
  await expect
    .poll(() =>
      ask(address, { path: '/status' }).then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);
});

test('a data folder with a long name still has a socket that systems can open', () => {
  const long = path.join('/data', 'x'.repeat(120));
  expect(Buffer.byteLength(controlAddress(long, 'linux', '/run/user/1000'))).toBeLessThan(104);
  expect(controlAddress(long, 'linux', '/run/user/1000')).not.toBe(
    controlAddress(`${long}y`, 'linux', '/run/user/1000'),
  );
  expect(controlAddress(long, 'win32')).toMatch(/^\\\\\.\\pipe\\parley-[0-9a-f]{16}$/);
});
