import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RecordsQuery } from '../../../../common/ipc/contract.ts';
import { fail, ok } from '../../../../common/result.ts';
import type { RecordView } from '../../../../common/telemetry/views.ts';
import { EXIT } from '../../../../electron/cli/exit-codes.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { NOW } from '../../../renderer/snapshots.ts';
import { fakeControl, parley } from '../fake-control.ts';

const BATCH = '0b5c2a2e-58a1-4f0b-9c58-0d6f0e9a4c11';
const record = (id: number, some: Partial<RecordView> = {}): RecordView => ({
  id,
  category: 'error',
  event: 'error.exception',
  recordedAt: NOW,
  state: 'sent',
  reason: null,
  fields: { Process: 'main', ErrorType: 'RangeError', ErrorCode: 'a,"b"' },
  batchId: BATCH,
  sequence: 0,
  stateChangedAt: NOW,
  ...some,
});
/** As many records as asked for, IDs from `count` down to 1. */
const answering =
  (count: number) =>
  ({ beforeId = Infinity, limit }: RecordsQuery): RecordView[] => {
    const newest = Math.min(beforeId - 1, count);
    return Array.from({ length: Math.min(limit, newest) }, (_, i) => record(newest - i));
  };

describe('data list', () => {
  test('asks for what was wanted and shows one line a record', async () => {
    const control = fakeControl({
      answers: { 'data.records': () => [record(7, { state: 'refused', reason: 'malformed' })] },
    });
    const { code, out } = await parley('data list --category=error --state=refused --limit=3', control);
    expect({ code, out }).toEqual({
      code: EXIT.ok,
      out: `7  ${new Date(NOW).toISOString()}  error  refused  error.exception  malformed\n`,
    });
    expect(control.asked).toEqual([
      ['data.records', { category: 'error', state: 'refused', beforeId: undefined, limit: 3 }],
    ]);
  });

  test('turns the pages of a long list', async () => {
    const control = fakeControl({ answers: { 'data.records': answering(1_203) } });
    const { out } = await parley('data list --limit=1100 --json', control);
    const ids = (JSON.parse(out) as RecordView[]).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 1_100 }, (_, i) => 1_203 - i));
    expect(control.asked).toHaveLength(3);
  });
});

describe('data show', () => {
  const body = {
    batchId: BATCH,
    contentType: 'application/x-protobuf',
    bytesBase64: Buffer.from([0, 255, 10, 13]).toString('base64'),
    rendering: '{\n  "a": 1\n}',
    sha256: 'f00d',
    sentAt: NOW,
  };
  const control = () =>
    fakeControl({
      answers: { 'data.records': answering(9), 'data.body': (id) => (id === BATCH ? ok(body) : fail('not-found')) },
    });

  test('explains each field of a record: what it is, whom it may identify', async () => {
    const { code, out } = await parley('data show 5', control());
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('Record 5: error.exception (error), recorded ');
    expect(out).toContain(`In batch ${BATCH}, place 0\n`);
    expect(out).toMatch(/^ {2}ErrorType +RangeError +identifies nobody +\S/m);
    expect(JSON.parse((await parley('data show 5 --json', control())).out)).toMatchObject({
      id: 5,
      fields: [{ name: 'Process', value: 'main', identifies: 'system', isHashedByService: false }, {}, {}],
    });
  });

  test('says when the content of a record is gone', async () => {
    const purged = fakeControl({ answers: { 'data.records': () => [record(5, { state: 'purged', fields: null })] } });
    expect((await parley('data show 5', purged)).out).toContain('Its content is gone');
  });

  test('shows a batch laid out for reading with its hash, or with --raw its exact bytes', async () => {
    const { out } = await parley(`data show ${BATCH}`, control());
    expect(out).toContain('SHA-256 of the exact bytes: f00d\n');
    expect(out).toContain('{\n  "a": 1\n}');
    expect((await parley(`data show ${BATCH.toUpperCase()} --raw`, control())).out).toBe('\x00\xff\n\r');
  });

  test.each([
    ['data show 99', EXIT.failed],
    ['data show 00000000-0000-4000-8000-000000000000', EXIT.failed],
    ['data show seven', EXIT.misused],
    ['data show 5 --raw', EXIT.misused],
  ])('%s fails with a reason', async (words, code) => {
    const none = fakeControl({ answers: { 'data.records': answering(9), 'data.body': () => fail('not-found') } });
    const outcome = await parley(words, none);
    expect(outcome).toMatchObject({ code, out: '' });
    expect(outcome.err).not.toBe('');
  });
});

describe('data export', () => {
  const control = (count = 3) => fakeControl({ answers: { 'data.export': (query) => ok(answering(count)(query)) } });

  test('writes every record to a file that only its owner can read', async () => {
    const cwd = tempDirectory();
    expect((await parley('data export all.json', control(1_200), { cwd })).out).toBe(
      `1200 records were written to ${path.join(cwd, 'all.json')}.\n`,
    );
    const { records } = JSON.parse(fs.readFileSync(path.join(cwd, 'all.json'), 'utf8')) as { records: RecordView[] };
    expect(records).toHaveLength(1_200);
    expect(records[0]).toMatchObject({
      id: 1_200,
      recordedAt: new Date(NOW).toISOString(),
      fields: { Process: 'main' },
    });
    expect(fs.readdirSync(cwd)).toEqual(['all.json']);
    const othersMay = process.platform === 'win32' ? 0 : fs.statSync(path.join(cwd, 'all.json')).mode & 0o077;
    expect(othersMay).toBe(0);
  });

  test('writes CSV that spreadsheets read', async () => {
    const cwd = tempDirectory();
    await parley('data export all.csv --format=csv', control(1), { cwd });
    const [head, line, end] = fs.readFileSync(path.join(cwd, 'all.csv'), 'utf8').split('\r\n');
    expect(head).toBe('id,category,event,recordedAt,state,stateChangedAt,reason,batchId,sequence,fields');
    expect(line).toMatch(/^1,error,error\.exception,.*,"\{""Process"":""main"",.*\}"$/);
    expect(end).toBe('');
  });

  test('an empty list is still a whole file', async () => {
    const cwd = tempDirectory();
    await parley('data export none.json', control(0), { cwd });
    expect(JSON.parse(fs.readFileSync(path.join(cwd, 'none.json'), 'utf8'))).toMatchObject({ records: [] });
  });

  test('a policy that forbids files leaves none behind', async () => {
    const cwd = tempDirectory();
    const forbidden = fakeControl({
      answers: { 'data.export': () => fail({ kind: 'managed', by: { source: 'machine', file: '10.json' } }) },
    });
    expect(await parley('data export all.json', forbidden, { cwd })).toMatchObject({
      code: EXIT.forbidden,
      err: 'A policy forbids saving data to files: DisableDataExport from this computer, 10.json. data list and data show work.\n',
    });
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  test('keeps a file that is there, unless told to replace it', async () => {
    const cwd = tempDirectory();
    fs.writeFileSync(path.join(cwd, 'mine.json'), 'mine');
    expect((await parley('data export mine.json', control(), { cwd })).code).toBe(EXIT.failed);
    expect(fs.readFileSync(path.join(cwd, 'mine.json'), 'utf8')).toBe('mine');
    expect((await parley('data export mine.json --force', control(), { cwd })).code).toBe(EXIT.ok);
    expect(fs.readFileSync(path.join(cwd, 'mine.json'), 'utf8')).toMatch(/^\{"exportedAt"/);
  });

  test('a Parley that ends half-way leaves no half file', async () => {
    const cwd = tempDirectory();
    let asked = 0;
    const ending = fakeControl();
    const half = {
      ...ending,
      ask: async () => (asked++ === 0 ? ok(ok(answering(600)({ limit: 500 }))) : fail('not-running')),
    } as typeof ending;
    expect((await parley('data export all.json', half, { cwd })).code).toBe(EXIT.notRunning);
    expect(fs.readdirSync(cwd)).toEqual([]);
  });

  test('a folder that is not there is told', async () => {
    const { code, err } = await parley('data export no/such/all.json', control(), { cwd: tempDirectory() });
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('no/such/all.json cannot be written: ENOENT');
  });
});

describe('data erase', () => {
  test('prints the receipt of the service', async () => {
    const receipt = { at: NOW, batches: 3, erased: 3, refused: 0 };
    const control = fakeControl({ answers: { 'data.erase': () => ok(receipt) } });
    expect(await parley('data erase error', control)).toMatchObject({
      code: EXIT.ok,
      out: `${new Date(NOW).toISOString()}: 3 of 3 batches were erased, 0 refused.\n`,
    });
    expect(control.asked).toEqual([['data.erase', 'error']]);
  });

  test.each([
    ['offline', EXIT.failed],
    ['nothing-to-erase', EXIT.ok],
  ] as const)('%s is told, also as JSON', async (reason, code) => {
    const control = fakeControl({ answers: { 'data.erase': () => fail(reason) } });
    expect((await parley('data erase usage', control)).code).toBe(code);
    expect(JSON.parse((await parley('data erase usage --json', control)).out)).toEqual({ ok: false, reason });
  });
});

describe('data purge', () => {
  const gone = () => fakeControl({ failure: 'not-running' });
  function dataDirectory(): string {
    const directory = tempDirectory();
    for (const file of [
      'telemetry/spool.db',
      'consent/consent.jsonl',
      'logs/parley.log',
      'options.json',
      'options.json.unusable-2026',
      'policies/managed.d/10.json',
      'letters/home.txt',
    ]) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      fs.writeFileSync(path.join(directory, file), '');
    }
    return directory;
  }

  test('only says what would go until it is told --yes', async () => {
    const directory = dataDirectory();
    const before = fs.readdirSync(directory);
    const { code, err } = await parley('data purge', gone(), { dataDirectory: directory });
    expect(code).toBe(EXIT.misused);
    expect(err).toContain('Add --yes to do it.');
    expect(fs.readdirSync(directory)).toEqual(before);
  });

  test('removes what Parley wrote and nothing else', async () => {
    const directory = dataDirectory();
    expect((await parley('data purge --yes', gone(), { dataDirectory: directory })).code).toBe(EXIT.ok);
    expect(fs.readdirSync(directory)).toEqual(['letters', 'policies']);
    expect((await parley('data purge --yes', gone(), { dataDirectory: directory })).out).toContain(
      'holds no data of Parley',
    );
  });

  test('takes the folder away when nothing else is in it', async () => {
    const directory = path.join(tempDirectory(), 'data');
    fs.mkdirSync(path.join(directory, 'telemetry'), { recursive: true });
    fs.writeFileSync(path.join(directory, 'telemetry', 'spool.db'), '');
    await parley('data purge --yes', gone(), { dataDirectory: directory });
    expect(fs.existsSync(directory)).toBe(false);
  });

  test("leaves a folder alone that is not Parley's, whatever it holds", async () => {
    const directory = tempDirectory();
    fs.mkdirSync(path.join(directory, 'logs'));
    const { code, out } = await parley('data purge --yes', gone(), { dataDirectory: directory });
    expect({ code, out }).toEqual({ code: EXIT.ok, out: `${directory} holds no data of Parley.\n` });
    expect(fs.readdirSync(directory)).toEqual(['logs']);
  });

  test.each(['no-answer', 'refused'] as const)('is refused while somebody listens there (%s)', async (failure) => {
    const directory = dataDirectory();
    const before = fs.readdirSync(directory);
    const { code } = await parley('data purge --yes', fakeControl({ failure }), { dataDirectory: directory });
    expect(code).toBe(EXIT.failed);
    expect(fs.readdirSync(directory)).toEqual(before);
  });
});
