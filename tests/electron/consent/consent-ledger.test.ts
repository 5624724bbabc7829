import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openConsentLedger, type ConsentLedger } from '../../../electron/consent/consent-ledger.ts';
import type { Principal } from '../../../common/principal.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';

const ada: Principal = { tenantId: 'contoso', accountId: 'ada' };
const ben: Principal = { tenantId: 'contoso', accountId: 'ben' };
const shown = {
  language: 'en',
  catalogueDigest: 'd'.repeat(64),
  errorFields: ['error.hang/Window'],
  appVersion: '0.1.0',
};
const open = (directory: string, logger = capturingLogger()): ConsentLedger =>
  openConsentLedger({ directory, clock: fakeClock(), logger });
const ledgerFile = (directory: string): string => path.join(directory, 'consent.jsonl');

describe('the consent ledger', () => {
  test('knows no choice before one was made', () => {
    const ledger = open(tempDirectory());
    expect(ledger.lastChoice(ada)).toBeUndefined();
    expect(ledger.isNoticeShown()).toBe(false);
  });

  test('keeps a choice, what it was made on, and the notice over a restart', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.noteNoticeShown();
    ledger.choose(ada, 'in', shown);
    const reopened = open(directory);
    expect(reopened.isNoticeShown()).toBe(true);
    expect(reopened.lastChoice(ada)).toMatchObject({
      choice: 'in',
      principal: ada,
      practicesLanguage: 'en',
      catalogueDigest: shown.catalogueDigest,
      agreedFields: shown.errorFields,
      gesture: 'options.general',
    });
  });

  test('gives another account no part of a choice', () => {
    const ledger = open(tempDirectory());
    ledger.choose(ada, 'in', shown);
    expect(ledger.lastChoice(ben)).toBeUndefined();
    expect(ledger.lastChoice({ tenantId: 'contoso', accountId: null })).toBeUndefined();
    expect(ledger.lastChoice({ tenantId: 'fabrikam', accountId: 'ada' })).toBeUndefined();
  });

  test('only ever adds: the history shows every choice', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.choose(ada, 'in', shown);
    ledger.choose(ada, 'out', shown);
    ledger.choose(ada, 'in', shown);
    expect(
      open(directory)
        .history(ada)
        .map(({ choice, serial }) => [serial, choice]),
    ).toEqual([
      [1, 'in'],
      [2, 'out'],
      [3, 'in'],
    ]);
  });

  test('is readable by its owner only', () => {
    const directory = tempDirectory();
    open(directory).choose(ada, 'in', shown);
    expect(fs.statSync(ledgerFile(directory)).mode & 0o777).toBe(0o600);
  });

  test('takes a line that it cannot read for a withdrawal of everything before it', () => {
    const directory = tempDirectory();
    open(directory).choose(ada, 'in', shown);
    fs.appendFileSync(ledgerFile(directory), '{"kind":"choice","serial":2,"choi');
    const logger = capturingLogger();
    const ledger = open(directory, logger);
    expect(ledger.lastChoice(ada)).toBeUndefined();
    expect(ledger.history(ada)).toHaveLength(1);
    expect(logger.lines[0]?.details).toMatchObject({ file: 'consent.jsonl', line: 2 });
  });

  test.each([
    ['a withdrawal was turned into an opt-in', (text: string) => text.replace('"choice":"out"', '"choice":"in"')],
    ['an opt-in was copied to the end', (text: string) => `${text}${text.split('\n')[0]}\n`],
  ])('reads no opt-in where %s by hand', (_what, edit) => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.choose(ada, 'in', shown);
    ledger.choose(ada, 'out', shown);
    const text = fs.readFileSync(ledgerFile(directory), 'utf8');
    fs.writeFileSync(ledgerFile(directory), edit(text));
    expect(edit(text)).not.toBe(text);
    expect(open(directory).lastChoice(ada)?.choice).not.toBe('in');
  });

  test('reads no opt-in that was written by hand, by a script, or on another computer', () => {
    const [elsewhere, here] = [tempDirectory(), tempDirectory()];
    open(elsewhere).choose(ada, 'in', shown);
    const genuine = fs.readFileSync(ledgerFile(elsewhere), 'utf8');
    const { seal: _seal, ...unsealed } = JSON.parse(genuine) as Record<string, unknown>;
    for (const text of [genuine, `${JSON.stringify(unsealed)}\n`]) {
      fs.mkdirSync(here, { recursive: true });
      fs.writeFileSync(ledgerFile(here), text);
      expect(open(here).lastChoice(ada)).toBeUndefined();
    }
  });

  test('does not let a torn line swallow the choice that follows it', () => {
    const directory = tempDirectory();
    open(directory).choose(ada, 'in', shown);
    fs.appendFileSync(ledgerFile(directory), '{"torn');
    open(directory).choose(ben, 'in', shown);
    const ledger = open(directory);
    expect(ledger.lastChoice(ben)?.choice).toBe('in');
    expect(ledger.lastChoice(ada)).toBeUndefined();
  });

  test('forgets a removed account, and brings no voided choice back by that', () => {
    const directory = tempDirectory();
    open(directory).choose(ada, 'in', shown);
    fs.appendFileSync(ledgerFile(directory), 'garbage\n');
    const ledger = open(directory);
    ledger.choose(ben, 'in', shown);
    ledger.removePrincipal(ben);
    expect(fs.readFileSync(ledgerFile(directory), 'utf8')).not.toContain('"ben"');
    expect(open(directory).lastChoice(ada)).toBeUndefined();
  });

  test('lets a withdrawal hold for this run even when the disk refuses it', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.choose(ada, 'in', shown);
    fs.rmSync(ledgerFile(directory));
    fs.mkdirSync(ledgerFile(directory)); // A folder in the file's place cannot be written, not even by root.
    expect(ledger.choose(ada, 'out', shown).ok).toBe(false);
    expect(ledger.lastChoice(ada)?.choice).toBe('out');
    expect(ledger.choose(ada, 'in', shown).ok).toBe(false);
    expect(ledger.lastChoice(ada)?.choice).toBe('out');
  });

  test('saves a withdrawal that the disk refused as soon as the disk takes it, before anything later', () => {
    const directory = tempDirectory();
    const clock = fakeClock();
    const ledger = openConsentLedger({ directory, clock, logger: capturingLogger() });
    ledger.choose(ada, 'in', shown);
    const kept = fs.readFileSync(ledgerFile(directory));
    fs.rmSync(ledgerFile(directory));
    fs.mkdirSync(ledgerFile(directory));
    ledger.choose(ada, 'out', shown);
    fs.rmdirSync(ledgerFile(directory));
    fs.writeFileSync(ledgerFile(directory), kept);
    expect(open(directory).lastChoice(ada)?.choice).toBe('in');
    clock.advance(10_000);
    expect(open(directory).lastChoice(ada)?.choice).toBe('out');
    ledger.choose(ben, 'in', shown);
    expect(open(directory).history(ada)).toHaveLength(2);
    expect(open(directory).lastChoice(ben)?.choice).toBe('in');
  });

  test('lets the notice count for this run even when the disk refuses it, so that nobody is shut out', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    fs.mkdirSync(ledgerFile(directory));
    expect(ledger.noteNoticeShown().ok).toBe(false);
    expect(ledger.isNoticeShown()).toBe(true);
  });

  test('voids every choice when the settings were damaged, also after a restart, and takes new ones', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.choose(ada, 'in', shown);
    ledger.voidAll('options-set-aside');
    expect(ledger.lastChoice(ada)).toBeUndefined();
    expect(open(directory).lastChoice(ada)).toBeUndefined();
    expect(open(directory).history(ada)).toHaveLength(1);
    open(directory).choose(ada, 'in', shown);
    expect(open(directory).lastChoice(ada)?.choice).toBe('in');
  });

  test('never reads an opt-in out of a ledger cut off or overwritten anywhere after a withdrawal began', () => {
    const directory = tempDirectory();
    const ledger = open(directory);
    ledger.choose(ada, 'in', shown);
    const optedInBytes = fs.statSync(ledgerFile(directory)).size;
    ledger.choose(ada, 'out', shown);
    const whole = fs.readFileSync(ledgerFile(directory));
    fc.assert(
      fc.property(
        fc.integer({ min: optedInBytes + 1, max: whole.length }),
        fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
        (length, byte) => {
          const damaged = Buffer.from(whole.subarray(0, length));
          if (byte !== undefined && damaged[length - 1] !== 0x0a) damaged[length - 1] = byte;
          fs.writeFileSync(ledgerFile(directory), damaged);
          return (
            open(directory).lastChoice(ada)?.choice !== 'in' || damaged.subarray(optedInBytes).every((b) => b === 0x0a)
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});
