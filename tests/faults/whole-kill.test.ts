/**
 * kill -9 of the whole: the real client and the real telemetry service in the same moments, with
 * a proxy between them. What the client was told that it recorded is stored in the end, once, and nothing else is.
 */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { CallName, Calls } from '../../common/ipc/contract.ts';
import { callChannel } from '../../electron/ipc/channels.ts';
import { buildProject } from '../../tools/build.ts';
import { previewRuntime } from '../../tools/drive.ts';
import { readWindow, startClient, startServices, startTelemetry, type Client } from '../../tools/launch.ts';
import { startDelayProxy } from '../fakes/delay-proxy.ts';
import { tempDirectory } from '../fakes/temp-directory.ts';
import { openPage, type PageClient } from '../preview/page-client.ts';
import { allStored, keyOf } from './real-service.ts';

/** Client alone and service alone die a hundred times in the tests beside this one. */
const ROUNDS = 20;
/** More are added while too few fell between first byte and answer: the client keeps its back-off over restarts. */
const MAX_ROUNDS = 60;
const MIN_KILLS_IN_FLIGHT = 10;
const ANSWER_DELAY_MS = [20, 80] as const;
/** The service dies up to this long before or after the client. */
const MAX_APART_MS = 60;
const START_DEADLINE_MS = 30_000;
const CALL_DEADLINE_MS = 15_000;
const ADA = 'ada@contoso.example';
/** Lines that no error report may have: thrown without a right. */
const RIGHTLESS_LINE = 900_000;

type Call = <N extends CallName>(name: N, ...args: Calls[N]['args']) => Promise<Calls[N]['result']>;
interface Window {
  readonly page: PageClient;
  readonly call: Call;
}

/** A window of a client without a browser: enters by the address that the preview printed. */
async function openWindow(client: Client, file: string): Promise<Window> {
  const isWanted = (line: string): string | undefined =>
    decodeURIComponent(line).includes(`/${file}`) ? readWindow(line) : undefined;
  const page = await openPage({
    until: async () => ['', await client.waitForLine(isWanted, START_DEADLINE_MS)] as unknown as RegExpExecArray,
  });
  const call = async (name: string, ...args: unknown[]): Promise<never> => {
    const late = delay(CALL_DEADLINE_MS, 'late' as const, { ref: false });
    const answer = await Promise.race([page.invoke(callChannel(name as CallName), ...args), late]);
    if (answer === 'late') throw new Error(`main did not answer ${name}`);
    return answer as never;
  };
  return { page, call };
}

/** An error whose only frame, one of our own, carries a number by which it is known again. */
const errorAt = (line: number) => ({
  type: 'RangeError',
  stack: `RangeError: x\n    at f (app://bundle/a.js:${line}:1)`,
});

async function endUsageHour({ page: { origin, cookie } }: Window): Promise<void> {
  const answer = await fetch(`${origin}/__preview/desktop/click`, {
    method: 'POST',
    headers: { origin, cookie },
    body: JSON.stringify({ label: 'End the usage hour now' }),
  });
  expect(answer.status).toBe(204);
}

const within = <T>(promise: Promise<T>, ms: number): Promise<T | void> => Promise.race([promise, delay(ms)]);

test('when client and service are killed together, what was recorded is stored once, and nothing without a right', async () => {
  const built = await buildProject();
  expect(built.ok).toBe(true);
  const root = tempDirectory();
  const dataDir = path.join(root, 'services');
  const services = await startServices({ dataDir });
  let telemetry: typeof services.telemetry | null = services.telemetry;
  const port = Number(new URL(services.telemetry.url).port);
  const [min, max] = ANSWER_DELAY_MS;
  const proxy = await startDelayProxy({
    target: () => telemetry?.url ?? null,
    answerDelayMs: () => randomInt(min, max),
  });
  const runtime = await previewRuntime();
  let client: Client | null = null;
  onTestFinished(async () => {
    await client?.kill();
    await telemetry?.stop();
    await services.tenant.stop();
    await proxy.close();
  });
  const startAgain = async (): Promise<Client> => {
    client = await startClient({
      runtime,
      userDataDir: path.join(root, 'data'),
      policyDir: path.join(root, 'policies'),
      tenantUrl: services.tenant.url,
      telemetryUrl: proxy.url,
      mode: 'url',
    });
    return client;
  };
  const serveAgain = async (): Promise<void> => {
    telemetry ??= await startTelemetry({ dataDir: path.join(dataDir, 'telemetry'), port });
  };
  const untilOpen = async ({ call }: Window): Promise<void> => {
    const gate = async (): Promise<string> => (await call('app.snapshot')).gates.error.state;
    await expect.poll(gate, { timeout: START_DEADLINE_MS }).toBe('open');
  };

  // Signed in and opted in once; what was thrown before had no right.
  const first = await startAgain();
  // Its window closes before the answer could reach it.
  void (await openWindow(first, 'first-run.html')).call('windows.finishFirstRun', true).catch(() => undefined);
  const options = await openWindow(first, 'options.html');
  const password = services.tenant.accounts.find(({ account }) => account === ADA)?.password ?? '';
  expect(await options.call('account.signIn', ADA, password)).toEqual({ ok: true, value: null });
  await options.call('errors.report', errorAt(RIGHTLESS_LINE));
  expect((await options.call('consent.set', 'in', 'en')).ok).toBe(true);
  await untilOpen(options);

  const lines: number[] = [];
  let counted = 0;
  let killedInFlight = 0;
  let round = 0;
  for (; round < ROUNDS || (killedInFlight < MIN_KILLS_IN_FLIGHT && round < MAX_ROUNDS); round++) {
    const [running] = await Promise.all([round === 0 ? first : startAgain(), serveAgain()]);
    const window = await openWindow(running, 'index.html');
    await untilOpen(window);
    for (let n = 0; n < 3; n++) {
      const line = 1 + round * 10 + n;
      await window.call('errors.report', errorAt(line));
      lines.push(line);
      await window.call('usage.count', 'DataStatusOpened');
      counted += 1;
    }
    // Answered in a later turn of the event loop: by then what was recorded before is committed.
    await window.call('app.snapshot');
    const requested = proxy.nextRequest();
    await endUsageHour(window);
    await within(requested, 1_000);
    await delay(randomInt(min));
    const isServiceFirst = round % 2 === 0;
    const killService = async (): Promise<void> => {
      const dying = telemetry;
      telemetry = null;
      await dying?.kill();
    };
    if (proxy.inFlight() > 0) killedInFlight += 1;
    if (isServiceFirst) await killService();
    if (isServiceFirst) await delay(randomInt(MAX_APART_MS));
    await running.kill();
    if (!isServiceFirst) await delay(randomInt(MAX_APART_MS));
    if (!isServiceFirst) await killService();
  }

  await serveAgain();
  const window = await openWindow(await startAgain(), 'index.html');
  await untilOpen(window);
  await endUsageHour(window);
  await expect
    .poll(
      async () => {
        const { usage, error } = (await window.call('app.snapshot')).telemetry.categories;
        return [usage, error].reduce((sum, { counts }) => sum + counts.pending + counts.sending, 0);
      },
      { timeout: 60_000 },
    )
    .toBe(0);

  const stored = await allStored(telemetry ?? services.telemetry);
  expect(new Set(stored.map(keyOf)).size).toBe(stored.length);
  const storedLines = stored
    .filter(({ event }) => event === 'error.exception')
    .map(({ fields }) => Number(/a\.js:(\d+)/.exec(JSON.stringify(fields['Frames']))?.[1]));
  const storedCount = stored.reduce((sum, { fields }) => sum + Number(fields['DataStatusOpened'] ?? 0), 0);
  console.log(
    `client and service killed ${round} times each, in ${killedInFlight} rounds between first byte and acknowledgement; ` +
      `${lines.length} errors and ${counted} counts were recorded, ${storedLines.length} and ${storedCount} are stored\n${proxy.log()}`,
  );
  expect(storedLines.toSorted((a, b) => a - b)).toEqual(lines);
  expect(storedCount).toBe(counted);
  expect(killedInFlight).toBeGreaterThanOrEqual(MIN_KILLS_IN_FLIGHT);
}, 600_000);
