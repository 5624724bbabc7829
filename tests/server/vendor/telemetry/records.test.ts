import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, eventOf } from '../../../../common/catalogue/catalogue.ts';
import { CATEGORIES } from '../../../../common/catalogue/types.ts';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { partialSuccess } from '../../../../server/vendor/telemetry/ingest/formats.ts';
import { DAY_MS } from '../../../../server/vendor/telemetry/limits.ts';
import { batchOf, exampleFields, merged, newSecret, hashOf } from './batches.ts';
import { startHarness, type Answer } from './harness.ts';

const partial = ({ body }: Answer): { rejectedLogRecords: number; refused: unknown } => {
  const { rejectedLogRecords, errorMessage } = body['partialSuccess'] as ReturnType<typeof partialSuccess>;
  return { rejectedLogRecords, refused: JSON.parse(errorMessage) };
};

describe('single records', () => {
  it('are stored, every event of the catalogue with all its fields', async () => {
    const harness = await startHarness();
    for (const category of CATEGORIES) {
      const events = EVENT_NAMES.filter((name) => eventOf(name).category === category);
      const batch = batchOf(
        category,
        events.map((event) => ({ event, fields: exampleFields(event) })),
      );
      expect(await harness.upload(batch)).toMatchObject({ status: 200, body: {} });
      const stored = await harness.read(`batchId=${batch.batchId}`);
      expect(stored.map(({ event }) => event)).toEqual(events);
      for (const { event, fields } of stored)
        expect(Object.keys(fields)).toEqual(Object.keys(exampleFields(event as (typeof events)[number])));
    }
  });

  it.each([
    ['an event that is not in the catalogue', { event: 'error.unheard-of' }, 'unknown-event', undefined],
    ['an event named like a part of every object', { event: 'constructor' }, 'unknown-event', undefined],
    ['an event of another category', { event: 'census.device' }, 'category-mismatch', undefined],
    ['a field that the event does not have', { DeviceID: randomUUID() }, 'forbidden-field', undefined],
    ['free text', { ErrorType: 'could not open /home/ada/secret.txt' }, 'invalid-value', 'ErrorType'],
    ['a value of another type', { ErrorType: 7 }, 'invalid-value', 'ErrorType'],
    ['a missing field', { ErrorType: undefined }, 'invalid-value', 'ErrorType'],
    ['a frame of a folder of the user', { Frames: ['f@/home/ada/x.js:1:1'] }, 'invalid-value', 'Frames'],
    ['a placeholder for a user', { UserID: '' }, 'invalid-value', 'UserID'],
    ['a time beyond the calendar', { atMs: 8_640_000_000_000_001 }, 'invalid-value', undefined],
  ])('are refused for good, the others stored: %s', async (_name, change, reason, field) => {
    const harness = await startHarness();
    const { event, atMs, ...changes } = change as Record<string, unknown>;
    const bad = {
      fields: exampleFields('error.exception', changes),
      ...(event === undefined ? {} : { event: event as string }),
      ...(atMs === undefined ? {} : { atMs: atMs as number }),
    };
    const batch = batchOf('error', [{}, bad, {}]);
    const answer = await harness.upload(batch);
    expect(answer.status).toBe(200);
    expect(partial(answer)).toEqual({
      rejectedLogRecords: 1,
      refused: [{ batchId: batch.batchId, sequence: 1, reason, ...(field === undefined ? {} : { field }) }],
    });
    expect((await harness.read()).map(({ sequence }) => sequence)).toEqual([0, 2]);
  });

  it('are named by batch and sequence, a bounded number of them, while the count covers all', () => {
    const rejected = Array.from({ length: 2_000 }, (_, sequence) => ({
      batchId: randomUUID(),
      sequence,
      reason: 'category-mismatch' as const,
      field: 'ConversationThreadID',
    }));
    const { rejectedLogRecords, errorMessage } = partialSuccess(rejected);
    expect(rejectedLogRecords).toBe(2_000);
    expect(JSON.parse(errorMessage)).toEqual(rejected.slice(0, 300));
    expect(JSON.stringify({ partialSuccess: { rejectedLogRecords, errorMessage } }).length).toBeLessThan(64 * 1024);
  });

  it('keep their millisecond in error reports', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('error'));
    expect(await harness.read()).toMatchObject([
      { at: '2026-01-05T09:12:34.567Z', receivedAt: '2026-01-05T09:30:00.000Z' },
    ]);
  });
});

describe('repetitions', () => {
  it.each(CATEGORIES)('are stored once and answered 200 each time, also concurrently: %s', async (category) => {
    const harness = await startHarness();
    const batch = batchOf(category, 5);
    const answers = await Promise.all(Array.from({ length: 20 }, () => harness.upload(batch)));
    expect(answers.every(({ status, body }) => status === 200 && Object.keys(body).length === 0)).toBe(true);
    expect((await harness.read()).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
  });

  it('within one request are stored once', async () => {
    const harness = await startHarness();
    const batch = batchOf('census', 3);
    expect((await harness.uploadRequest(merged(batch, batch, batch))).status).toBe(200);
    expect(await harness.read()).toHaveLength(3);
  });

  it('may bring what the first copy did not have', async () => {
    const harness = await startHarness();
    const batch = batchOf('census', 4);
    await harness.upload({ ...batch, records: batch.records.slice(1, 3) });
    await harness.upload(batch);
    expect(new Set((await harness.read()).map(({ sequence }) => sequence))).toEqual(new Set([0, 1, 2, 3]));
    expect(await harness.read()).toHaveLength(4);
  });

  it('are recognised after a restart', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage', 3);
    await harness.upload(batch);
    await harness.restart();
    expect((await harness.upload(batch)).status).toBe(200);
    expect(await harness.read()).toHaveLength(3);
  });

  it('are other records in another category, with the same batch ID', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage');
    await harness.upload(batch);
    await harness.upload({ ...batchOf('error'), batchId: batch.batchId });
    expect(await harness.read()).toHaveLength(2);
  });

  it('under another erasure hash are refused: a batch keeps the owner it came with', async () => {
    const harness = await startHarness();
    const batch = batchOf('census', 2);
    await harness.upload({ ...batch, records: batch.records.slice(0, 1) });
    const secret = newSecret();
    const taken = await harness.upload({ ...batch, erasureHash: hashOf(secret), secret });
    expect(partial(taken)).toMatchObject({
      rejectedLogRecords: 2,
      refused: [
        { sequence: 0, reason: 'invalid-value' },
        { sequence: 1, reason: 'invalid-value' },
      ],
    });
    expect((await harness.upload(batch)).body).toEqual({});
    expect(await harness.read()).toHaveLength(2);
  });
});

it('counts IDs within a category, so that their order does not link reports of several categories', async () => {
  const harness = await startHarness();
  await harness.upload(batchOf('census', 2));
  await harness.upload(batchOf('error', 7));
  await harness.upload(batchOf('census', 2));
  const ids = (await harness.read('category=census')).map(({ id }) => id);
  const steps = new Set(ids.slice(1).map((id, i) => id - (ids[i] ?? 0)));
  expect(steps.size).toBe(1);
  expect(new Set((await harness.read()).map(({ id }) => id)).size).toBe(11);
});

describe('retention', () => {
  it('deletes each event after its days, from every file, and still recognises its repetition', async () => {
    const harness = await startHarness();
    const thread = 'ThreadThatMustGo0123456789ab==';
    const [short, long] = [
      batchOf('error', [{ event: 'error.log', fields: exampleFields('error.log', { Code: 'MarkerThatMustGo' }) }]),
      batchOf('error', [
        { event: 'error.conversation', fields: exampleFields('error.conversation', { ConversationThreadID: thread }) },
      ]),
    ];
    await harness.upload(short);
    await harness.upload(long);
    harness.clock.advance(30 * DAY_MS + 1);
    await harness.restart();
    expect((await harness.read()).map(({ event }) => event)).toEqual(['error.conversation']);
    expect(harness.everyByte()).not.toContain('MarkerThatMustGo');
    expect(harness.everyByte()).toContain(thread);

    await harness.pushSwitch();
    await harness.upload(short);
    expect(await harness.read()).toHaveLength(1);
    harness.clock.advance(60 * DAY_MS);
    await expect.poll(() => harness.read(), { timeout: 20_000 }).toEqual([]);
    expect(harness.everyByte()).not.toContain(thread);
  });

  it('runs each hour by itself', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('error', [{ event: 'error.log', fields: exampleFields('error.log') }]));
    for (let day = 0; day < 31; day++) harness.clock.advance(DAY_MS);
    await expect.poll(() => harness.read(), { timeout: 20_000 }).toEqual([]);
  });

  it('keeps census for its 400 days, and its batch for as long, so that it can be erased', async () => {
    const harness = await startHarness();
    const batch = batchOf('census');
    await harness.upload(batch);
    harness.clock.advance(399 * DAY_MS);
    await harness.restart();
    expect(await harness.read()).toHaveLength(1);
    expect((await harness.erase(batch)).body).toEqual({
      results: [{ batchId: batch.batchId, outcome: 'erased', records: 1 }],
    });
    expect(await harness.read()).toEqual([]);
  });
});

it('refuses what decoding accepts but no calendar holds, instead of failing on it', async () => {
  const harness = await startHarness();
  const request = JSON.parse(
    JSON.stringify(encodeBatch(batchOf('census'))).replace(
      /"timeUnixNano":"\d+"/,
      `"timeUnixNano":"${'9'.repeat(22)}"`,
    ),
  ) as ReturnType<typeof encodeBatch>;
  expect(partial(await harness.uploadRequest(request))).toMatchObject({ rejectedLogRecords: 1 });
  expect(await harness.read()).toEqual([]);
});
