/** The service's answer to a logs request in protobuf (ExportLogsServiceResponse), as far as the client reads it. */
import { fail, ok, type Result } from '../result.ts';
import { Refusal } from './checks.ts';
import { WireReader } from './wire-reader.ts';
import { DELIMITED, tagOf, VARINT } from './wire-writer.ts';

const PARTIAL_SUCCESS = tagOf(1, DELIMITED);
const REJECTED_LOG_RECORDS = tagOf(1, VARINT);
const ERROR_MESSAGE = tagOf(2, DELIMITED);

export interface LogsResponse {
  readonly partialSuccess?: { readonly rejectedLogRecords: number; readonly errorMessage: string };
}

/** @returns what its JSON form would hold, or one sentence that says why it cannot be read */
export function decodeLogsResponse(bytes: Uint8Array): Result<LogsResponse> {
  try {
    const reader = new WireReader(bytes);
    let response: LogsResponse = {};
    while (reader.at < bytes.length) {
      const tag = reader.tag(bytes.length);
      if (tag === PARTIAL_SUCCESS)
        response = { partialSuccess: readPartialSuccess(reader, reader.delimited(bytes.length)) };
      else reader.skip(tag, bytes.length);
    }
    return ok(response);
  } catch (error) {
    if (error instanceof Refusal) return fail(error.message);
    throw error;
  }
}

function readPartialSuccess(reader: WireReader, end: number): NonNullable<LogsResponse['partialSuccess']> {
  let rejectedLogRecords = 0;
  let errorMessage = '';
  while (reader.at < end) {
    const tag = reader.tag(end);
    if (tag === REJECTED_LOG_RECORDS) rejectedLogRecords = reader.int(end);
    else if (tag === ERROR_MESSAGE) errorMessage = reader.text(end);
    else reader.skip(tag, end);
  }
  return { rejectedLogRecords, errorMessage };
}
