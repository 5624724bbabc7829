/**
 * The part of opentelemetry/proto that a logs request can hold, for the library that our encoder and decoder are
 * compared with. Field numbers as in opentelemetry-proto 1.x.
 */
import protobuf from 'protobufjs';

const SCHEMA = `
  syntax = "proto3";
  message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
  message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
  message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
  message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
  message InstrumentationScope {
    string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4;
  }
  message LogRecord {
    fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2;
    string severity_text = 3; AnyValue body = 5; repeated KeyValue attributes = 6;
    uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10;
    string event_name = 12;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue {
    oneof value {
      string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
      ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
    }
  }
  message ArrayValue { repeated AnyValue values = 1; }
  message KeyValueList { repeated KeyValue values = 1; }
  message ExportLogsServiceResponse { ExportLogsPartialSuccess partial_success = 1; }
  message ExportLogsPartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
`;

export interface OtlpLibrary {
  encode(request: object): Uint8Array;
  decode(bytes: Uint8Array): unknown;
  encodeAnswer(response: object): Uint8Array;
}

/** OTLP JSON (an object) ↔ protobuf, by protobufjs. */
export function otlpLibrary(): OtlpLibrary {
  const { root } = protobuf.parse(SCHEMA);
  const [request, answer] = [root.lookupType('ExportLogsServiceRequest'), root.lookupType('ExportLogsServiceResponse')];
  return {
    encode: (object) => request.encode(request.fromObject(object)).finish(),
    decode: (bytes) => request.toObject(request.decode(bytes), { longs: String, arrays: false }),
    encodeAnswer: (object) => answer.encode(answer.fromObject(object)).finish(),
  };
}
