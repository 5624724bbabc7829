/** Calls back what was sent: presents each batch's ID with the secret whose hash went out with it. */
import type { Category } from '../../common/catalogue/types.ts';
import type { Principal } from '../../common/principal.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import type { ErasureReceipt } from '../../common/telemetry/views.ts';
import { MAX_ERASURE_BATCHES, TELEMETRY_PATHS } from '../../common/wire/telemetry-terms.ts';
import type { ErasureAnswer, ErasureRequest } from '../../common/wire/telemetry.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Transport } from '../network.ts';
import { erasableBatches, markErased } from './batches-table.ts';
import { boundedJson, post } from './exchange.ts';
import { REQUEST_TIMEOUT_MS } from './limits.ts';
import type { Spool } from './spool.ts';

export interface ErasureDeps {
  readonly spool: Spool;
  readonly transport: Transport;
  readonly serviceUrl: () => string;
  readonly clock: Clock;
  readonly logger: Logger;
  isOnline(): boolean;
}

/**
 * Needs no right of the category and no token: the secret is the right. May be asked again after `offline`; what was
 * erased until then stays erased and the receipt counts only this time's.
 */
export async function eraseSent(
  deps: ErasureDeps,
  category: Category,
  principal: Principal,
): Promise<Result<ErasureReceipt, 'offline' | 'nothing-to-erase'>> {
  const { spool, clock } = deps;
  const found = spool.read((sql) => erasableBatches(sql, category, principal));
  if (!found.ok || found.value.length === 0) return fail('nothing-to-erase');
  if (!deps.isOnline()) return fail('offline');
  let erased = 0;
  let refused = 0;
  for (let start = 0; start < found.value.length; start += MAX_ERASURE_BATCHES) {
    const slice = found.value.slice(start, start + MAX_ERASURE_BATCHES);
    const answer = await ask(deps, {
      batches: slice.map(({ uuid, secret }) => ({
        batchId: uuid,
        secret: Buffer.from(secret).toString('base64url'),
      })),
    });
    if (!answer) return fail('offline');
    const outcomes = new Map(answer.results.map(({ batchId, outcome }) => [batchId, outcome]));
    const gone = slice.filter(({ uuid }) => outcomes.get(uuid) === 'erased');
    spool.write((sql) => {
      for (const { id } of gone) markErased(sql, id, clock.now());
    }, 'power');
    erased += gone.length;
    refused += slice.length - gone.length;
  }
  spool.scrub();
  return ok({ at: clock.now(), batches: found.value.length, erased, refused });
}

async function ask(deps: ErasureDeps, request: ErasureRequest): Promise<ErasureAnswer | null> {
  const abort = new AbortController();
  const cancel = deps.clock.after(REQUEST_TIMEOUT_MS, () => abort.abort());
  try {
    const response = await post(deps.transport, {
      url: deps.serviceUrl().replace(/\/+$/, '') + TELEMETRY_PATHS.erasure,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(request),
      signal: abort.signal,
    });
    // The validator is loaded when it is needed: recording does without it, and start-up should not wait for it.
    const { erasureAnswer } = await import('../../common/wire/telemetry.ts');
    const answer = erasureAnswer.safeParse(await boundedJson(response));
    if (response.ok && answer.success) return answer.data;
    deps.logger.warn('The telemetry service did not answer a request for erasure as expected.', {
      status: response.status,
    });
  } catch {
    deps.logger.warn('The telemetry service could not be reached to erase data.');
  } finally {
    cancel();
  }
  return null;
}
