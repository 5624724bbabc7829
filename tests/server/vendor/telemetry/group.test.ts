import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../../../common/catalogue/types.ts';
import { STORE_QUOTAS } from '../../../../server/vendor/telemetry/limits.ts';
import { createGroup } from '../../../../server/vendor/telemetry/store/group.ts';
import { openSqliteStore } from '../../../../server/vendor/telemetry/store/sqlite-store.ts';
import { StoreUnavailable, type NewRecord } from '../../../../server/vendor/telemetry/store/store.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { batchOf } from './batches.ts';

const record = (category: NewRecord['category'], change: Partial<NewRecord> = {}): NewRecord => ({
  category,
  batchId: batchOf(category).batchId,
  erasureHash: 'a'.repeat(64),
  sequence: 0,
  event: `${category}.event`,
  tenantId: null,
  atMs: 0,
  receivedAtMs: 0,
  expiresAtMs: 8e15,
  keyEpoch: 1,
  fields: {},
  ...change,
});

describe('what comes in one turn', () => {
  it('is written together, each item answered in its place; what comes later is written later', async () => {
    const groups: (readonly number[])[] = [];
    const group = createGroup<number, number>((items) => {
      groups.push(items);
      return items.map((item) => (item < 0 ? new RangeError('negative') : item * 2));
    });
    expect(await Promise.allSettled([group.add(1), group.add(-1), group.add(3)])).toMatchObject([
      { value: 2 },
      { reason: { message: 'negative' } },
      { value: 6 },
    ]);
    expect(await group.add(4)).toBe(8);
    group.flush();
    expect(groups).toEqual([[1, -1, 3], [4]]);
  });

  it('fails together when it could not be written, and the next is written again', async () => {
    let isBroken = true;
    const group = createGroup<number, number>((items) => {
      if (isBroken) throw new Error('broken by the test');
      return items;
    });
    const failed = await Promise.allSettled([group.add(1), group.add(2)]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await group.add(3)).toBe(3);
  });
});

describe('appends of one turn', () => {
  it('are stored once each, also when they bring the same records', async () => {
    const store = openSqliteStore(path.join(tempDirectory(), 'telemetry.db'));
    const same = record('error');
    const outcomes = await Promise.all([[same], [same, { ...same, sequence: 1 }], [record('usage')]].map(store.append));
    expect(outcomes).toMatchObject([
      { stored: 1, duplicates: 0 },
      { stored: 1, duplicates: 1 },
      { stored: 1, duplicates: 0 },
    ]);
    expect(await store.list({ limit: 10 })).toHaveLength(3);
    await store.close();
  });

  it('of census wait at its own quota without holding up the others', async () => {
    const file = path.join(tempDirectory(), 'telemetry.db');
    const store = openSqliteStore(file, { ...STORE_QUOTAS, maxBytesForCensus: 1 });
    const outcomes = await Promise.allSettled(CATEGORIES.map((category) => store.append([record(category)])));
    const refused = outcomes.flatMap((outcome, i) => (outcome.status === 'rejected' ? [CATEGORIES[i]] : []));
    expect(refused).toEqual(['census']);
    expect((await store.list({ limit: 10 })).map(({ category }) => category).toSorted()).toEqual(['error', 'usage']);
    await store.close();
  });

  it('are on disk when the store closes in the same turn', async () => {
    const file = path.join(tempDirectory(), 'telemetry.db');
    const store = openSqliteStore(file);
    const append = store.append([record('error')]);
    await store.close();
    expect(await append).toMatchObject({ stored: 1 });
    const again = openSqliteStore(file);
    expect(await again.list({ limit: 10 })).toHaveLength(1);
    await again.close();
  });

  it('that the database refuses leave nothing behind, and are told to come back', async () => {
    const store = openSqliteStore(path.join(tempDirectory(), 'telemetry.db'));
    store.database().exec('PRAGMA max_page_count = 30');
    const big = Array.from({ length: 2_000 }, (_, sequence) =>
      record('error', { sequence, fields: { ErrorType: 'x'.repeat(200) } }),
    );
    const outcomes = await Promise.allSettled([store.append([record('error')]), store.append(big)]);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as unknown });
    expect(await store.list({ limit: 10 })).toEqual([]);
    await store.close();
  });
});
