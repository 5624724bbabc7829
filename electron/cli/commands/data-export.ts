/** `parley data export`: every record into a file of this user's, unless a policy forbids files. */
import fs from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../../common/result.ts';
import type { PolicyOrigin } from '../../../common/policies/reading.ts';
import type { RecordView } from '../../../common/telemetry/views.ts';
import { PRIVATE_FILE_MODE } from '../../atomic-file.ts';
import { errorCodeOf } from '../../error-code.ts';
import type { CliContext, Command } from '../command.ts';
import type { ControlFailure } from '../control-client.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pagesOf } from '../pages.ts';
import { FORMATS, recordFormat, type FormatName } from '../record-formats.ts';
import { unanswered } from '../unanswered.ts';
import { placeOf, sourceWords } from '../words.ts';

export const dataExport: Command = {
  name: 'data export',
  summary: 'Save every record to a file',
  about:
    'Writes every record with its fields, state and batch to a new file that only you can read. A policy (DisableDataExport) may forbid files; looking at the data is always possible.',
  operands: [{ name: 'FILE', about: 'The file to write.', isFile: true }],
  flags: [
    { name: 'format', value: 'FORMAT', values: FORMATS, about: 'How it is written; json when left out.' },
    { name: 'force', about: 'Replace a file that is there.' },
  ],
  examples: ['parley data export my-data.json', 'parley data export my-data.csv --format=csv'],
  async run({ operands: [name = ''], flags, isJson }, context) {
    const file = path.resolve(context.cwd, name);
    const opened = openNew(file, flags['force'] === true);
    if (!opened.ok) {
      context.err(`${name} cannot be written: ${opened.reason}.`);
      return EXIT.failed;
    }
    const format = (flags['format'] ?? 'json') as FormatName;
    const written = await write(opened.value.handle, format, context).finally(() => fs.closeSync(opened.value.handle));
    if (!written.ok) {
      fs.rmSync(opened.value.beside, { force: true });
      return explainFailure(written.reason, name, context);
    }
    fs.renameSync(opened.value.beside, file);
    context.out(
      isJson
        ? JSON.stringify({ file, format, records: written.value })
        : `${written.value} records were written to ${file}.`,
    );
    return EXIT.ok;
  },
};

type Failure =
  | { readonly kind: 'unanswered'; readonly why: ControlFailure }
  | { readonly kind: 'managed'; readonly by: PolicyOrigin }
  | { readonly kind: 'disk'; readonly code: string };

/** Written beside the file and renamed when it is whole, so that nobody takes a part for everything. */
function openNew(file: string, mayReplace: boolean): Result<{ readonly handle: number; readonly beside: string }> {
  if (fs.existsSync(file) && !mayReplace) return fail('it is there already; --force replaces it');
  const beside = `${file}.${process.pid}.part`;
  try {
    return ok({ handle: fs.openSync(beside, 'wx', PRIVATE_FILE_MODE), beside });
  } catch (error) {
    return fail(errorCodeOf(error));
  }
}

async function write(handle: number, name: FormatName, { control, now }: CliContext): Promise<Result<number, Failure>> {
  const format = recordFormat(name, now());
  let count = 0;
  const take = (records: readonly RecordView[]): void => {
    for (const record of records) fs.writeSync(handle, format.record(record, count++));
  };
  try {
    fs.writeSync(handle, format.head);
    const failure = await pagesOf<Failure>(
      async (query) => {
        const page = await control.ask('data.export', query);
        return page.ok ? page.value : fail({ kind: 'unanswered', why: page.reason });
      },
      {},
      Number.MAX_SAFE_INTEGER,
      take,
    );
    if (failure) return fail(failure);
    fs.writeSync(handle, format.tail);
    fs.fsyncSync(handle);
    return ok(count);
  } catch (error) {
    return fail({ kind: 'disk', code: errorCodeOf(error) });
  }
}

function explainFailure(failure: Failure, name: string, context: CliContext): ExitCode {
  switch (failure.kind) {
    case 'unanswered':
      return unanswered(context, failure.why);
    case 'managed': {
      const { by } = failure;
      const from = [sourceWords(by.source), placeOf(by)].filter(Boolean).join(', ');
      context.err(
        `A policy forbids saving data to files: DisableDataExport from ${from}. data list and data show work.`,
      );
      return EXIT.forbidden;
    }
    case 'disk':
      context.err(`${name} cannot be written: ${failure.code}. Nothing was left behind.`);
      return EXIT.failed;
  }
}
