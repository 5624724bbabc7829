/** The yardstick for reading protobuf: what the library makes of a request, without turning it into plain objects. */
import protobuf from 'protobufjs';

const REQUEST = protobuf
  .parse(
    `syntax = "proto3";
     message Request { repeated ResourceLogs resource_logs = 1; }
     message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; }
     message Resource { repeated KeyValue attributes = 1; }
     message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; }
     message Scope { string name = 1; }
     message LogRecord { fixed64 time_unix_nano = 1; repeated KeyValue attributes = 6; string event_name = 12; }
     message KeyValue { string key = 1; AnyValue value = 2; }
     message AnyValue { oneof value { string string_value = 1; int64 int_value = 3; ArrayValue array_value = 5; } }
     message ArrayValue { repeated AnyValue values = 1; }`,
  )
  .root.lookupType('Request');

export const decodeByLibrary = (bytes: Uint8Array): void => void REQUEST.decode(bytes);
