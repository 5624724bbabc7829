/** What the spool's form promises: runs, waits that outlive a restart, purges in steps, upgrades, storage that fails. */
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../electron/clock.ts';
import {
  deleteDoomed,
  foldFresh,
  insertRun,
  principalId,
  splitBefore,
} from '../../../electron/telemetry/records-table.ts';
import { encodeRuns, fieldsOfRun, mergeRuns, recordsOfRun, type NewRecord } from '../../../electron/telemetry/runs.ts';
import { MIGRATIONS } from '../../../electron/telemetry/schema.ts';
import type { Telemetry } from '../../../electron/telemetry/telemetry.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createSpool } from '../../../electron/telemetry/spool.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { factsWith } from './facts.ts';
import { createWorld, quiet, recordError, recordsOf, until } from './world.ts';

const DAY_MS = 24 * 3_600_000;
const PRINCIPAL = factsWith().principal;
const newRecord = (n: number, event = 'error.exception'): NewRecord => ({
  principal: PRINCIPAL,
  category: 'error',
  event,
  at: 1_700_000_000_000 + n,
  isWhileSignedOut: false,
  fields: { ErrorCode: `E${n}` },
});
const withoutCensus = { ...factsWith(), gate: { ...factsWith().gate, isNoticeShown: false } };
const sentCodes = (telemetry: Telemetry): unknown[] =>
  recordsOf(telemetry, 'error', 'sent').map(({ fields }) => fields?.['ErrorCode']);
const filesContain = (directory: string, text: string): string[] =>
  readdirSync(directory).filter((name) => readFileSync(join(directory, name)).includes(text));

test('records come out of runs as they went in, however they were put together', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('error.exception', 'error.hang'), { minLength: 1, maxLength: 1_300 }),
      (events) => {
        const records = events.map((event, n) => newRecord(n, event));
        const turns: NewRecord[][] = [];
        for (let at = 0; at < records.length; at += 7) turns.push(records.slice(at, at + 7));
        for (const runs of [encodeRuns(records), mergeRuns(turns.flatMap((turn) => encodeRuns(turn)))]) {
          expect(runs.every(({ times }) => times.length <= 500)).toBe(true);
          for (const event of new Set(events)) {
            const own = runs.filter((run) => run.event === event);
            const wanted = records.filter((record) => record.event === event);
            expect(own.flatMap(({ payload }) => fieldsOfRun('error', payload))).toEqual(
              wanted.map(({ fields }) => fields),
            );
            expect(own.flatMap(({ times }) => times)).toEqual(wanted.map(({ at }) => at));
          }
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a damaged run is noticed, never read beyond its end', () => {
  const [run] = encodeRuns([newRecord(1), newRecord(2)]);
  const payload = run?.payload ?? new Uint8Array();
  expect(() => recordsOfRun(payload.subarray(0, payload.length - 1))).toThrow();
  const kindOfOutcome = (bytes: Uint8Array): string => {
    try {
      return recordsOfRun(bytes).every((record) => record.length <= bytes.length) ? 'records' : 'too long';
    } catch (error) {
      return (error as Error).constructor.name;
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      expect(['records', 'UnreadableRun']).toContain(kindOfOutcome(bytes));
    }),
  );
});

test('a run can be cut anywhere, and says the same in two parts', async () => {
  const spool = createSpool({
    directory: tempDirectory(),
    clock: fakeClock(),
    logger: silentLogger,
    onOpened: () => {},
    onUnavailable: () => {},
  });
  onTestFinished(() => spool.close());
  const count = 20;
  const read = spool.write((sql) => {
    const principal = principalId(sql, PRINCIPAL);
    for (const run of encodeRuns(Array.from({ length: count }, (_, n) => newRecord(n)))) insertRun(sql, principal, run);
    for (const id of [7, 7, 1, 21, 12, 13]) splitBefore(sql, id);
    foldFresh(sql);
    deleteDoomed(sql, 10, 10);
    return sql
      .all<{ id: number; count: number; size: number; bytes: Uint8Array }>(
        'SELECT id, count, size, bytes FROM record JOIN payload ON record = id ORDER BY id',
      )
      .map((row) => ({ ...row, codes: fieldsOfRun('error', row.bytes).map((fields) => fields['ErrorCode']) }));
  });
  const rows = read.ok ? read.value : [];
  expect(rows.map(({ id, count: own }) => [id, own])).toEqual([
    [1, 6],
    [7, 5],
    [12, 1],
    [13, 8],
  ]);
  expect(rows.flatMap(({ codes }) => codes)).toEqual(Array.from({ length: count }, (_, n) => `E${n}`));
  expect(rows.every(({ size, bytes }) => size === bytes.length)).toBe(true);
});

test('a run whose bytes were damaged is parked as unreadable, and the others are sent', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const telemetry = world.open({ facts: withoutCensus });
  telemetry.start();
  for (const code of ['E1', 'E2', 'E3']) {
    recordError(telemetry, code);
    telemetry.status();
  }
  const other = new DatabaseSync(join(world.directory, 'spool.db'));
  other.exec(`UPDATE payload SET bytes = x'ff' WHERE record = 2`);
  other.close();
  expect(recordsOf(telemetry, 'error')).toHaveLength(3);
  world.isOnline = true;
  await until(world.clock, () => sentCodes(telemetry).length === 2);
  expect(sentCodes(telemetry)).toEqual(['E3', 'E1']);
  expect(recordsOf(telemetry, 'error', 'refused')).toMatchObject([{ id: 2, reason: 'unreadable', fields: null }]);
});

test('Retry-After and the back-off outlive a restart, and a clock that jumped cannot make them longer than a day', async () => {
  const world = await createWorld();
  world.service.setDate(world.clock.now());
  world.service.behave({ status: 503, headers: { 'retry-after': '600' } }, 'store');
  const before = world.open({ facts: withoutCensus });
  before.start();
  recordError(before, 'E1');
  await until(world.clock, () => recordsOf(before, 'error')[0]?.reason === 'http-503');
  await before.stop();
  world.clock.advance(60_000);
  const telemetry = world.open({ facts: withoutCensus });
  telemetry.start();
  world.clock.advance(500_000);
  telemetry.flushNow();
  await quiet(world.clock);
  expect(world.begun).toHaveLength(1);
  world.clock.advance(45_000);
  await until(world.clock, () => sentCodes(telemetry).length === 1);
});

test.for([365 * DAY_MS, -365 * DAY_MS])(
  'after a jump of %d ms between two runs, what waits is sent within a day',
  async (jump) => {
    const world = await createWorld();
    world.service.behave({ status: 503, headers: { 'retry-after': '600' } }, 'store');
    const before = world.open({ facts: withoutCensus });
    before.start();
    recordError(before, 'E1');
    await until(world.clock, () => recordsOf(before, 'error')[0]?.reason === 'http-503');
    await before.stop();
    world.clock.jump(jump);
    const telemetry = world.open({ facts: withoutCensus });
    telemetry.start();
    world.clock.advance(DAY_MS);
    await until(world.clock, () => sentCodes(telemetry).length === 1);
    expect(world.service.repeats()).toBe(0);
  },
);

test('100,000 records are purged at once, and their payloads are gone from the disk within five seconds', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const telemetry = world.open({ clock: systemClock, facts: withoutCensus });
  telemetry.start();
  for (let n = 0; n < 100_000; n++) recordError(telemetry, `EMarker.${n}`);
  telemetry.status();
  const purgedAtMs = performance.now();
  const [receipt] = telemetry.setFacts({ ...factsWith({ consent: 'out' }) });
  expect(receipt).toMatchObject({ purged: 100_000, mayHaveArrived: 0 });
  expect(telemetry.status().categories.error.counts).toMatchObject({ pending: 0, purged: 100_000 });
  expect(recordsOf(telemetry, 'error')[0]).toMatchObject({ state: 'purged', fields: null });
  while (filesContain(world.directory, 'EMarker.').length > 0) {
    if (performance.now() - purgedAtMs > 60_000) throw new Error('the payloads are still there');
    await pause(50);
  }
  console.log(`purge: 100,000 payloads gone after ${Math.round(performance.now() - purgedAtMs)} ms`);
}, 120_000);

test('a purge that a crash interrupts is finished by the next run', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const before = world.open({ clock: fakeClock(), facts: withoutCensus });
  before.start();
  for (let n = 0; n < 8_000; n++) recordError(before, `EMarker.${n}`);
  before.status();
  before.setFacts(factsWith({ consent: 'out', isNoticeShown: false }));
  // Never goes on: its clock stands, as after kill -9.
  expect(filesContain(world.directory, 'EMarker.')).not.toEqual([]);
  const telemetry = world.open({ facts: withoutCensus });
  telemetry.start();
  await until(world.clock, () => filesContain(world.directory, 'EMarker.').length === 0, 'the end of the purge');
});

test('a spool of the version before is taken over: what waited is sent, a batch in doubt keeps its bytes', async () => {
  const world = await createWorld();
  const db = new DatabaseSync(join(world.directory, 'spool.db'));
  db.exec(
    `PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; ${MIGRATIONS[0] as string}; PRAGMA user_version = 1`,
  );
  const body = JSON.stringify({
    resourceLogs: [
      {
        resource: {
          attributes: [
            { key: 'parley.batch.id', value: { stringValue: '0b9f9f1e-6a3c-4d59-8a53-0d9d0a9cf001' } },
            { key: 'parley.batch.erasure', value: { stringValue: 'a'.repeat(64) } },
          ],
        },
        scopeLogs: [
          {
            scope: { name: 'parley.error' },
            logRecords: [
              {
                timeUnixNano: '1767600000000000000',
                eventName: 'error.exception',
                attributes: [
                  { key: 'parley.sequence', value: { intValue: '0' } },
                  { key: 'ErrorCode', value: { stringValue: 'EInDoubt' } },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const now = world.clock.now();
  db.prepare(`INSERT INTO principal (id, key, has_account) VALUES (1, ?, 1)`).run(
    JSON.stringify(['contoso', 'acc-ada']),
  );
  db.prepare(
    `INSERT INTO batch (id, uuid, principal, category, state, is_while_signed_out, may_have_arrived, secret, record_count,
       size, made_at, changed_at, body) VALUES (1, '0b9f9f1e-6a3c-4d59-8a53-0d9d0a9cf001', 1, 'error', 'sending', 0, 1, x'00',
       1, 1, ?1, ?1, ?2)`,
  ).run(now, body);
  db.prepare(
    `INSERT INTO record (principal, category, event, recorded_at, changed_at, state, is_while_signed_out, size, batch,
       sequence, payload) VALUES
     (1, 'error', 'error.exception', ?1, ?1, 'batched', 0, 1, 1, 0, NULL),
     (1, 'error', 'error.exception', ?1, ?1, 'pending', 0, 1, NULL, NULL, '{"ErrorCode":"EWaiting"}')`,
  ).run(now);
  db.close();
  const telemetry = world.open({ facts: withoutCensus });
  telemetry.start();
  await until(world.clock, () => sentCodes(telemetry).length === 2);
  expect(sentCodes(telemetry)).toEqual(['EWaiting', 'EInDoubt']);
  const [first] = world.service.requests;
  expect([first?.headers['content-type'], first?.text]).toEqual(['application/json', body]);
});

/** Whether a file system of its own can be had here. */
function smallDisk(directory: string, sizeKiB: number): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    return false;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', directory]));
  return true;
}

test('a disk that is really full loses nothing that was committed, says so once, and recovers', async ({ skip }) => {
  const directory = tempDirectory();
  if (!smallDisk(directory, 3_000)) skip('needs root on Linux, to mount a small disk');
  const world = await createWorld();
  world.isOnline = false;
  const telemetry = world.open({ directory, facts: withoutCensus });
  telemetry.start();
  const pending = (): number => telemetry.status().categories.error.counts.pending;
  recordError(telemetry, 'EFirst');
  expect(pending()).toBe(1);
  const filler = join(directory, 'filler');
  let [recorded, committed] = [1, 1];
  for (let turn = 0; turn < 400 && telemetry.status().spool === 'ok'; turn++) {
    committed = pending();
    for (let n = 0; n < 100; n++) recordError(telemetry, `E${recorded++}`);
    telemetry.flushNow();
  }
  expect(telemetry.status().spool).toBe('unavailable');
  expect(committed).toBeGreaterThan(100);
  writeFileSync(filler, '');
  execFileSync('mount', ['-o', 'remount,size=64m', directory]);
  await until(world.clock, () => telemetry.status().spool === 'ok', 'the recovery', 500);
  expect(pending()).toBeGreaterThanOrEqual(committed);
  world.isOnline = true;
  await until(world.clock, () => pending() === 0, 'the delivery', 500);
  const codes = world.service.stored().map(({ fields }) => String(fields['ErrorCode']));
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes).toContain('EFirst');
  expect(codes.length).toBeGreaterThanOrEqual(committed);
  expect(world.logger.lines.filter(({ message }) => message.includes('cannot be used now'))).toHaveLength(1);
}, 60_000);

test('a folder that became read-only is waited for, and nothing that was committed is lost', async ({ skip }) => {
  const directory = tempDirectory();
  if (!smallDisk(directory, 16_000)) skip('needs root on Linux, to mount a disk that can become read-only');
  const world = await createWorld();
  world.isOnline = false;
  const before = world.open({ directory, facts: withoutCensus });
  before.start();
  recordError(before, 'E1');
  await before.stop();
  execFileSync('mount', ['-o', 'remount,ro', directory]);
  const telemetry = world.open({ directory, facts: withoutCensus });
  telemetry.start();
  recordError(telemetry, 'E2');
  expect(telemetry.status().spool).toBe('unavailable');
  execFileSync('mount', ['-o', 'remount,rw', directory]);
  chmodSync(directory, 0o700);
  world.isOnline = true;
  await until(world.clock, () => world.service.stored().length === 2, 'the recovery', 500);
  expect(world.service.stored().map(({ fields }) => fields['ErrorCode'])).toEqual(['E1', 'E2']);
});
