/** Requests and answers in OTLP's protobuf form, by the library and not by the code under test. */
import protobuf from 'protobufjs';
import { otlpLibrary } from '../../../common/otlp/otlp-schema.ts';

export const PROTOBUF = { 'content-type': 'application/x-protobuf' };

const RESPONSE = protobuf
  .parse(
    `syntax = "proto3";
     message ExportLogsServiceResponse { ExportLogsPartialSuccess partial_success = 1; }
     message ExportLogsPartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }`,
  )
  .root.lookupType('ExportLogsServiceResponse');

const library = otlpLibrary();

/** An OTLP JSON request as protobuf. */
export const asProtobuf = (request: object): Buffer => Buffer.from(library.encode(request));

/** An answer in the shape that the JSON form has. */
export const responseOf = (bytes: Uint8Array): Record<string, unknown> =>
  RESPONSE.toObject(RESPONSE.decode(bytes), { longs: Number });
