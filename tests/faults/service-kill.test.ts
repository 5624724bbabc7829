/**
 * kill -9 of the telemetry service, a hundred times, while clients send through a proxy: what was acknowledged is
 * stored, and nothing is stored twice, however often its sender had to repeat it. Bounded: each round sends for some
 * milliseconds only.
 */
import { randomInt } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { encodeBatch } from '../../common/otlp/encode.ts';
import { CATEGORIES } from '../../common/catalogue/types.ts';
import { startDelayProxy } from '../fakes/delay-proxy.ts';
import { batchOf, gzipped, type TestBatch } from '../server/vendor/telemetry/batches.ts';
import { allStored, keyOf, prepareService, startService, type RunningService } from './real-service.ts';

const KILLS = 100;
const KILLS_BEFORE_THE_ANSWER = 30;
const CLIENTS = 4;
const MAX_RECORDS = 20;
/** Every third kill comes while a body is half sent; the others up to this long after a first byte. */
const MAX_DELAY_MS = 12;
const MAX_WARM_UP_MS = 100;
/** A client repeats one in so many acknowledged batches, as after an answer that was lost on the way. */
const REPEAT_ONE_IN = 10;

interface Upload {
  readonly batch: TestBatch;
  readonly body: Uint8Array;
}
interface Try {
  hasSentFirstByte: boolean;
  /** 0 when the connection ended without one. */
  status: number | null;
}

/** Where clients send to: the proxy stays, the service behind it comes and goes. */
interface Place {
  readonly url: string;
  readonly uploadToken: string;
}

/** Sends a body in two parts; resolves with the answer's status, or 0 when there was none. */
function send({ url, uploadToken }: Place, agent: Agent, { batch, body }: Upload, attempt: Try): Promise<number> {
  return new Promise<number>((resolve) => {
    const half = Math.floor(body.length / 2);
    const request = httpRequest(`${url}/v1/logs`, {
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        'content-length': String(body.length),
        ...(batch.category === 'census' ? {} : { authorization: `Bearer ${uploadToken}` }),
      },
    });
    request.on('error', () => resolve(0));
    request.on('response', (response) => {
      // The verdict counts once the answer is whole.
      response.on('error', () => resolve(0));
      response.on('end', () => resolve(response.statusCode ?? 0)).resume();
    });
    request.write(body.subarray(0, half), () => {
      attempt.hasSentFirstByte = true;
      setImmediate(() => request.end(body.subarray(half)));
    });
  }).then((status) => (attempt.status = status));
}

const newUpload = (): Upload => {
  const batch = batchOf(CATEGORIES[randomInt(CATEGORIES.length)] ?? 'census', randomInt(1, MAX_RECORDS + 1));
  return { batch, body: gzipped(encodeBatch(batch)) };
};

/** What clients know: what was acknowledged, and what they still have to send. */
interface Ledger {
  readonly acknowledged: Upload[];
  readonly owed: Upload[];
  repeats: number;
}

async function client(place: Place, ledger: Ledger, tries: Set<Try>, isOver: () => boolean): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!isOver()) {
    const again = ledger.acknowledged[randomInt(ledger.acknowledged.length + 1)];
    const isRepeat = again !== undefined && randomInt(REPEAT_ONE_IN) === 0;
    const upload = isRepeat ? again : (ledger.owed.shift() ?? newUpload());
    const attempt: Try = { hasSentFirstByte: false, status: null };
    tries.add(attempt);
    const status = await send(place, agent, upload, attempt);
    if (status !== 0 && status !== 200) throw new Error(`the service answered ${status}`);
    if (isRepeat) ledger.repeats += 1;
    else if (status === 200) ledger.acknowledged.push(upload);
    else ledger.owed.push(upload);
    if (status === 0) break;
  }
  agent.destroy();
}

/** One life of the service; true when the kill hit a request between its first byte and its answer. */
async function round(place: Place, service: RunningService, number: number, ledger: Ledger): Promise<boolean> {
  const tries = new Set<Try>();
  const state = { isOver: false };
  const clients = Promise.all(
    Array.from({ length: CLIENTS }, () => client(place, ledger, tries, () => state.isOver)),
  ).finally(() => (state.isOver = true));
  // Looked at below; a refusal before then must not count as unhandled.
  clients.catch(() => {});
  const underWay = (): Try[] => [...tries].filter((t) => t.hasSentFirstByte && t.status === null);
  // Let some be acknowledged first, in most rounds.
  if (number % 4 !== 0) await delay(randomInt(MAX_WARM_UP_MS));
  while (!state.isOver && underWay().length === 0) await nextTurn();
  if (number % 3 !== 0) await delay(randomInt(MAX_DELAY_MS));
  const hit = underWay();
  const ended = service.end('SIGKILL');
  state.isOver = true;
  await ended;
  await clients;
  return hit.some(({ status }) => status === 0);
}

const storedKeys = async (service: RunningService): Promise<string[]> => (await allStored(service)).map(keyOf);
const keysOf = (uploads: readonly Upload[]): string[] =>
  uploads.flatMap(({ batch }) => batch.records.map((r) => `${batch.category} ${batch.batchId} ${r.sequence}`));

it('loses nothing that it acknowledged and stores nothing twice when it is killed a hundred times', async () => {
  const { folder, contoso } = await prepareService();
  let service: RunningService | null = null;
  const proxy = await startDelayProxy({ target: () => service?.url ?? null, answerDelayMs: () => 0 });
  onTestFinished(() => proxy.close());
  const place: Place = { url: proxy.url, uploadToken: contoso.uploadToken };

  const ledger: Ledger = { acknowledged: [], owed: [], repeats: 0 };
  let killsBeforeTheAnswer = 0;
  for (let number = 0; number < KILLS; number++) {
    service = await startService(folder);
    if (await round(place, service, number, ledger)) killsBeforeTheAnswer += 1;
  }

  const last = (service = await startService(folder));
  try {
    // Before anything is repeated: acknowledged means stored.
    const stored = await storedKeys(last);
    expect(new Set(stored).size).toBe(stored.length);
    const missing = new Set(keysOf(ledger.acknowledged)).difference(new Set(stored));
    expect([...missing]).toEqual([]);
    const sent = new Set(keysOf([...ledger.acknowledged, ...ledger.owed]));
    expect([...new Set(stored).difference(sent)]).toEqual([]);

    const owed = ledger.owed.length;
    const agent = new Agent({ keepAlive: true });
    for (const upload of ledger.owed)
      expect(await send(place, agent, upload, { hasSentFirstByte: false, status: null })).toBe(200);
    agent.destroy();
    expect((await storedKeys(last)).toSorted()).toEqual([...sent].toSorted());
    console.log(
      `service killed ${KILLS} times, ${killsBeforeTheAnswer} of them between first byte sent and answer; ` +
        `${sent.size} records in ${ledger.acknowledged.length + owed} batches, ${stored.length} stored by the end of the ` +
        `last kill, ${owed} batches repeated after it, ${ledger.repeats} needlessly: 0 lost, 0 twice\n${proxy.log()}`,
    );
    expect(killsBeforeTheAnswer).toBeGreaterThanOrEqual(KILLS_BEFORE_THE_ANSWER);
  } finally {
    await last.end('SIGTERM');
  }
}, 300_000);
