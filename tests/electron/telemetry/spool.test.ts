import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { draftBatch } from '../../../electron/telemetry/batch.ts';
import { closeBatches, insertBatch, markSending } from '../../../electron/telemetry/batches-table.ts';
import { evictExcess, insertRecord, pendingTotals, principalId } from '../../../electron/telemetry/records-table.ts';
import { createSpool, type Spool } from '../../../electron/telemetry/spool.ts';
import { createTurn } from '../../../electron/telemetry/turn.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { factsWith } from './facts.ts';
import { createWorld, quiet, recordError, recordsOf, until } from './world.ts';

const PRINCIPAL = factsWith().principal;
const newRecord = (code: string) =>
  ({
    principal: PRINCIPAL,
    category: 'error',
    event: 'error.exception',
    at: 1,
    isWhileSignedOut: false,
    fields: { ErrorCode: code },
  }) as const;

function openSpool(directory = tempDirectory()): Spool {
  return createSpool({
    directory,
    clock: fakeClock(),
    logger: silentLogger,
    onOpened: () => {},
    onUnavailable: () => {},
  });
}

test('what was recorded is committed by the end of the same event-loop turn', async () => {
  const world = await createWorld();
  const telemetry = world.open();
  telemetry.start();
  for (let i = 0; i < 10; i++) recordError(telemetry, `E${i}`);
  const other = new DatabaseSync(join(world.directory, 'spool.db'));
  const count = () =>
    other
      .prepare(
        `SELECT (SELECT coalesce(sum(count), 0) FROM record WHERE category = 'error')
           + (SELECT coalesce(sum(json_array_length(times)), 0) FROM fresh WHERE category = 'error') AS n`,
      )
      .get()?.['n'];
  expect(count()).toBe(0);
  await new Promise((resolve) => setImmediate(resolve));
  expect(count()).toBe(10);
  other.close();
});

test('a long turn is committed every 1,000 records', async () => {
  const world = await createWorld();
  const telemetry = world.open();
  telemetry.start();
  for (let i = 0; i < 2_500; i++) recordError(telemetry, `E${i}`);
  const other = new DatabaseSync(join(world.directory, 'spool.db'));
  expect(other.prepare(`SELECT sum(count) AS n FROM record WHERE category = 'error'`).get()).toMatchObject({
    n: 2_000,
  });
  other.close();
});

test.for([
  ['garbage from the first byte', (file: string) => writeFileSync(file, 'this is no database, but it was something')],
  [
    'a damaged page in the middle',
    (file: string) => {
      const bytes = readFileSync(file);
      bytes.fill(0xa5, 4_096);
      writeFileSync(file, bytes);
    },
  ],
  ['a later version', (file: string) => runSql(file, 'PRAGMA user_version = 999')],
] as const)('a spool with %s is set aside, named in the log, and a new one begun', async ([, damage]) => {
  const world = await createWorld();
  world.isOnline = false;
  const before = world.open();
  before.start();
  recordError(before, 'EOld');
  await before.stop();
  damage(join(world.directory, 'spool.db'));
  const telemetry = world.open();
  telemetry.start();
  recordError(telemetry, 'ENew');
  expect(recordsOf(telemetry, 'error').map(({ fields }) => fields?.['ErrorCode'])).toEqual(['ENew']);
  expect(telemetry.status().spool).toBe('ok');
  const aside = readdirSync(world.directory).filter((name) => name.startsWith('spool.db.damaged-'));
  expect(aside.length).toBeGreaterThan(0);
  expect(JSON.stringify(world.logger.lines)).toContain(aside.toSorted()[0]);
});

function runSql(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

test('a folder that cannot be written makes the spool unavailable; it recovers and nothing recorded is lost', async () => {
  const world = await createWorld();
  const directory = join(world.directory, 'blocked');
  writeFileSync(directory, 'a file where the folder should be');
  const telemetry = world.open({ directory });
  telemetry.start();
  recordError(telemetry, 'E1');
  telemetry.count('usage.features/OptionsOpened');
  telemetry.setFacts(factsWith({ consent: 'in' }));
  expect(telemetry.status().spool).toBe('unavailable');
  expect(telemetry.records({ limit: 10 })).toEqual([]);
  expect(await telemetry.erase('error')).toMatchObject({ ok: false });
  rmSync(directory);
  await until(world.clock, () => telemetry.status().spool === 'ok', 'the recovery');
  await until(world.clock, () => telemetry.status().categories.error.counts.sent === 1);
  const said = world.logger.lines.filter(({ message }) => message.includes('cannot be used now'));
  expect(said).toHaveLength(1);
});

test('a disk that is full in mid-flight neither throws nor loses, and a closing that could not be written is owed', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const telemetry = world.open();
  telemetry.start();
  recordError(telemetry, 'EBefore');
  telemetry.status();
  // Another process holds the write lock: for SQLite the same kind of refusal as a full disk.
  const other = new DatabaseSync(join(world.directory, 'spool.db'));
  other.exec('BEGIN IMMEDIATE');
  recordError(telemetry, 'EDuring');
  telemetry.flushNow();
  expect(telemetry.status().spool).toBe('unavailable');
  expect(telemetry.setFacts(factsWith({ consent: 'out' }))).toEqual([]);
  telemetry.setFacts(factsWith());
  recordError(telemetry, 'EAfter');
  other.exec('ROLLBACK');
  other.close();
  world.isOnline = true;
  await until(world.clock, () => telemetry.status().categories.error.counts.sent === 1);
  expect(recordsOf(telemetry, 'error').map(({ state, fields }) => [state, fields?.['ErrorCode']])).toEqual([
    ['sent', 'EAfter'],
    ['purged', undefined],
    ['purged', undefined],
  ]);
});

test('a database that may not grow is waited for, not thrown about', () => {
  const directory = tempDirectory();
  const spool = openSpool(directory);
  expect(spool.write((sql) => insertRecord(sql, principalId(sql, PRINCIPAL), newRecord('E1'))).ok).toBe(true);
  const full = spool.write((sql) => {
    sql.all('PRAGMA max_page_count = 1');
    const id = principalId(sql, PRINCIPAL);
    for (let i = 0; i < 5_000; i++) insertRecord(sql, id, newRecord(`E${i}`));
  });
  expect(full).toEqual({ ok: false, reason: 'unavailable' });
  spool.retry();
  expect(spool.read((sql) => pendingTotals(sql).count)).toEqual({ ok: true, value: 1 });
  void spool.close();
});

test('beyond the cap the oldest are evicted, counted and shown', () => {
  const spool = openSpool();
  const turn = createTurn({
    spool,
    logger: silentLogger,
    now: () => 7,
    onCommitted: () => {},
    maxPendingRecords: 100,
    maxPendingBytes: 1_000_000,
  });
  for (let i = 0; i < 150; i++) turn.record(newRecord(`E${i}`));
  turn.commit();
  const states = spool.read((sql) =>
    sql.all(
      `SELECT state, reason, sum(count) AS n, sum(iif(p.record IS NOT NULL, count, 0)) AS payloads
       FROM record LEFT JOIN payload AS p ON p.record = id GROUP BY state, reason`,
    ),
  );
  expect(states.ok && states.value.map((row) => ({ ...(row as object) }))).toEqual([
    { state: 'evicted', reason: 'count', n: 55, payloads: 0 },
    { state: 'pending', reason: null, n: 95, payloads: 95 },
  ]);
  void spool.close();
});

test('a batch whose gate has closed is not brought back by a request that was being prepared', () => {
  const spool = openSpool();
  const outcome = spool.write((sql) => {
    const principal = principalId(sql, PRINCIPAL);
    insertRecord(sql, principal, newRecord('E1'));
    const draft = draftBatch(sql, { category: 'error', principal, onlyWhileSignedOut: false }, 1);
    if (!draft) throw new Error('there is no draft');
    const id = insertBatch(sql, { ...draft, body: gzipSync(draft.plain) }, 1)?.id ?? 0;
    const first = markSending(sql, id, 2);
    closeBatches(sql, 'error', principal, 'not-opted-in', 3);
    const second = markSending(sql, id, 4);
    return { first, second, state: sql.get<{ state: string }>('SELECT state FROM batch')?.state };
  });
  expect(outcome).toEqual({ ok: true, value: { first: true, second: false, state: 'may-have-arrived' } });
  void spool.close();
});

test('the cap on bytes keeps the newest', () => {
  const spool = openSpool();
  const kept = spool.write((sql) => {
    const id = principalId(sql, PRINCIPAL);
    for (let i = 0; i < 100; i++) insertRecord(sql, id, newRecord(`E${i + 100}`));
    const { bytes } = pendingTotals(sql);
    evictExcess(sql, 1_000, bytes / 2, 7);
    return { before: bytes, after: pendingTotals(sql) };
  });
  expect(kept.ok && kept.value.after).toEqual({ count: 50, bytes: kept.ok ? kept.value.before / 2 : 0 });
  void spool.close();
});

test('while nothing can be written, memory stays bounded and what was dropped is said', async () => {
  const world = await createWorld();
  const directory = join(world.directory, 'blocked');
  writeFileSync(directory, '');
  const telemetry = world.open({ directory });
  telemetry.start();
  for (let i = 0; i < 5_000; i++) recordError(telemetry, `E${i}`);
  await quiet(world.clock);
  rmSync(directory);
  telemetry.flushNow();
  await until(world.clock, () => telemetry.status().categories.error.counts.sent > 0);
  const dropped = world.logger.lines.find(({ message }) => message.includes('dropped'))?.details?.['count'];
  const { pending, sending, sent } = telemetry.status().categories.error.counts;
  expect(pending + sending + sent + Number(dropped)).toBe(5_000);
});

test('changes are told at most about ten times a second', async () => {
  const world = await createWorld();
  const telemetry = world.open();
  telemetry.start();
  let told = 0;
  const end = telemetry.onChanged(() => (told += 1));
  for (let i = 0; i < 100; i++) {
    recordError(telemetry, `E${i}`);
    telemetry.flushNow();
    world.clock.advance(10);
  }
  expect(told).toBeGreaterThan(1);
  expect(told).toBeLessThanOrEqual(11);
  end();
});
