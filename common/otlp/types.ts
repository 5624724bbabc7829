/** The part of OTLP/HTTP JSON (ExportLogsServiceRequest) that Parley writes and reads. */
export interface OtlpAnyValue {
  readonly stringValue?: string;
  /** 64-bit integers are decimal strings in OTLP JSON; numbers are accepted when read. */
  readonly intValue?: string | number;
  readonly arrayValue?: { readonly values?: readonly OtlpAnyValue[] };
}
export interface OtlpKeyValue {
  readonly key: string;
  readonly value: OtlpAnyValue;
}
export interface OtlpLogRecord {
  readonly timeUnixNano: string;
  readonly eventName: string;
  readonly attributes: readonly OtlpKeyValue[];
}
export interface OtlpLogsRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: readonly OtlpKeyValue[] };
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string; readonly version?: string };
      readonly logRecords: readonly OtlpLogRecord[];
    }[];
  }[];
}

export const RESOURCE_SERVICE_NAME = 'parley-desktop';
/** Resource attributes that a request may carry; any other is refused. */
export const RESOURCE_ATTRIBUTES = {
  serviceName: 'service.name',
  batchId: 'parley.batch.id',
  /** SHA-256 (hex) of the secret that proves the right to have the batch erased. */
  erasureHash: 'parley.batch.erasure',
} as const;
export const SEQUENCE_ATTRIBUTE = 'parley.sequence';
export const SCOPE_PREFIX = 'parley.';

/** Content type of a request in protobuf. */
export const PROTOBUF = 'application/x-protobuf';
