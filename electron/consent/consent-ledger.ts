/**
 * The consent ledger: an append-only file of JSON lines that says who chose what, when, on what text, and when the
 * first-run notice was shown. Each line is on the disk before the choice counts.
 *
 * Unknown never opens: a line that cannot be read, was copied, or was not written by this Parley on this computer (see
 * `seal.ts`) counts as a withdrawal by everybody of everything before it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { ConsentRecord } from '../../common/consent/record.ts';
import { PRACTICES_VERSION } from '../../common/consent/record.ts';
import { samePrincipal, type Principal } from '../../common/principal.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import { ensurePrivateDirectory, PRIVATE_FILE_MODE, writeFileAtomic } from '../atomic-file.ts';
import type { Clock } from '../clock.ts';
import { errorCodeOf } from '../error-code.ts';
import { openSeal, openSealedJson, sealedJson, type Seal } from '../seal.ts';
import type { Logger } from '../logging/logger.ts';

/** How long a line that the disk refused waits for its next try. */
const RETRY_MS = 10_000;

const principal = z.strictObject({ tenantId: z.string().nullable(), accountId: z.string().nullable() });
const choiceLine = z.strictObject({
  kind: z.literal('choice'),
  serial: z.int().positive(),
  principal,
  choice: z.enum(['in', 'out']),
  at: z.int().nonnegative(),
  practicesVersion: z.int().positive(),
  practicesLanguage: z.string(),
  catalogueDigest: z.string(),
  agreedFields: z.array(z.string()),
  appVersion: z.string(),
  gesture: z.literal('options.general'),
});
const noticeLine = z.strictObject({
  kind: z.literal('notice'),
  serial: z.int().positive(),
  at: z.int().nonnegative(),
  practicesVersion: z.int().positive(),
});
/** Something that consent may have rested on was damaged: every choice before this line is void. */
const voidLine = z.strictObject({
  kind: z.literal('void'),
  serial: z.int().positive(),
  at: z.int().nonnegative(),
  reason: z.literal('options-set-aside'),
});
const ledgerLine = z.discriminatedUnion('kind', [choiceLine, noticeLine, voidLine]);
type LedgerLine = z.infer<typeof ledgerLine>;

export interface ConsentLedger {
  isNoticeShown(): boolean;
  noteNoticeShown(): Result<null, 'not-saved'>;
  /** The last choice that still counts. */
  lastChoice(of: Principal): ConsentRecord | undefined;
  /** Every choice of the principal, oldest first; also those before an unreadable line. */
  history(of: Principal): readonly ConsentRecord[];
  choose(of: Principal, choice: 'in' | 'out', shown: ShownPractices): Result<ConsentRecord, 'not-saved'>;
  /** Voids every choice made so far, of everybody: the settings beside which they were made were damaged. */
  voidAll(reason: 'options-set-aside'): void;
  /** Removing an account removes its choices too. */
  removePrincipal(of: Principal): void;
}
/** What was on the screen when the choice was made. */
export interface ShownPractices {
  readonly language: string;
  readonly catalogueDigest: string;
  readonly errorFields: readonly string[];
  readonly appVersion: string;
}

export interface ConsentLedgerDeps {
  readonly directory: string;
  readonly clock: Pick<Clock, 'now' | 'after'>;
  readonly logger: Logger;
}

export function openConsentLedger({ directory, clock, logger }: ConsentLedgerDeps): ConsentLedger {
  ensurePrivateDirectory(directory);
  const file = path.join(directory, 'consent.jsonl');
  const seal = openSeal(directory);
  const ledger = readLedger(file, seal, logger);
  let { entries, voidBefore } = ledger;
  const lines = (): LedgerLine[] => entries.flatMap(({ line }) => line ?? []);

  /** What restricts, or was on the screen, holds at once; while the disk refuses it, it is tried again and again. */
  let owed: string[] = [];
  const write = (text: string | null): boolean => {
    try {
      appendDurably(file, [...owed, ...(text === null ? [] : [text])].join('\n'));
      owed = [];
      return true;
    } catch (error) {
      logger.error('The consent ledger cannot be written.', { code: errorCodeOf(error), waiting: owed.length });
      return false;
    }
  };
  const payOwed = (): void => {
    if (owed.length > 0 && !write(null)) clock.after(RETRY_MS, payOwed);
  };
  const append = (line: LedgerLine): boolean => {
    const text = sealedJson(line, seal);
    const isWritten = write(text);
    const holdsAnyway = line.kind !== 'choice' || line.choice === 'out';
    if (isWritten || holdsAnyway) entries.push({ text, line });
    if (!isWritten && holdsAnyway) {
      owed.push(text);
      clock.after(RETRY_MS, payOwed);
    }
    return isWritten;
  };
  const nextSerial = (): number => (lines().at(-1)?.serial ?? 0) + 1;
  const choices = (of: Principal): ConsentRecord[] =>
    lines()
      .filter((line) => line.kind === 'choice')
      .filter((line) => samePrincipal(line.principal, of));

  return {
    isNoticeShown: () => lines().some((line) => line.kind === 'notice' && line.practicesVersion === PRACTICES_VERSION),
    noteNoticeShown: () =>
      append({ kind: 'notice', serial: nextSerial(), at: clock.now(), practicesVersion: PRACTICES_VERSION })
        ? ok(null)
        : fail('not-saved'),
    lastChoice: (of) => choices(of).findLast((record) => record.serial > voidBefore),
    history: choices,
    choose(of, choice, shown) {
      const record: ConsentRecord = {
        serial: nextSerial(),
        principal: of,
        choice,
        at: clock.now(),
        practicesVersion: PRACTICES_VERSION,
        practicesLanguage: shown.language,
        catalogueDigest: shown.catalogueDigest,
        agreedFields: choice === 'in' ? [...shown.errorFields] : [],
        appVersion: shown.appVersion,
        gesture: 'options.general',
      };
      return append({ kind: 'choice', ...record, agreedFields: [...record.agreedFields] })
        ? ok(record)
        : fail('not-saved');
    },
    voidAll(reason) {
      const serial = nextSerial();
      voidBefore = serial;
      append({ kind: 'void', serial, at: clock.now(), reason });
    },
    removePrincipal(of) {
      // Unreadable lines stay: dropping one would bring back what it made void.
      entries = entries.filter(({ line }) => line?.kind !== 'choice' || !samePrincipal(line.principal, of));
      try {
        writeFileAtomic(file, entries.map(({ text }) => `${text}\n`).join(''));
      } catch (error) {
        logger.error('The consent ledger cannot be rewritten; choices of the removed account are still on the disk.', {
          code: errorCodeOf(error),
        });
      }
    },
  };
}

/** One write of a whole line, synced; a line torn by a crash is closed first so that it cannot swallow the next. */
function appendDurably(file: string, line: string): void {
  const handle = fs.openSync(file, 'a+', PRIVATE_FILE_MODE);
  try {
    fs.writeSync(handle, `${endsInsideLine(handle) ? '\n' : ''}${line}\n`);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function endsInsideLine(handle: number): boolean {
  const { size } = fs.fstatSync(handle);
  if (size === 0) return false;
  const last = new Uint8Array(1);
  fs.readSync(handle, last, 0, 1, size - 1);
  return last[0] !== 0x0a;
}

interface Entry {
  readonly text: string;
  /** Null when the text cannot be read. */
  readonly line: LedgerLine | null;
}

/** @returns all lines, and the serial up to which choices are void because a line after them is unreadable. */
function readLedger(file: string, seal: Seal, logger: Logger): { entries: Entry[]; voidBefore: number } {
  let voidBefore = 0;
  let lastSerial = 0;
  const entries = readLines(file, logger).map((text, index): Entry => {
    const line = ledgerLine.safeParse(openSealedJson(text, seal));
    if (line.success && line.data.serial > lastSerial && isWhole(line.data)) {
      lastSerial = line.data.serial;
      if (line.data.kind === 'void') voidBefore = lastSerial;
      return { text, line: line.data };
    }
    voidBefore = lastSerial;
    logger.error('A line of the consent ledger cannot be read: every choice before it counts as withdrawn.', {
      file: path.basename(file),
      line: index + 1,
      template: 'consent-unreadable',
    });
    return { text, line: null };
  });
  return { entries, voidBefore };
}

/** An opt-in names the fields it is for and a withdrawal none: turning one into the other by hand makes neither. */
const isWhole = (line: LedgerLine): boolean =>
  line.kind !== 'choice' || (line.choice === 'in') === line.agreedFields.length > 0;

function readLines(file: string, logger: Logger): string[] {
  try {
    return fs
      .readFileSync(file, 'utf8')
      .split('\n')
      .filter((text) => text !== '');
  } catch (error) {
    if (errorCodeOf(error) !== 'ENOENT')
      logger.error('The consent ledger cannot be read: nobody counts as opted in.', {
        code: errorCodeOf(error),
        template: 'consent-unreadable',
      });
    return [];
  }
}
