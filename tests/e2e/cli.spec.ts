/** The command line against a running Parley, through the very program that is packaged: the app with `--cli`. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../tools/project.ts';
import type { Explanation } from '../../electron/cli/explain.ts';
import type { ControlStatus } from '../../electron/cli/status-view.ts';
import type { ClosingReceipt, RecordView } from '../../common/telemetry/views.ts';
import { errorBox, expect, said, test, throwInRenderer, type Parley } from './parley.ts';

/** Each answer is a program that starts, on a machine that may be busy. */
const eventually = expect.configure({ timeout: 20_000 });
test.setTimeout(120_000);

interface Outcome {
  readonly code: number;
  readonly out: string;
  /** Of `out`. */
  readonly bytes: Buffer;
  readonly err: string;
}
const APP = ['--import', './preview/register.ts', 'dist/electron/main.mjs', '--cli'];
const NPM = ['tools/parley.ts'];

/** @param words as typed after `parley` */
function cli(words: readonly string[], starter: readonly string[] = APP): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...starter, ...words], { cwd: projectRoot, encoding: 'buffer' }, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ code, out: out.toString('utf8'), bytes: out, err: err.toString('utf8') });
    });
  });
}
const ask = (parley: Parley, words: string, starter?: readonly string[]): Promise<Outcome> =>
  cli([...words.split(' '), `--user-data-dir=${parley.userDataDir}`], starter);
async function json<T>(parley: Parley, words: string, starter?: readonly string[]): Promise<T> {
  const { out, err } = await ask(parley, `${words} --json`, starter);
  expect(err).toBe('');
  return JSON.parse(out) as T;
}
const explained = (parley: Parley) => json<Explanation>(parley, 'policy explain DisableAutomaticSendTracing');

test('policies: explained with winner and loser, watched as they change, proved by receipts', async ({ parley }) => {
  await parley.signIn();
  await parley.setTenantPolicy({ DisableAutomaticSendTracing: false });
  await eventually.poll(async () => (await explained(parley)).policies[0]?.state).toBe('set');

  const watch = spawn(process.execPath, [...APP, 'policy', 'watch', `--user-data-dir=${parley.userDataDir}`], {
    cwd: projectRoot,
  });
  let seen = '';
  watch.stdout.setEncoding('utf8').on('data', (text: string) => (seen += text));
  const ended = new Promise<number | null>((resolve) => watch.on('exit', resolve));
  await eventually.poll(() => seen).toContain('usage: open');
  parley.pushPolicy({ DisableAutomaticSendTracing: true });
  await eventually
    .poll(() => seen)
    .toMatch(/DisableAutomaticSendTracing: false .* -> true \(this computer, .*10-test\.json:1:2\)/);
  await eventually.poll(() => seen).toMatch(/usage: open -> closed/);
  watch.kill('SIGINT');
  expect(await ended).toBe(0);

  const { policies, gates } = await explained(parley);
  expect(policies[0]).toMatchObject({
    key: 'DisableAutomaticSendTracing',
    value: true,
    winner: { value: true, origin: { source: 'machine', file: '10-test.json', line: 1, column: 2 } },
    losers: [{ value: false, origin: { source: 'tenant' }, why: 'overridden-by-stop' }],
  });
  expect(policies[0]?.winner?.origin.modifiedAt).toBeGreaterThan(Date.now() - 60_000);
  expect(gates.usage).toMatchObject({ state: 'closed', by: { source: 'machine' } });
  const { out } = await ask(parley, 'policy explain');
  expect(out).toContain(`wins: true from this computer, ${path.join(parley.policyDir, '10-test.json')}:1:2`);
  expect(out).toMatch(/loses: false from the organization's service, .*; another source stops sending/);
  expect(out).toMatch(/the organization's service: last read \d+ seconds? ago/);

  const receipts = await json<ClosingReceipt[]>(parley, 'policy receipts');
  expect(receipts[0]).toMatchObject({ category: 'usage', reason: 'policy-stops', requestsSince: 0 });

  parley.pushPolicy('{ "DisableAutomaticSendTracin": true }');
  await eventually
    .poll(async () => (await ask(parley, 'policy explain')).out)
    .toMatch(/10-test\.json:1:3: .*Did you mean "DisableAutomaticSendTracing"\?/);
});

test('status is the same by the app and by npm run parley', async ({ parley }) => {
  await parley.signIn();
  for (const starter of [APP, NPM]) {
    const status = await json<ControlStatus>(parley, 'status', starter);
    expect(status).toMatchObject({ signedIn: true, organization: 'Contoso', gates: { usage: { state: 'open' } } });
    expect(status.policies.DisableAutomaticSendTracing).toBeDefined();
    expect(status.spool.counts.census).toHaveProperty('sent');
  }
});

test('an option is set at once, unless a policy manages it; consent never is', async ({ parley }) => {
  const options = await parley.signIn();
  expect(await ask(parley, 'options set theme dark')).toMatchObject({ code: 0, out: 'theme is dark now.\n' });
  await expect(options.getByRole('radio', { name: 'Dark' })).toBeChecked();

  parley.pushPolicy({ LoggingLevel: 'off' });
  await eventually.poll(async () => (await ask(parley, 'options get logging')).out).toBe('off\n');
  const refused = await ask(parley, 'options set logging full');
  expect(refused).toMatchObject({ code: 4, out: '' });
  expect(refused.err).toMatch(/^logging is managed by this computer, .*10-test\.json:1:2; own choice: light\./);
  parley.removePolicy();
  await eventually.poll(async () => (await ask(parley, 'options get logging')).out).toBe('light\n');

  for (const words of ['options set consent in', 'consent set in', 'options set errorReporting on'])
    expect((await ask(parley, words)).code).toBe(2);
  await expect(errorBox(options)).not.toBeChecked();
});

test('data is listed, shown byte for byte, exported unless a policy forbids files, and erased', async ({ parley }) => {
  const options = await parley.signIn();
  await errorBox(options).check();
  await expect(said(options, /^On since/)).toBeVisible();
  await throwInRenderer(options);
  const listed = () => json<RecordView[]>(parley, 'data list --category=error --state=sent');
  await eventually.poll(async () => (await listed()).length).toBeGreaterThan(0);
  const record = (await listed()).find(({ event }) => event === 'error.exception');
  expect(record).toBeDefined();

  const shown = await ask(parley, `data show ${record?.id}`);
  expect(shown.out).toMatch(/^ {2}SipUri +sip:ada@contoso\.example +may identify you, hashed by the service/m);
  const raw = await ask(parley, `data show ${record?.batchId} --raw`);
  const sha256 = createHash('sha256').update(raw.bytes).digest('hex');
  expect((await ask(parley, `data show ${record?.batchId}`)).out).toContain(sha256);
  const wire = parley.proxy.requests.find(({ body }) => body.includes(record?.batchId ?? 'none'));
  expect(raw.bytes).toEqual(wire?.body);

  const file = test.info().outputPath('data.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  expect((await ask(parley, `data export ${file}`)).code).toBe(0);
  const exported = JSON.parse(fs.readFileSync(file, 'utf8')) as { records: RecordView[] };
  expect(exported.records.map(({ id }) => id)).toContain(record?.id);

  parley.pushPolicy({ DisableDataExport: true });
  const forbidden = test.info().outputPath('forbidden.csv');
  await eventually.poll(async () => (await ask(parley, `data export ${forbidden} --format=csv`)).code).toBe(4);
  expect(fs.existsSync(forbidden)).toBe(false);
  expect((await listed()).length).toBeGreaterThan(0);

  expect(await ask(parley, 'data erase error')).toMatchObject({ code: 0, out: expect.stringMatching(/0 refused\.$/m) });
  expect(await parley.stored('error')).toEqual([]);
});

test('data is purged only when Parley is not running', async ({ parley }) => {
  await parley.signIn();
  const running = await ask(parley, 'data purge --yes');
  expect(running).toMatchObject({ code: 1, err: expect.stringMatching(/^Parley is running/) });
  expect(fs.existsSync(path.join(parley.userDataDir, 'telemetry'))).toBe(true);
  await parley.stop();
  expect(await ask(parley, 'status')).toMatchObject({ code: 3, out: '' });
  expect((await ask(parley, 'data purge')).code).toBe(2);
  expect((await ask(parley, 'data purge --yes')).code).toBe(0);
  // What is left is the preview's own, which no installed Parley has.
  expect(fs.readdirSync(parley.userDataDir)).toEqual(['preview.sock']);
});

test('policy files are judged without a running Parley, which leaves no trace', async () => {
  const folder = test.info().outputPath('files');
  fs.mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return file;
  };
  const good = write('good.json', '{ "DisableAutomaticSendTracing": true }');
  const misspelt = write('misspelt.json', '{\n  "DisableAutomaticSendTracin": true\n}');
  const broken = write('broken.json', '{ "LoggingLevel": "off", }');
  const dataDirectory = path.join(folder, 'data');
  const lint = (...files: string[]) => cli(['policy', 'lint', ...files, `--user-data-dir=${dataDirectory}`]);
  expect(await lint(good)).toMatchObject({ code: 0, out: `${good}: valid, 1 policy.\n`, err: '' });
  const bad = await lint(misspelt, broken);
  expect(bad.code).toBe(1);
  expect(bad.out).toContain(
    `${misspelt}:2:3: "DisableAutomaticSendTracin" is not the name of a policy. Did you mean "DisableAutomaticSendTracing"?`,
  );
  expect(bad.out).toContain(`${broken}:1:26: The file is not valid JSON`);
  expect(fs.existsSync(dataDirectory)).toBe(false);
});
