/** What clients, organizations and the vendor's telemetry service say to each other, beside OTLP itself. */
import { z } from 'zod';
import { signedSwitch } from './tenant.ts';

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

export const tenantSwitchRequest = z.strictObject({ switch: signedSwitch });

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const erasureRequest = z.strictObject({
  /** `secret` is base64url of 32 bytes, whose SHA-256 went out with the batch. */
  batches: z
    .array(z.strictObject({ batchId: uuid, secret: z.base64url().length(43) }))
    .min(1)
    .max(MAX_ERASURE_BATCHES),
});
export type ErasureRequest = z.infer<typeof erasureRequest>;

export const erasureAnswer = z.object({
  results: z.array(
    z.object({
      batchId: uuid,
      /** `erased` also for a batch that never arrived: a late copy of it will be dropped. `refused`: wrong secret. */
      outcome: z.enum(['erased', 'refused']),
      records: z.int().nonnegative(),
    }),
  ),
});
export type ErasureAnswer = z.infer<typeof erasureAnswer>;

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
