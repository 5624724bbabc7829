import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { LaunchError, type Child } from '../../tools/child.ts';
import { startClient, startServices, startTelemetry, type ClientOptions } from '../../tools/launch.ts';
import { makeFakeProject, type FakeProject } from './fakes/project.ts';

const started: Pick<Child, 'stop'>[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((part) => part.stop()));
});

const newFolder = (): string => mkdtempSync(path.join(os.tmpdir(), 'parley-launch-'));

function clientOptions({ root, runtime }: FakeProject, mode: 'app' | 'url'): ClientOptions {
  const addresses = { tenantUrl: 'http://127.0.0.1:2', telemetryUrl: 'http://127.0.0.1:3' };
  return { runtime, root, mode, port: 4870, userDataDir: '/user data', policyDir: '/policies', ...addresses };
}

test('registers the tenant, starts both services and tells the tenant where telemetry goes', async () => {
  const { root } = makeFakeProject();
  const dataDir = newFolder();
  const services = await startServices({ dataDir, root });
  started.push(services);
  expect(services.telemetry).toMatchObject({ url: 'http://127.0.0.1:3', token: 'token' });
  expect(services.tenant).toMatchObject({ adminUrl: 'http://127.0.0.1:2/admin' });
  expect(services.tenant.accounts[0]?.account).toBe(services.telemetry.url);
  expect(JSON.parse(readFileSync(path.join(dataDir, 'telemetry', 'tenants'), 'utf8'))).toMatchObject({
    name: 'Contoso',
  });
});

test.runIf(process.platform !== 'win32')("keeps the services' folders to this user", async () => {
  const { root } = makeFakeProject();
  const dataDir = newFolder();
  started.push(await startServices({ dataDir, root }));
  for (const name of ['tenant', 'telemetry']) expect(statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o700);
});

test.runIf(process.platform !== 'win32')('lets services clean up when they are stopped', async () => {
  const { root } = makeFakeProject();
  const { tenant, telemetry, stop } = await startServices({ dataDir: newFolder(), root });
  expect(await stop()).toBe(true);
  expect(await telemetry.exited).toEqual({ code: 0, signal: null });
  expect(await tenant.exited).toEqual({ code: 0, signal: null });
  expect(telemetry.log()).toContain('cleaned up');
});

test('names the service that does not come up, with its last lines', async () => {
  const { root } = makeFakeProject();
  const failed = startTelemetry({ dataDir: newFolder(), root });
  await expect(failed).rejects.toThrow(LaunchError);
  await expect(failed).rejects.toThrow(/^telemetry service ended with exit code 3[^]*no tenant is known/);
});

test('gives up a start that is aborted', async () => {
  const { root } = makeFakeProject();
  await expect(startServices({ dataDir: newFolder(), root, signal: AbortSignal.abort() })).rejects.toThrow(
    /told to stop/,
  );
});

test("gives the address of the client's first window in url mode", async () => {
  const client = await startClient(clientOptions(makeFakeProject(), 'url'));
  started.push(client);
  expect(client.url).toBe('http://localhost:4870/key?mode=url');
});

test('has no address when the client opens windows of its own', async () => {
  const client = await startClient(clientOptions(makeFakeProject(), 'app'));
  started.push(client);
  expect(client.url).toBeNull();
  expect(client.hasExited()).toBe(false);
});

test('passes folders and addresses to the client, before further arguments', async () => {
  const client = await startClient({ ...clientOptions(makeFakeProject(), 'url'), args: ['--hidden'] });
  started.push(client);
  const given: unknown = JSON.parse(client.log().split('\n')[0]?.replace('arguments ', '') ?? '');
  expect(given).toEqual([
    '--user-data-dir=/user data',
    '--policy-dir=/policies',
    '--tenant-url=http://127.0.0.1:2',
    '--telemetry-url=http://127.0.0.1:3',
    '--hidden',
  ]);
});
