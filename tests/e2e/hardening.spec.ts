/**
 * What somebody with the same computer can try on a real client: its files while it is stopped, its switches, its
 * channels. Options and consent edited by hand are in `states.spec.ts`.
 */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { errorFieldKeys } from '../../common/catalogue/catalogue.ts';
import { CALL_NAMES } from '../../common/ipc/contract.ts';
import type { ControlStatus } from '../../electron/cli/status-view.ts';
import { callChannel } from '../../electron/ipc/channels.ts';
import { policyDirectories } from '../../electron/policy/policy-directory.ts';
import { startClient } from '../../tools/launch.ts';
import { projectRoot } from '../../tools/project.ts';
import { chooseRuntime, machineProbe, type Runtime } from '../../tools/runtime.ts';
import { expect, test } from './parley.ts';

/** What `parley status --json` prints for a data folder. */
async function statusOf(userDataDir: string): Promise<ControlStatus> {
  const args = [path.join(projectRoot, 'tools/parley.ts'), 'status', '--json', `--user-data-dir=${userDataDir}`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: projectRoot });
  return JSON.parse(stdout) as ControlStatus;
}
const gatesOf = async (userDataDir: string): Promise<Record<string, string>> => {
  const { gates } = await statusOf(userDataDir);
  return { usage: gates.usage.state, error: gates.error.state };
};

async function previewRuntime(): Promise<Runtime> {
  const choice = await chooseRuntime({ ...machineProbe(), env: { ...process.env, RUNTIME: 'preview' } });
  if (!choice.ok) throw new Error(choice.reason);
  return choice.runtime;
}

const everythingBelow = (folder: string): string[] =>
  fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));
const fileNamed = (folder: string, pattern: RegExp): string => {
  const found = everythingBelow(folder).find((file) => pattern.test(path.basename(file)));
  if (found === undefined) throw new Error(`no file like ${String(pattern)} below ${folder}`);
  return found;
};
const edit = (file: string, change: (text: string) => string): void => {
  const before = fs.readFileSync(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`${path.basename(file)} did not hold what was to be edited`);
  fs.writeFileSync(file, after);
};

test('everything below the data folder is for its user alone', async ({ parley }) => {
  const options = await parley.signIn();
  await options.getByRole('checkbox', { name: /send error reports/i }).check();
  await expect.poll(() => parley.stored('census').then(({ length }) => length)).toBeGreaterThan(0);
  const open = [parley.userDataDir, ...everythingBelow(parley.userDataDir)].filter(
    (file) => (fs.lstatSync(file).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
  const names = everythingBelow(parley.userDataDir).map((file) => path.relative(parley.userDataDir, file));
  for (const name of [
    'control.sock',
    'preview.sock',
    'account/session.json',
    'consent/consent.jsonl',
    'telemetry/spool.db',
  ])
    expect(names).toContain(path.normalize(name));
});

test('an opt-in that was written by hand opens nothing', async ({ parley }) => {
  await parley.signIn();
  await parley.stop();
  const { session } = JSON.parse(fs.readFileSync(fileNamed(parley.userDataDir, /^session\.json$/), 'utf8')) as {
    session: { accountId: string; organization: { tenantId: string } };
  };
  const principal = { tenantId: session.organization.tenantId, accountId: session.accountId };
  const record = { practicesVersion: 1, practicesLanguage: 'en', catalogueDigest: 'x', appVersion: '0.1.0' };
  const agreedFields = errorFieldKeys();
  const choice = { choice: 'in', at: 1, ...record, agreedFields, gesture: 'options.general' };
  const ledger = path.join(parley.userDataDir, 'consent', 'consent.jsonl');
  fs.appendFileSync(ledger, `${JSON.stringify({ kind: 'choice', serial: 2, principal, ...choice })}\n`);
  await parley.restart();
  expect((await statusOf(parley.userDataDir)).consent.choice).toBe('out');
  expect(await gatesOf(parley.userDataDir)).toMatchObject({ error: 'closed' });
});

test('a policy cache edited by hand opens nothing that the organization stopped', async ({ parley }) => {
  await parley.signIn();
  await parley.setTenantPolicy({ DisableAutomaticSendTracing: true });
  await expect.poll(() => gatesOf(parley.userDataDir)).toEqual({ usage: 'closed', error: 'closed' });
  const cache = fileNamed(parley.userDataDir, /^tenant-policy-/);
  const written = fs.readFileSync(cache, 'utf8');
  // Without the service there is nobody to correct what the file says.
  await parley.services.tenant.stop();
  for (const change of [
    (text: string) => text.replace('"DisableAutomaticSendTracing":true', '"DisableAutomaticSendTracing":false'),
    (text: string) => text.replace('{"DisableAutomaticSendTracing":true}', '{}'),
    (text: string) => text.slice(0, -10),
    () => '{"version":1}',
  ]) {
    await parley.stop();
    fs.writeFileSync(cache, written);
    edit(cache, change);
    await parley.restart();
    expect(await gatesOf(parley.userDataDir)).toEqual({ usage: 'held', error: 'closed' });
  }
});

test('a session edited by hand opens nothing', async ({ parley }) => {
  await parley.signIn();
  await expect.poll(() => gatesOf(parley.userDataDir)).toMatchObject({ usage: 'open' });
  await parley.stop();
  const file = fileNamed(parley.userDataDir, /^session\.json$/);
  const written = fs.readFileSync(file, 'utf8');
  await parley.services.tenant.stop();
  for (const change of [
    (text: string) => text.replace(/"accountId":"[^"]*"/, '"accountId":"somebody-else"'),
    (text: string) => text.replace(/"tenantId":"[^"]*"/, '"tenantId":"fabrikam"'),
    (text: string) => text.replace(/"service":"[^"]*"/, '"service":"https://other.example"'),
    (text: string) => text.slice(0, -5),
  ]) {
    fs.writeFileSync(file, written);
    edit(file, change);
    await parley.restart();
    expect(await gatesOf(parley.userDataDir)).toEqual({ usage: 'held', error: 'closed' });
    await parley.stop();
  }
});

test('a packaged client takes no switch that points elsewhere, and has no menu for developers', async ({ parley }) => {
  const userDataDir = path.join(path.dirname(parley.userDataDir), 'packaged');
  const runtime = await previewRuntime();
  const { services, policyDir, proxy } = parley;
  parley.pushPolicy({ DisableAutomaticSendTracing: true });
  const client = await startClient({
    runtime,
    userDataDir,
    policyDir,
    tenantUrl: services.tenant.url,
    telemetryUrl: proxy.url,
    mode: 'url',
    env: { ...process.env, PREVIEW_PACKAGED: '1' },
  });
  try {
    const status = await statusOf(userDataDir);
    expect(status.policyDirectory).toBe(policyDirectories(process.platform, process.env).managed);
    expect(status.policies.DisableAutomaticSendTracing).not.toMatchObject({ state: 'set', value: true });
    const log = fs.readFileSync(path.join(userDataDir, 'logs', 'parley.log'), 'utf8');
    const refused = [...log.matchAll(/"A switch was not taken\.","name":"([^"]+)"/g)].map(([, name = '']) => name);
    expect(refused.toSorted()).toEqual(['policy-dir', 'telemetry-url', 'tenant-url']);

    const page = await parley.context.newPage();
    await page.goto(client.url ?? '');
    await page.getByRole('heading', { level: 1 }).waitFor();
    // In a development build this ends the main process.
    await page.keyboard.press('Control+Alt+Shift+E');
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect((await statusOf(userDataDir)).version).toBe(status.version);
    expect(client.hasExited()).toBe(false);
  } finally {
    await client.stop();
  }
});

test('main listens on the channels of the contract and on no other', async ({ parley }) => {
  const folder = path.dirname(parley.userDataDir);
  const probe = path.join(folder, 'probe.mjs');
  // Runs before the program and tells what it registered, from then on.
  fs.writeFileSync(
    probe,
    `import { ipcMain } from 'electron';
     const handled = new Set();
     const handle = ipcMain.handle.bind(ipcMain);
     ipcMain.handle = (channel, listener) => { handled.add(channel); return handle(channel, listener); };
     setInterval(() => {
       const listened = ipcMain.eventNames().filter((name) => ipcMain.listenerCount(name) > 0).map(String);
       if (handled.size > 0) console.log('channels ' + JSON.stringify({ handled: [...handled], listened }));
     }, 100).unref();`,
  );
  const runtime = await previewRuntime();
  const [main = ''] = runtime.args.slice(-1);
  const client = await startClient({
    runtime: { ...runtime, args: [...runtime.args.slice(0, -1), '--import', probe, main] },
    userDataDir: path.join(folder, 'probed'),
    policyDir: parley.policyDir,
    tenantUrl: parley.services.tenant.url,
    telemetryUrl: parley.proxy.url,
    mode: 'url',
  });
  try {
    const readChannels = (line: string): { handled: string[]; listened: string[] } | undefined =>
      line.startsWith('channels ')
        ? (JSON.parse(line.slice('channels '.length)) as { handled: string[]; listened: string[] })
        : undefined;
    const { handled, listened } = await client.waitForLine(readChannels, 15_000);
    expect(handled.toSorted()).toEqual(CALL_NAMES.map(callChannel).toSorted());
    expect(listened).toEqual([]);
  } finally {
    await client.stop();
  }
});
