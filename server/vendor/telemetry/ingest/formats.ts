/**
 * The two forms of OTLP/HTTP: a request that comes as JSON or as protobuf is answered in the same form. Refusals of a
 * whole request are the exception: they are JSON in both, where OTLP would have a google.rpc.Status in protobuf, because
 * the reason stands in them and no sender should need a second reader for it.
 */
import type { FastifyReply } from 'fastify';
import { decodeProtobuf } from '../../../../common/otlp/decode-protobuf.ts';
import { decodeRequest, type IncomingRecord } from '../../../../common/otlp/decode.ts';
import { PROTOBUF } from '../../../../common/otlp/types.ts';
import { createWireWriter, DELIMITED, tagOf, VARINT } from '../../../../common/otlp/wire-writer.ts';
import type { Result } from '../../../../common/result.ts';
import { parseJsonBody } from './json-body.ts';
import type { Rejection } from './sift.ts';

/** How a media type is read and answered. */
export interface Format {
  /** @returns the records in order, or one sentence on what is wrong */
  decode(body: Uint8Array): Result<IncomingRecord[]>;
  /** Answers 200: all was stored, or all but these. */
  answer(reply: FastifyReply, rejected: readonly Rejection[]): FastifyReply;
}

const JSON_TYPE = 'application/json';
export const MEDIA_TYPES = [JSON_TYPE, PROTOBUF];

/** @param contentType of a request whose type is one of `MEDIA_TYPES`, with or without parameters */
export const formatOf = (contentType: string | undefined): Format =>
  contentType?.trimStart().toLowerCase().startsWith(PROTOBUF) ? protobuf : json;

const json: Format = {
  decode(body) {
    const parsed = parseJsonBody(body);
    return parsed.ok ? decodeRequest(parsed.value) : parsed;
  },
  answer: (reply, rejected) => reply.send(rejected.length === 0 ? {} : { partialSuccess: partialSuccess(rejected) }),
};

/** ExportLogsServiceResponse and its partial success, as tags. */
const TAG = {
  response: { partialSuccess: tagOf(1, DELIMITED) },
  partialSuccess: { rejectedLogRecords: tagOf(1, VARINT), errorMessage: tagOf(2, DELIMITED) },
} as const;

const protobuf: Format = {
  decode: decodeProtobuf,
  answer(reply, rejected) {
    const writer = createWireWriter();
    if (rejected.length > 0) {
      const { rejectedLogRecords, errorMessage } = partialSuccess(rejected);
      writer.byte(TAG.response.partialSuccess);
      const partial = writer.begin();
      writer.byte(TAG.partialSuccess.rejectedLogRecords);
      writer.int(rejectedLogRecords);
      writer.byte(TAG.partialSuccess.errorMessage);
      writer.text(errorMessage);
      writer.end(partial);
    }
    return reply.type(PROTOBUF).send(writer.take());
  },
};

/** How many refused records an answer names; the count covers all. */
const MAX_NAMED_REJECTIONS = 300;

/**
 * OTLP's partial success, which is final. Its text is JSON, so that the client can tell which records were refused:
 * `[{"batchId", "sequence", "reason", "field"?}]`.
 */
export function partialSuccess(rejected: readonly Rejection[]): { rejectedLogRecords: number; errorMessage: string } {
  return {
    rejectedLogRecords: rejected.length,
    errorMessage: JSON.stringify(rejected.slice(0, MAX_NAMED_REJECTIONS)),
  };
}
