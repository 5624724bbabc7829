import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { batchOf, gzipped } from './batches.ts';
import { organization } from './harness.ts';
import { runCommand, startService, type RunningService } from './process.ts';

async function serve(folder: string): Promise<RunningService> {
  const service = await startService(folder);
  onTestFinished(async () => {
    await service.end('SIGKILL');
  });
  return service;
}
const upload = async (url: string, token?: string): Promise<number> => {
  const response = await fetch(`${url}/v1/logs`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: gzipped(encodeBatch(batchOf(token === undefined ? 'census' : 'usage'))),
  });
  await response.arrayBuffer();
  return response.status;
};

describe('the service as a process', () => {
  it('prints where it listens and the reader token, and keeps its folder and files to itself', async () => {
    const folder = path.join(tempDirectory(), 'made', 'on the way');
    const service = await serve(folder);
    expect(service.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await upload(service.url)).toBe(200);
    const answer = await fetch(`${service.url}/api/records`, { headers: { authorization: `Bearer ${service.token}` } });
    expect(((await answer.json()) as { records: unknown[] }).records).toHaveLength(1);
    expect((await fetch(service.pageUrl)).status).toBe(200);
    for (const url of ['/healthz', '/readyz']) expect((await fetch(service.url + url)).status).toBe(200);

    const mode = (file: string): number => statSync(file).mode & 0o777;
    expect(mode(folder)).toBe(0o700);
    const files = readdirSync(folder);
    expect(files).toEqual(expect.arrayContaining(['keys.json', 'reader-token', 'telemetry.db', 'telemetry.db-wal']));
    for (const name of files) expect([name, mode(path.join(folder, name))]).toEqual([name, 0o600]);
    expect(readFileSync(path.join(folder, 'reader-token'), 'utf8').trim()).toBe(service.token);
  });

  it('stops in order on SIGTERM, and keeps token and records for the next start', async () => {
    const folder = tempDirectory();
    const first = await serve(folder);
    await upload(first.url);
    expect(await first.end('SIGTERM')).toBe(0);
    expect(readdirSync(folder)).not.toContain('telemetry.db-wal');
    const second = await serve(folder);
    expect(second.token).toBe(first.token);
    expect(first.output()).not.toContain('127.0.0.1:0');
  });

  it('notices organizations that are registered, and keys that are rotated, while it serves', async () => {
    const folder = tempDirectory();
    const service = await serve(folder);
    const contoso = organization();
    expect(await upload(service.url, contoso.uploadToken)).toBe(403);
    const file = path.join(tempDirectory(), 'registration.json');
    writeFileSync(file, JSON.stringify(contoso.registration));
    const add = ['tenants', 'add', `--data-dir=${folder}`, `--file=${file}`];
    expect((await runCommand(...add)).stdout).toBe('{"tenantId":"contoso","outcome":"added"}\n');
    expect((await runCommand(...add)).stdout).toContain('unchanged');
    const pushed = await fetch(`${service.url}/v1/tenant-switch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ switch: contoso.sign(contoso.switchPayload()) }),
    });
    expect(pushed.status).toBe(200);
    expect(await upload(service.url, contoso.uploadToken)).toBe(200);
    expect((await runCommand('tenants', 'list', `--data-dir=${folder}`)).stdout).toBe(
      '{"tenantId":"contoso","name":"Contoso","switchSerial":1}\n',
    );

    expect((await runCommand('keys', 'rotate', `--data-dir=${folder}`)).stdout).toBe('{"keyEpoch":2}\n');
    expect(await upload(service.url)).toBe(200);
    const answer = await fetch(`${service.url}/api/records?category=census`, {
      headers: { authorization: `Bearer ${service.token}` },
    });
    expect(((await answer.json()) as { records: unknown[] }).records).toMatchObject([{ keyEpoch: 2 }]);
  });

  it('does not start with a folder, key file or token that others may read', async () => {
    const folder = tempDirectory();
    const service = await serve(folder);
    await service.end('SIGTERM');
    for (const [name, open, closed] of [
      ['.', 0o755, 0o700],
      ['keys.json', 0o644, 0o600],
      ['reader-token', 0o640, 0o600],
    ] as const) {
      chmodSync(path.join(folder, name), open);
      const { code, stderr } = await runCommand('serve', `--data-dir=${folder}`);
      expect([name, code]).toEqual([name, 1]);
      expect(stderr).toContain('chmod');
      chmodSync(path.join(folder, name), closed);
    }
  });
});

describe('a command that cannot be followed', () => {
  it.each([
    [['serve'], /--data-dir is missing/],
    [['serve', '--data-dir=DIR', '--port=many'], /--port=many is not a port/],
    [['tenants', 'drop', '--data-dir=DIR'], /There is no command "tenants drop"/],
    [['tenants', 'add', '--data-dir=DIR', '--file=DIR/none.json'], /none\.json cannot be read/],
    [['tenants', 'add', '--data-dir=DIR', '--file=DIR/bad.json'], /bad\.json is not a registration: it is not JSON/],
    [['serve', '--colour=red'], /colour/],
  ] as const)('says why and how, and ends with 1: %s', async (args, message) => {
    const folder = tempDirectory();
    writeFileSync(path.join(folder, 'bad.json'), '{', { mode: 0o600 });
    const { code, stderr } = await runCommand(...args.map((arg) => arg.replace('DIR', folder)));
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
