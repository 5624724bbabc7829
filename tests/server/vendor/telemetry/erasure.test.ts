import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../server/vendor/telemetry/limits.ts';
import { batchOf, exampleFields, hashOf, newSecret } from './batches.ts';
import { startHarness } from './harness.ts';

const erased = (batchId: string, records: number): object => ({
  status: 200,
  body: { results: [{ batchId, outcome: 'erased', records }] },
});
const refused = (batchId: string): object => ({
  status: 200,
  body: { results: [{ batchId, outcome: 'refused', records: 0 }] },
});

describe('whoever presents the secret of a batch', () => {
  it('has its records erased, from every file, and no others', async () => {
    const harness = await startHarness();
    const marker = 'ErasedMarker0123456789';
    const batch = batchOf('error', [
      { fields: exampleFields('error.exception', { ErrorType: marker }) },
      { fields: exampleFields('error.exception', { ErrorType: marker }) },
    ]);
    const other = batchOf('error');
    await harness.upload(batch);
    await harness.upload(other);
    expect(harness.everyByte()).toContain(marker);
    expect(await harness.erase(batch)).toMatchObject(erased(batch.batchId, 2));
    expect((await harness.read()).map(({ batchId }) => batchId)).toEqual([other.batchId]);
    expect(harness.everyByte()).not.toContain(marker);
  });

  it('hears the same again, with nothing left to erase', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage');
    await harness.upload(batch);
    await harness.erase(batch);
    expect(await harness.erase(batch)).toMatchObject(erased(batch.batchId, 0));
  });

  it('may erase while the organization forbids uploads and without any token', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage');
    await harness.upload(batch);
    await harness.pushSwitch({ serial: 2, disableAutomaticSendTracing: true });
    expect(await harness.erase(batch)).toMatchObject(erased(batch.batchId, 1));
  });

  it('gets an answer for each of many batches', async () => {
    const harness = await startHarness();
    const batches = [batchOf('census', 2), batchOf('usage', 3), batchOf('error')];
    for (const batch of batches) await harness.upload(batch);
    const [a, b, c] = batches.map(({ batchId, secret }) => ({ batchId, secret }));
    if (!a || !b || !c) throw new Error('three batches');
    const answer = await harness.erase(a, { ...b, secret: newSecret() }, c);
    expect(answer.body['results']).toMatchObject([
      { outcome: 'erased', records: 2 },
      { outcome: 'refused' },
      { outcome: 'erased', records: 1 },
    ]);
    expect(await harness.read()).toHaveLength(3);
  });
});

describe('a wrong secret', () => {
  it('erases nothing, neither before nor after the right one did', async () => {
    const harness = await startHarness();
    const batch = batchOf('error', 2);
    await harness.upload(batch);
    expect(await harness.erase({ ...batch, secret: newSecret() })).toMatchObject(refused(batch.batchId));
    expect(await harness.read()).toHaveLength(2);
    await harness.erase(batch);
    expect(await harness.erase({ ...batch, secret: newSecret() })).toMatchObject(refused(batch.batchId));
  });
});

describe('a late copy', () => {
  it.each(['census', 'usage', 'error'] as const)('of an erased %s batch is dropped with 200', async (category) => {
    const harness = await startHarness();
    const batch = batchOf(category, 3);
    await harness.upload({ ...batch, records: batch.records.slice(0, 1) });
    await harness.erase(batch);
    await harness.restart();
    expect(await harness.upload(batch)).toMatchObject({ status: 200, body: {} });
    expect(await harness.read()).toEqual([]);
  });

  it('is dropped also when the batch had never arrived before', async () => {
    const harness = await startHarness();
    const batch = batchOf('usage', 2);
    expect(await harness.erase(batch)).toMatchObject(erased(batch.batchId, 0));
    expect(await harness.upload(batch)).toMatchObject({ status: 200, body: {} });
    expect(await harness.read()).toEqual([]);
  });

  it('that races its erasure never stays', async () => {
    const harness = await startHarness();
    for (let turn = 0; turn < 20; turn++) {
      const batch = batchOf('census', 3);
      await Promise.all([harness.upload(batch), harness.erase(batch), harness.upload(batch)]);
    }
    expect(await harness.read()).toEqual([]);
  });

  it('under another hash is refused, so that an erased batch cannot be revived', async () => {
    const harness = await startHarness();
    const batch = batchOf('census');
    await harness.upload(batch);
    await harness.erase(batch);
    const answer = await harness.upload({ ...batch, erasureHash: hashOf(newSecret()) });
    expect(answer.body).toMatchObject({ partialSuccess: { rejectedLogRecords: 1 } });
    expect(await harness.read()).toEqual([]);
  });

  it('is remembered for 90 days', async () => {
    const harness = await startHarness();
    const batch = batchOf('census');
    await harness.erase(batch);
    harness.clock.advance(89 * DAY_MS);
    await harness.restart();
    await harness.upload(batch);
    expect(await harness.read()).toEqual([]);
    harness.clock.advance(2 * DAY_MS);
    await harness.restart();
    await harness.upload(batch);
    expect(await harness.read()).toHaveLength(1);
  });
});

it('somebody who guesses a batch ID beforehand neither stops the batch nor its owner’s erasure', async () => {
  const harness = await startHarness();
  const batch = batchOf('usage', 2);
  await harness.erase({ batchId: batch.batchId, secret: newSecret() });
  expect(await harness.upload(batch)).toMatchObject({ status: 200, body: {} });
  expect(await harness.read()).toHaveLength(2);
  expect(await harness.erase(batch)).toMatchObject(erased(batch.batchId, 2));
});

it.each([
  ['no batches', { batches: [] }],
  ['too many', { batches: Array.from({ length: 501 }, () => ({ batchId: randomUUID(), secret: newSecret() })) }],
  ['a secret of another length', { batches: [{ batchId: randomUUID(), secret: 'short' }] }],
  ['no batch ID', { batches: [{ secret: newSecret() }] }],
])('a request for erasure with %s is malformed', async (_name, body) => {
  const harness = await startHarness();
  const answer = await harness.app.inject({ method: 'POST', url: '/v1/erasure', payload: body });
  expect([answer.statusCode, answer.json<{ error: string }>().error]).toEqual([400, 'malformed']);
});

it('500 batches fit into one request', async () => {
  const harness = await startHarness();
  const batches = Array.from({ length: 500 }, () => ({ batchId: randomUUID(), secret: newSecret() }));
  const answer = await harness.erase(...batches);
  expect(answer.body['results']).toHaveLength(500);
});

it('erasures are limited per address, with Retry-After', async () => {
  const harness = await startHarness({ limits: { erasuresPerMinute: 2 } });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await harness.erase(batchOf('usage'))).status);
  const last = await harness.erase(batchOf('usage'));
  expect([statuses, last.headers['retry-after']]).toEqual([[200, 200, 429], expect.anything()]);
});
