/** What clients, organizations and the vendor's telemetry service say to each other, beside OTLP itself. */
import { z } from 'zod';
import { MAX_ERASURE_BATCHES } from './telemetry-terms.ts';
import { signedSwitch } from './tenant.ts';

export * from './telemetry-terms.ts';

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
