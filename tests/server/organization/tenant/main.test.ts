import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { signInAnswer, TENANT_PATHS, type SignInAnswer } from '../../../../common/wire/tenant.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { bearer } from './harness.ts';

const PROGRAM = path.resolve(import.meta.dirname, '../../../../server/organization/tenant/main.ts');
const POLL = { timeout: 30_000, interval: 20 } as const;
/** Nobody listens there: what is pushed goes nowhere. */
const NOWHERE = '--telemetry-url=http://127.0.0.1:1';

function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [PROGRAM, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function run(args: readonly string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  const child = start(args);
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

interface Listening {
  readonly url: string;
  readonly adminUrl: string;
  readonly accounts?: readonly { readonly account: string; readonly password: string; readonly role: string }[];
}

async function serve(
  args: readonly string[],
): Promise<{ child: ChildProcessWithoutNullStreams; at: Listening; log: () => string }> {
  const child = start(['serve', NOWHERE, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const line = await vi.waitFor(() => {
    const found = /^listening (\{.*\})\n/m.exec(out)?.[1];
    if (found === undefined) throw new Error(`not listening yet: ${err}`);
    return found;
  }, POLL);
  return { child, at: JSON.parse(line) as Listening, log: () => out.replace(/^listening .*\n/m, '') + err };
}

async function signIn(url: string, account: string, password: string): Promise<SignInAnswer> {
  const answer = await fetch(`${url}${TENANT_PATHS.signIn}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ account, password }),
  });
  return signInAnswer.parse(await answer.json());
}

describe('the program', () => {
  it('prints the same registration each time, and nothing secret in it', async () => {
    const dir = `--data-dir=${path.join(tempDirectory(), 'data')}`;
    const first = await run(['registration', dir, '--seed-development']);
    expect(first).toMatchObject({ code: 0, err: '' });
    const registration = JSON.parse(first.out) as Record<string, string>;
    expect(Object.keys(registration)).toEqual(['tenantId', 'name', 'publicKey']);
    expect(registration).toMatchObject({ tenantId: 'contoso', name: 'Contoso' });
    expect(Buffer.from(registration['publicKey'] ?? '', 'base64url')).toHaveLength(44);
    expect((await run(['registration', dir])).out).toBe(first.out);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s while streams are open', async (signal) => {
    const { child, at, log } = await serve([`--data-dir=${path.join(tempDirectory(), 'data')}`, '--seed-development']);
    expect(at.adminUrl).toBe(`${at.url}/admin`);
    const ada = at.accounts?.find(({ account }) => account === 'ada@contoso.example');
    const { sessionToken } = await signIn(at.url, ada?.account ?? '', ada?.password ?? '');
    const stream = await fetch(`${at.url}${TENANT_PATHS.policyEvents}`, { headers: bearer(sessionToken) });
    const reader = stream.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('event: policy');
    const exit = new Promise((resolve) => child.on('exit', (code, by) => resolve([code, by])));
    child.kill(signal);
    expect((await reader?.read())?.done).toBe(true);
    expect(await exit).toEqual([0, null]);
    expect(log()).toContain('"event":"stopped"');
    for (const secret of ['ada@', ada?.password ?? '', sessionToken, '127.0.0.1']) expect(log()).not.toContain(secret);
  });

  it('takes accounts and gives them up beside a running service, with their sessions', async () => {
    const dir = `--data-dir=${path.join(tempDirectory(), 'data')}`;
    await run(['registration', dir, '--tenant-id=fabrikam', '--name=Fabrikam']);
    const { at } = await serve([dir]);
    expect(at.accounts).toBeUndefined();
    const add = ['accounts', 'add', dir, '--account=Eve@fabrikam.example', '--name=Eve', '--role=user'];
    const password = 'correct horse battery';
    expect(await run(add, `${password}\n`)).toMatchObject({ code: 0, err: '' });
    expect(await run(add, `${password}\n`)).toMatchObject({ code: 1, out: '' });
    const eve = await signIn(at.url, 'eve@fabrikam.example', password);
    expect(eve).toMatchObject({ displayName: 'Eve', organization: { tenantId: 'fabrikam', name: 'Fabrikam' } });
    expect((await run(['accounts', 'remove', dir, '--account=eve@fabrikam.example'])).code).toBe(0);
    const answer = await fetch(`${at.url}${TENANT_PATHS.policy}`, { headers: bearer(eve.sessionToken) });
    expect(answer.status).toBe(401);
  });

  it('keeps seeded passwords over a restart, in a file of their own', async () => {
    const dataDir = path.join(tempDirectory(), 'data');
    const args = [`--data-dir=${dataDir}`, '--seed-development'];
    const first = await serve(args);
    const exit = new Promise((resolve) => first.child.on('exit', resolve));
    first.child.kill('SIGTERM');
    await exit;
    const second = await serve(args);
    expect(second.at.accounts).toEqual(first.at.accounts);
    expect(JSON.parse(readFileSync(path.join(dataDir, 'development-accounts.json'), 'utf8'))).toEqual(
      first.at.accounts,
    );
  });

  it.each([
    [[], 'No command'],
    [['sreve'], 'Unknown command: sreve'],
    [['serve'], '--data-dir is missing'],
    [['serve', '--data-dir=x'], '--telemetry-url is missing'],
    [['serve', '--data-dir=x', '--telemetry-url=ftp://x'], '--telemetry-url is not an address'],
    [['serve', '--data-dir=x', NOWHERE, '--port=99999'], '--port=99999 is not a port'],
    [['serve', '--data-dir=x', '--colour'], '--colour'],
    [['registration', '--data-dir=x', '--name=N'], 'belong together'],
    [['accounts', 'add', '--data-dir=x', '--account=nobody', '--name=N', '--role=user'], 'account: must look like'],
  ])('answers %j with what is wrong, and makes nothing', async (args, problem) => {
    const folder = path.join(tempDirectory(), 'x');
    const result = await run(args.map((arg) => arg.replace('--data-dir=x', `--data-dir=${folder}`)));
    expect(result).toMatchObject({ code: 1, out: '' });
    expect(result.err).toContain(problem);
    expect(result.err).not.toContain('    at ');
    expect(() => readFileSync(folder)).toThrow('ENOENT');
  });

  it('says that a port is taken', async () => {
    const { at } = await serve([`--data-dir=${path.join(tempDirectory(), 'a')}`, '--seed-development']);
    const port = new URL(at.url).port;
    const other = path.join(tempDirectory(), 'b');
    const result = await run(['serve', NOWHERE, `--data-dir=${other}`, '--seed-development', `--port=${port}`]);
    expect(result.code).toBe(1);
    expect(result.err).toContain(`port ${port}: it is in use`);
  });
});
