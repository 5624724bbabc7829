import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fail, ok } from '../../../common/result.ts';
import { findControlAddress, newControlAddress } from '../../../electron/cli/control-address.ts';
import { createControlClient } from '../../../electron/cli/control-client.ts';
import { CONTROL_ARGUMENTS, WATCH_PATH, type PolicyState } from '../../../electron/cli/control-contract.ts';
import { controlRoutes, type ControlDeps, type ControlRoutes } from '../../../electron/cli/control-routes.ts';
import { MAX_REQUEST_BYTES, serveControl, type ControlServer } from '../../../electron/cli/control-server.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { managed, signedIn } from '../../renderer/snapshots.ts';
import { policyView } from './fake-control.ts';

interface Raw {
  readonly status: number;
  readonly text: string;
}
const ask = (socketPath: string, { body, ...options }: http.RequestOptions & { body?: string }): Promise<Raw> =>
  new Promise((resolve, reject) => {
    http
      .request({ socketPath, ...options }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
      .on('error', reject)
      .end(body);
  });

/** Everything that the routes do, and the answers of a Parley with nothing special about it. */
function deps(done: unknown[][]): ControlDeps {
  const end = () => {};
  return {
    client: {
      snapshot: () => signedIn,
      setOption: (...args) => (done.push(['setOption', ...args]), ok(null)),
    },
    policy: { readings: () => [], onChanged: () => end },
    telemetry: {
      records: (query) => (done.push(['records', query]), []),
      body: () => null,
      erase: async (category) => (done.push(['erase', category]), fail('nothing-to-erase')),
      onChanged: () => end,
    },
  };
}

interface Served {
  readonly address: string;
  readonly server: ControlServer;
  readonly done: unknown[][];
  /** Tells watchers of this state. */
  tell(state: PolicyState): void;
  watchers(): number;
}
async function serve(routes: Partial<ControlRoutes> = {}, logger = silentLogger): Promise<Served> {
  const address = newControlAddress(tempDirectory());
  const done: unknown[][] = [];
  const hints = new Set<() => void>();
  let state: PolicyState = policyView({});
  const server = serveControl({
    address,
    routes: { ...controlRoutes(deps(done)), ...routes },
    feed: {
      state: () => state,
      onHint: (listener) => (hints.add(listener), () => hints.delete(listener)),
    },
    logger,
  });
  onTestFinished(() => server.close());
  await expect.poll(() => fs.existsSync(address)).toBe(true);
  return {
    address,
    server,
    done,
    watchers: () => hints.size,
    tell(next) {
      state = next;
      for (const hint of hints) hint();
    },
  };
}
const post = (body: string, type = 'application/json') => ({ method: 'POST', headers: { 'content-type': type }, body });

describe('answers', () => {
  test('the status and the policies to whoever asks with GET', async () => {
    const { address } = await serve();
    const control = createControlClient(address);
    expect(await control.ask('status')).toMatchObject({ ok: true, value: { organization: 'Contoso' } });
    expect(await control.ask('policy')).toMatchObject({ ok: true, value: { readings: [], gates: {} } });
  });

  test('what takes arguments, after they were checked', async () => {
    const { address, done } = await serve();
    const control = createControlClient(address);
    expect(await control.ask('options.set', 'theme', 'dark')).toEqual(ok(ok(null)));
    expect(await control.ask('data.erase', 'error')).toEqual(ok(fail('nothing-to-erase')));
    expect(await control.ask('data.body', '0b5c2a2e-58a1-4f0b-9c58-0d6f0e9a4c11')).toEqual(ok(fail('not-found')));
    expect(done).toEqual([
      ['setOption', 'theme', 'dark'],
      ['erase', 'error'],
    ]);
  });

  test('no records for a file while a policy forbids files', async () => {
    const by = { source: 'machine', file: '10.json' } as const;
    const ban = { key: 'DisableDataExport', losers: [], state: 'set', value: true } as const;
    const setting = { key: 'DisableDataExport', value: true, origin: by } as const;
    const policies = { ...signedIn.policies, DisableDataExport: { ...ban, winner: setting } };
    const done: unknown[][] = [];
    const banned = { ...deps(done), client: { ...deps(done).client, snapshot: () => ({ ...signedIn, policies }) } };
    const { address } = await serve(controlRoutes(banned));
    const control = createControlClient(address);
    expect(await control.ask('data.export', { limit: 1 })).toEqual(ok(fail({ kind: 'managed', by })));
    expect(await control.ask('data.records', { limit: 1 })).toEqual(ok([]));
    expect(done).toEqual([['records', { limit: 1 }]]);
  });
});

describe('refuses', () => {
  test.each<[string, http.RequestOptions & { body?: string }, number]>([
    ['a path that is not there', { path: '/secrets' }, 404],
    ['a name from the prototype', { path: '/toString' }, 404],
    ['to set consent', { path: '/consent.set', ...post('["in","en"]') }, 404],
    ['consent as an option', { path: '/options.set', ...post('["consent","in"]') }, 400],
    ['to sign anybody in', { path: '/account.signIn', ...post('["a","b"]') }, 404],
    ['to write where one reads', { path: '/status', ...post('[]') }, 405],
    ['to read where one writes', { path: '/options.set' }, 405],
    ['to write to the stream', { path: WATCH_PATH, ...post('[]') }, 405],
    ['text that is not JSON', { path: '/options.set', ...post('["theme"') }, 400],
    ['another content type', { path: '/options.set', ...post('["theme","dark"]', 'text/plain') }, 415],
    ['no content type', { path: '/options.set', method: 'POST', body: '["theme","dark"]' }, 415],
    ['arguments of another type', { path: '/data.erase', ...post('["everything"]') }, 400],
    ['too many arguments', { path: '/data.erase', ...post('["error","usage"]') }, 400],
    ['an object', { path: '/data.erase', ...post('{"0":"error","length":1}') }, 400],
    ['too many records at once', { path: '/data.records', ...post('[{"limit":100000}]') }, 400],
    ['too much', { path: '/options.set', ...post(JSON.stringify(['x'.repeat(MAX_REQUEST_BYTES)])) }, 413],
  ])('%s', async (_what, request, status) => {
    const { address, done } = await serve();
    expect((await ask(address, request)).status).toBe(status);
    expect(done).toEqual([]);
  });

  test('whatever is sent is answered, and nothing is done that was not well-formed', async () => {
    const { address, done } = await serve();
    const posts = Object.keys(CONTROL_ARGUMENTS).filter((name) => name.includes('.'));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...posts), fc.oneof(fc.json(), fc.string()), async (name, body) => {
        done.length = 0;
        const { status } = await ask(address, { path: `/${name}`, ...post(body) });
        expect([200, 400]).toContain(status);
        if (status === 400 && done.length > 0) throw new Error(`${name} did something for ${body}`);
      }),
      { numRuns: 200 },
    );
  });

  test('there is no call that could change consent, a policy or an account', () => {
    expect(Object.keys(CONTROL_ARGUMENTS).toSorted()).toEqual([
      'data.body',
      'data.erase',
      'data.export',
      'data.records',
      'options',
      'options.set',
      'policy',
      'receipts',
      'status',
    ]);
  });

  test('an unexpected failure is logged and answered without its details', async () => {
    const logger = capturingLogger();
    const broken = () => {
      throw new TypeError('secret');
    };
    const { address } = await serve({ status: broken }, logger);
    const { status, text } = await ask(address, { path: '/status' });
    expect(status).toBe(500);
    expect(text + JSON.stringify(logger)).not.toContain('secret');
    expect(await createControlClient(address).ask('status')).toEqual(fail('refused'));
  });
});

describe('a watcher', () => {
  test('is told what applies and each change, but nothing when nothing changed', async () => {
    const { address, tell, watchers } = await serve();
    const seen: PolicyState[] = [];
    const abort = new AbortController();
    const end = createControlClient(address).watch((state) => seen.push(state), abort.signal);
    await expect.poll(() => seen.length).toBe(1);
    tell(policyView({}));
    tell(policyView(managed));
    await expect.poll(() => seen.length).toBe(2);
    expect(seen[1]?.gates.usage.state).toBe('closed');
    abort.abort();
    expect(await end).toBe('interrupted');
    await expect.poll(watchers).toBe(0);
  });

  test('hears when Parley ends', async () => {
    const { address, server, watchers } = await serve();
    const end = createControlClient(address).watch(() => {}, new AbortController().signal);
    await expect.poll(watchers).toBe(1);
    server.close();
    expect(await end).toBe('ended');
  });
});

describe('the socket', () => {
  test('of nobody is told from one that does not answer', async () => {
    const nowhere = createControlClient(path.join(tempDirectory(), 'control.sock'));
    expect(await nowhere.ask('status')).toEqual(fail('not-running'));
    expect(await nowhere.watch(() => {}, new AbortController().signal)).toBe('not-running');
    const { address } = await serve({ status: () => new Promise(() => {}) });
    expect(await createControlClient(address, 50).ask('status')).toEqual(fail('no-answer'));
  });

  test.skipIf(process.platform === 'win32')('can be opened by its owner only', async () => {
    expect(fs.statSync((await serve()).address).mode & 0o077).toBe(0);
  });

  test('takes the place of one that a killed run left behind', async () => {
    const address = newControlAddress(tempDirectory());
    fs.writeFileSync(address, '');
    expect(await createControlClient(address).ask('status')).toEqual(fail('not-running'));
    const feed = { state: () => policyView({}), onHint: () => () => {} };
    const server = serveControl({ address, routes: controlRoutes(deps([])), feed, logger: silentLogger });
    onTestFinished(() => server.close());
    const control = createControlClient(address);
    await expect.poll(async () => (await control.ask('status')).ok).toBe(true);
  });

  test('of a data folder with a long name can be opened all the same', () => {
    const long = path.join('/data', 'x'.repeat(120));
    const place = { platform: 'linux', runtimeDirectory: '/run/user/1000' } as const;
    expect(Buffer.byteLength(newControlAddress(long, place))).toBeLessThan(104);
    expect(newControlAddress(long, place)).not.toBe(newControlAddress(`${long}y`, place));
    expect(findControlAddress(long, place)).toBe(newControlAddress(long, place));
  });

  test('is the same for every way to write its folder', () => {
    const place = { platform: 'linux', runtimeDirectory: undefined } as const;
    expect(findControlAddress(`${process.cwd()}/a/../b/`, place)).toBe(newControlAddress('b', place));
  });

  test('on Windows is a pipe that nobody can guess, told to this user alone', () => {
    const place = { platform: 'win32', runtimeDirectory: undefined } as const;
    const directory = tempDirectory();
    expect(findControlAddress(directory, place)).toBeNull();
    const [first, second] = [newControlAddress(directory, place), newControlAddress(directory, place)];
    expect(first).toMatch(/^\\\\\.\\pipe\\parley-[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(findControlAddress(directory, place)).toBe(second);
    const othersMay = process.platform === 'win32' ? 0 : fs.statSync(path.join(directory, 'control.pipe')).mode & 0o077;
    expect(othersMay).toBe(0);
    fs.writeFileSync(path.join(directory, 'control.pipe'), String.raw`\\.\pipe\somebody-else`);
    expect(findControlAddress(directory, place)).toBeNull();
  });

  test('that cannot be told does not keep Parley from starting', () => {
    const place = { platform: 'win32', runtimeDirectory: undefined } as const;
    expect(newControlAddress(path.join(tempDirectory(), 'none'), place)).toContain('parley-');
  });

  test('that nobody ever listened on means that Parley is not running', async () => {
    expect(await createControlClient(null).ask('status')).toEqual(fail('not-running'));
  });
});
