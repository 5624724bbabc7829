/** `parley data show`: one record with its fields explained, or the exact bytes of a batch. */
import { eventOf, fieldsOf, isEventName } from '../../../common/catalogue/catalogue.ts';
import type { Field } from '../../../common/catalogue/types.ts';
import type { BodyView, RecordView } from '../../../common/telemetry/views.ts';
import type { CliContext, Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { unanswered } from '../unanswered.ts';
import { columns, isoTime } from '../words.ts';

const BATCH_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RECORD_ID = /^\d{1,15}$/;

export const dataShow: Command = {
  name: 'data show',
  summary: 'One record with its fields explained, or the bytes of a batch',
  about:
    'With the ID of a record: its fields, and for each what it is, whom it may identify and what the service does to it. With the ID of a batch: what was or will be sent, laid out for reading, and the SHA-256 of the bytes. --raw prints exactly those bytes and nothing else.',
  operands: [{ name: 'ID', about: 'A record number from data list, or the ID of a batch.' }],
  flags: [{ name: 'raw', about: 'Print the exact bytes of a batch, so that they can be hashed or compared.' }],
  examples: ['parley data show 41', 'parley data show 41 --json', 'parley data show BATCH-ID --raw | sha256sum'],
  async run({ operands: [id = ''], flags, isJson }, context) {
    if (BATCH_ID.test(id)) return showBatch(id.toLowerCase(), flags['raw'] === true, isJson, context);
    if (RECORD_ID.test(id) && flags['raw'] !== true) return showRecord(Number(id), isJson, context);
    context.err(
      flags['raw'] === true
        ? '--raw needs the ID of a batch; data show RECORD names it.'
        : `"${id}" is neither a record number nor the ID of a batch; data list shows both.`,
    );
    return EXIT.misused;
  },
};

async function showBatch(batchId: string, isRaw: boolean, isJson: boolean, context: CliContext): Promise<ExitCode> {
  const answer = await context.control.ask('data.body', batchId);
  if (!answer.ok) return unanswered(context, answer.reason);
  if (!answer.value.ok) {
    context.err('There is no such batch, or its bytes are no longer kept (30 days).');
    return EXIT.failed;
  }
  const body = answer.value.value;
  if (isRaw) context.outRaw(Buffer.from(body.bytesBase64, 'base64'));
  else context.out(isJson ? JSON.stringify(body) : describeBody(body));
  return EXIT.ok;
}

const describeBody = ({ batchId, contentType, sha256, sentAt, rendering }: BodyView): string =>
  [
    `Batch ${batchId}, ${contentType}, ${sentAt === null ? 'not sent yet' : `sent ${isoTime(sentAt)}`}`,
    `SHA-256 of the exact bytes: ${sha256}`,
    'What they say, laid out for reading (--raw prints the exact bytes):',
    rendering,
  ].join('\n');

async function showRecord(id: number, isJson: boolean, context: CliContext): Promise<ExitCode> {
  const answer = await context.control.ask('data.records', { beforeId: id + 1, limit: 1 });
  if (!answer.ok) return unanswered(context, answer.reason);
  const [record] = answer.value;
  if (record?.id !== id) {
    context.err(`There is no record ${id}, or it belongs to another account.`);
    return EXIT.failed;
  }
  context.out(isJson ? JSON.stringify(explained(record)) : describeRecord(record));
  return EXIT.ok;
}

interface ExplainedField {
  readonly name: string;
  readonly value: unknown;
  readonly about: string;
  readonly identifies: Field['classification'] | 'unknown';
  readonly isHashedByService: boolean;
}

function explained(record: RecordView) {
  const known = new Map(isEventName(record.event) ? fieldsOf(record.event) : []);
  const fields = Object.entries(record.fields ?? {}).map(([name, value]): ExplainedField => {
    const field = known.get(name);
    return {
      name,
      value,
      about: field?.description ?? 'This version does not know the field.',
      identifies: field?.classification ?? 'unknown',
      isHashedByService: field?.atService === 'hashed',
    };
  });
  return { ...record, purpose: isEventName(record.event) ? eventOf(record.event).purpose : null, fields };
}

const IDENTIFIES: { readonly [C in ExplainedField['identifies']]: string } = {
  system: 'identifies nobody',
  organization: 'may identify the organization',
  'user-pseudonymous': 'hashed or random',
  user: 'may identify you',
  unknown: 'unknown',
};

function describeRecord(record: RecordView): string {
  const { id, event, category, recordedAt, state, reason, batchId, sequence } = record;
  const { purpose, fields } = explained(record);
  const rows = fields.map(({ name, value, identifies, isHashedByService, about }) => [
    `  ${name}`,
    Array.isArray(value) ? value.join(' ') : String(value),
    IDENTIFIES[identifies] + (isHashedByService ? ', hashed by the service' : ''),
    about,
  ]);
  return [
    `Record ${id}: ${event} (${category}), recorded ${isoTime(recordedAt)}`,
    ...(purpose === null ? [] : [purpose]),
    `State: ${state}${reason === null ? '' : ` (${reason})`} since ${isoTime(record.stateChangedAt)}`,
    ...(batchId === null ? [] : [`In batch ${batchId}, place ${sequence ?? '?'}`]),
    rows.length === 0 ? 'Its content is gone; only event, time and reason are kept.' : columns(rows),
  ].join('\n');
}
