import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findBusyPort } from '../../tools/ports.ts';
import { takeLock } from '../../tools/start-lock.ts';

const newFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'parley-lock-'));

test('lets one process use a folder at a time', () => {
  const folder = newFolder();
  const first = takeLock(folder);
  const second = takeLock(folder);
  expect(first.ok).toBe(true);
  expect(!second.ok && second.reason).toContain(String(process.pid));
  if (first.ok) first.release();
  expect(takeLock(folder).ok).toBe(true);
});

test.each(['999999999', 'not a number', ''])('takes over a lock that nobody holds any more (%j)', (content) => {
  const folder = newFolder();
  writeFileSync(path.join(folder, 'start.pid'), content);
  expect(takeLock(folder).ok).toBe(true);
});

test('names the port on which something else listens', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await findBusyPort([port])).toBe(port);
  await new Promise((resolve) => server.close(resolve));
  expect(await findBusyPort([port])).toBeUndefined();
});
