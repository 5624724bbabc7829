import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable, type TelemetryStore } from '../../../../server/vendor/telemetry/store/store.ts';
import { createTally } from '../../../../server/vendor/telemetry/ingest/tally.ts';
import { openSqliteStore } from '../../../../server/vendor/telemetry/store/sqlite-store.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { batchOf } from './batches.ts';
import { startHarness, type Answer } from './harness.ts';

const unavailable = { status: 503, body: { error: 'unavailable' } };
const expectRetryAfter = (answer: Answer): void => expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);

/** A store that fails the named call while `isBroken`. */
function breakable(call: keyof TelemetryStore): { isBroken: boolean; wrap: (store: TelemetryStore) => TelemetryStore } {
  const state = {
    isBroken: true,
    wrap: (store: TelemetryStore): TelemetryStore =>
      new Proxy(store, {
        get: (target, name) => {
          const broken = (): Promise<never> => Promise.reject(new StoreUnavailable('broken by the test'));
          return name === call && state.isBroken ? broken : (Reflect.get(target, name) as unknown);
        },
      }),
  };
  return state;
}

describe('while the store cannot be used', () => {
  it('an upload is told to come back, and is stored once it can', async () => {
    const store = breakable('append');
    const harness = await startHarness({ wrapStore: store.wrap });
    const batch = batchOf('error', 2);
    const answer = await harness.upload(batch);
    expect(answer).toMatchObject(unavailable);
    expectRetryAfter(answer);
    store.isBroken = false;
    expect((await harness.upload(batch)).status).toBe(200);
    expect(await harness.read()).toHaveLength(2);
  });

  it.each([
    ['ownerOfToken', 'usage'],
    ['tenants', 'usage'],
  ] as const)('a right that cannot be looked up (%s) is no refusal', async (call, category) => {
    const store = breakable(call);
    const harness = await startHarness({ wrapStore: store.wrap });
    const token = call === 'tenants' ? 'x'.repeat(40) : harness.contoso.uploadToken;
    expect(await harness.upload(batchOf(category), { token })).toMatchObject(unavailable);
  });

  it('erasure, switches, the reader and readiness say so, too; being alive does not depend on it', async () => {
    for (const [call, url] of [
      ['erase', null],
      ['list', '/api/records'],
      ['counts', '/api/summary'],
      ['check', '/readyz'],
    ] as const) {
      const store = breakable(call);
      const harness = await startHarness({ wrapStore: store.wrap });
      const answer = url === null ? await harness.erase(batchOf('usage')) : await harness.get(url);
      expect(answer).toMatchObject(unavailable);
      expectRetryAfter(answer);
      expect((await harness.get('/healthz')).status).toBe(200);
      store.isBroken = false;
      expect((await harness.get('/readyz')).status).toBe(200);
    }
  });

  it('refusals are counted on and reach the store later', async () => {
    const counts = new Map<string, number>();
    let isBroken = true;
    const tally = createTally({
      addRefusals: (added) => {
        if (isBroken) return Promise.reject(new StoreUnavailable('broken by the test'));
        for (const [reason, count] of added) counts.set(reason, (counts.get(reason) ?? 0) + count);
        return Promise.resolve();
      },
      refusals: () => Promise.resolve(new Map()),
    });
    tally.add('malformed');
    tally.add('malformed');
    await expect(tally.flush()).rejects.toThrow(StoreUnavailable);
    tally.add('too-large');
    isBroken = false;
    await tally.flush();
    await tally.flush();
    expect(Object.fromEntries(counts)).toEqual({ malformed: 2, 'too-large': 1 });
  });
});

describe('SQLite', () => {
  it('that is full stores nothing of a request, answers 503, and goes on when there is room', async () => {
    const folder = tempDirectory();
    const store = openSqliteStore(path.join(folder, 'telemetry.db'));
    const big = Array.from({ length: 1_500 }, (_, sequence) => ({
      category: 'census' as const,
      batchId: batchOf('census').batchId,
      erasureHash: 'a'.repeat(64),
      sequence,
      event: 'census.device',
      tenantId: null,
      atMs: 0,
      receivedAtMs: 0,
      expiresAtMs: 8e15,
      keyEpoch: 1,
      fields: { AppName: 'x'.repeat(200) },
    }));
    const pages = (limit?: number): void => {
      // The connection that writes is the one that has to be limited.
      store.database().exec(`PRAGMA max_page_count = ${limit ?? 1_000_000}`);
    };
    pages(30);
    for (let turn = 0; turn < 3; turn++) {
      const failure: unknown = await store.append(big).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreUnavailable);
      expect((failure as { cause: { errcode: number } }).cause.errcode).toBe(13);
    }
    expect(await store.list({ limit: 10 })).toEqual([]);
    expect(await store.append(big.slice(0, 2))).toMatchObject({ stored: 2 });
    pages();
    expect(await store.append(big)).toMatchObject({ stored: 1_498, duplicates: 2 });
    await store.close();
  });

  it('that another process has locked answers 503, and goes on when it is free', async () => {
    const harness = await startHarness();
    const other = new DatabaseSync(path.join(harness.folder, 'telemetry.db'));
    other.exec('BEGIN IMMEDIATE');
    const batch = batchOf('census');
    const answer = await harness.upload(batch);
    expect(answer).toMatchObject(unavailable);
    expectRetryAfter(answer);
    other.exec('ROLLBACK');
    other.close();
    expect((await harness.upload(batch)).status).toBe(200);
    expect(await harness.read()).toHaveLength(1);
  });

  it('opens a new connection after one that broke', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('census'));
    harness.store.database().close();
    expect(await harness.upload(batchOf('census'))).toMatchObject(unavailable);
    expect((await harness.upload(batchOf('census'))).status).toBe(200);
    expect(await harness.read()).toHaveLength(2);
  });

  it('is private, and refused when it is not', async () => {
    const file = path.join(tempDirectory(), 'telemetry.db');
    await openSqliteStore(file).close();
    chmodSync(file, 0o644);
    expect(() => openSqliteStore(file)).toThrow(/chmod 0600/);
  });

  it('that is no database is refused at start, and left as it is', () => {
    const file = path.join(tempDirectory(), 'telemetry.db');
    const content = 'this is not a database, and somebody may want to look at it';
    writeFileSync(file, content, { mode: 0o600 });
    expect(() => openSqliteStore(file)).toThrow(/telemetry\.db is damaged/);
    expect(readFileSync(file, 'utf8')).toBe(content);
  });
});

it('the log names trouble by code, never by what was sent', async () => {
  const store = breakable('append');
  const harness = await startHarness({ wrapStore: store.wrap });
  await harness.upload(batchOf('error'));
  const log = harness.logLines.join('\n');
  expect(log).toContain('store-unavailable');
  expect(log).not.toMatch(/acc-|sip:|broken by the test|127\.0\.0\.1/);
});
