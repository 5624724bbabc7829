/**
 * kill -9 of a client that records and uploads to the real service: what was committed arrives once, and nothing that
 * had no right.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startDelayProxy } from '../fakes/delay-proxy.ts';
import { tempDirectory } from '../fakes/temp-directory.ts';
import { allStored, keyOf, prepareService, startService } from './real-service.ts';

const KILLS = 100;
const MIN_KILLS_IN_FLIGHT = 30;
const ANSWER_DELAY_MS = [10, 60] as const;
/** Kills that do not wait for a request happen this long after the first commit. */
const MAX_LIFE_MS = 120;
const MAX_REQUESTS_BEFORE_KILL = 4;
const START_DEADLINE_MS = 20_000;
const CLIENT = fileURLToPath(new URL('client-process.ts', import.meta.url));

interface Client {
  readonly process: ChildProcess;
  /** The highest number that the client said was committed; -1 before the first. */
  committed(): number;
  readonly firstCommit: Promise<void>;
  readonly ended: Promise<number | null>;
}

interface ClientPlace {
  readonly directory: string;
  readonly url: string;
  readonly uploadToken: string;
}

function startClient({ directory, url, uploadToken }: ClientPlace, run: number, mode: 'record' | 'drain'): Client {
  const child = spawn(process.execPath, ['--no-warnings', CLIENT, directory, url, uploadToken, String(run), mode], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let committed = -1;
  let pending = '';
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const firstCommit = new Promise<void>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (pending + text).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) committed = Math.max(committed, Number(line));
      if (committed >= 0) resolve();
    });
    if (mode === 'record') void ended.then((code) => reject(new Error(`the client ended by itself with ${code}`)));
  });
  return { process: child, committed: () => committed, firstCommit, ended };
}

const within = <T>(promise: Promise<T>, ms: number): Promise<T | void> =>
  Promise.race([promise, new Promise<void>((resolve) => setTimeout(resolve, ms))]);

test(`after ${KILLS} kills nothing committed is lost, nothing is stored twice, nothing without a right`, async () => {
  const { folder, contoso } = await prepareService();
  const service = await startService(folder);
  const [min, max] = ANSWER_DELAY_MS;
  const proxy = await startDelayProxy({
    target: () => service.url,
    answerDelayMs: () => min + Math.random() * (max - min),
  });
  onTestFinished(async () => {
    await proxy.close();
    await service.end('SIGTERM');
  });
  const place = { directory: tempDirectory(), url: proxy.url, uploadToken: contoso.uploadToken };

  const committed: number[] = [];
  let killedInFlight = 0;
  for (let run = 0; run < KILLS; run++) {
    const client = startClient(place, run, 'record');
    await within(client.firstCommit, START_DEADLINE_MS);
    // Two of three wait for the begin of the first to fourth request; the others hit anything, also a commit.
    if (run % 3 === 0) await within(client.ended, Math.random() * MAX_LIFE_MS);
    else {
      for (let request = 0; request < 1 + (run % MAX_REQUESTS_BEFORE_KILL); request++)
        await within(proxy.nextRequest(), START_DEADLINE_MS);
      await within(client.ended, Math.random() * min);
    }
    if (proxy.inFlight() > 0) killedInFlight += 1;
    client.process.kill('SIGKILL');
    await client.ended;
    committed.push(client.committed());
  }
  const last = startClient(place, KILLS, 'drain');
  expect(await last.ended).toBe(0);

  const records = (await allStored(service)).filter(({ category }) => category === 'error');
  const codes = records.map(({ fields }) => String(fields['ErrorCode']));
  console.log(
    `client kills: ${KILLS}, of these ${killedInFlight} between first byte and acknowledgement; ` +
      `${committed.reduce((sum, n) => sum + n + 1, 0)} records known as committed, ${codes.length} stored
${proxy.log()}`,
  );
  expect(new Set(records.map(keyOf)).size).toBe(records.length);
  expect(killedInFlight).toBeGreaterThanOrEqual(MIN_KILLS_IN_FLIGHT);
  const stored = new Set(codes);
  expect(stored.size).toBe(codes.length);
  expect(codes.filter((code) => !code.startsWith('R'))).toEqual([]);
  const lost = committed.flatMap((highest, run) =>
    Array.from({ length: highest + 1 }, (_, n) => `R${run}N${n}`).filter((code) => !stored.has(code)),
  );
  expect(lost).toEqual([]);
  expect(committed.every((highest) => highest >= 0)).toBe(true);
}, 300_000);
