/** Paths, limits and reasons of the telemetry service: what both sides need without a validator. */

export const TELEMETRY_PATHS = {
  logs: '/v1/logs',
  erasure: '/v1/erasure',
  /** The organization's service pushes its signed switch here. */
  tenantSwitch: '/v1/tenant-switch',
} as const;

/** Named limits of the service; the client stays below them. */
export const MAX_WIRE_BYTES = 4 * 1024 * 1024;
export const MAX_INFLATED_BYTES = 16 * 1024 * 1024;
export const MAX_ERASURE_BATCHES = 500;

/** Why the service refused a whole request (4xx) or single records (`partialSuccess`). */
export const REFUSAL_REASONS = [
  'malformed',
  'too-large',
  'unknown-event',
  'forbidden-field',
  'invalid-value',
  'category-mismatch',
  'token-missing',
  'token-not-allowed',
  'tenant-unknown',
  'tenant-forbids',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
