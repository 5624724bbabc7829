/** Uploads as clients make them, in both forms: error reports of many clients, each batch of one user, no batch twice. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FieldValues } from '../../../common/catalogue/types.ts';
import { encodeBatchAsProtobuf } from '../../../common/otlp/encode-protobuf.ts';
import { encodeBatch, type OutgoingBatch } from '../../../common/otlp/encode.ts';
import { ORGANIZATION_NAME } from './host.ts';

export const RECORDS_PER_BATCH = 100;
export type FormName = 'json' | 'protobuf';
export const MEDIA_TYPE = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** gzip. */
export type Bodies = readonly Buffer[];

export function makeBodies(form: FormName, count: number): Bodies {
  return Array.from({ length: count }, () => {
    const batch = makeBatch();
    return gzipSync(form === 'json' ? JSON.stringify(encodeBatch(batch)) : encodeBatchAsProtobuf(batch));
  });
}

const pick = (below: number): number => Math.floor(Math.random() * below);

function makeBatch(): OutgoingBatch {
  const user = randomBytes(4).toString('hex');
  const common = {
    FederationPartner: ORGANIZATION_NAME,
    UserID: `acc-${user}`,
    SipUri: `sip:${user}@contoso.example`,
    IPAddress: `192.0.2.${pick(256)}`,
    AppVersion: '0.1.0',
    OSName: 'Linux',
    OSVersion: '6.1.0',
  };
  const startMs = Date.now() - pick(86_400_000);
  return {
    category: 'error',
    batchId: randomUUID(),
    erasureHash: createHash('sha256').update(randomBytes(32)).digest('hex'),
    records: Array.from({ length: RECORDS_PER_BATCH }, (_, sequence) => ({
      sequence,
      atMs: startMs + sequence * 700 + pick(700),
      ...makeReport(sequence, common),
    })),
  };
}

/** Eleven fields, and the sequence: twelve attributes a record. */
function makeReport(n: number, common: FieldValues): { event: string; fields: FieldValues } {
  if (n % 3 === 0)
    return {
      event: 'error.exception',
      fields: {
        ...common,
        Process: n % 2 === 0 ? 'renderer' : 'main',
        ErrorType: ['TypeError', 'RangeError', 'Error'][pick(3)] ?? 'Error',
        ErrorCode: `E${pick(100)}`,
        Frames: Array.from(
          { length: 3 },
          () => `call${pick(200)}@electron/main.mjs:${1 + pick(9_000)}:${1 + pick(120)}`,
        ),
      },
    };
  if (n % 3 === 1)
    return {
      event: 'error.network',
      fields: {
        ...common,
        ConnectionType: 'wireless',
        RoundTripMs: pick(400),
        PacketLossPermille: pick(50),
        JitterMs: pick(90),
      },
    };
  return {
    event: 'error.conversation',
    fields: {
      ...common,
      MessageDirection: 'Incoming',
      ConversationState: 'Idle',
      ConversationThreadID: randomBytes(20).toString('base64'),
      ErrorCode: `E${pick(100)}`,
    },
  };
}
