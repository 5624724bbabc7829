/**
 * `POST /v1/erasure`: whoever presents the secret of a batch has it erased; the hash of the secret came with the batch.
 * Nobody has to say who they are, and a wrong secret learns nothing but that it is wrong.
 */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { erasureRequest, TELEMETRY_PATHS, type ErasureAnswer } from '../../../../common/wire/telemetry.ts';
import type { Clock } from '../../../shared/clock.ts';
import { refuse } from '../../../shared/serve.ts';
import type { RecordStore } from '../store/store.ts';

export function addErasureRoute(
  app: FastifyInstance,
  { store, clock, maxPerMinute }: { store: RecordStore; clock: Clock; maxPerMinute: number },
): void {
  const config = { rateLimit: { max: maxPerMinute, timeWindow: '1 minute' } };
  app.post(TELEMETRY_PATHS.erasure, { config }, async (request, reply) => {
    const read = erasureRequest.safeParse(request.body);
    if (!read.success)
      return refuse(reply, 400, 'malformed', 'Send {"batches": [{"batchId", "secret"}]}, one to 500 of them.');
    const claims = read.data.batches.map(({ batchId, secret }) => ({
      batchId,
      erasureHash: createHash('sha256').update(Buffer.from(secret, 'base64url')).digest('hex'),
    }));
    const results = await store.erase(claims, clock.now());
    return { results } satisfies ErasureAnswer;
  });
}
