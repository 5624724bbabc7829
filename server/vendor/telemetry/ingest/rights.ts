/**
 * Who may send what. Census comes without tenant or token, and with one it is refused, so that a client that makes census
 * linkable is noticed. Usage and error reports need the upload token of a registered tenant whose latest signed switch
 * is fresh and does not forbid them.
 */
import { createHash } from 'node:crypto';
import type { Category } from '../../../../common/catalogue/types.ts';
import { fail, ok, type Result } from '../../../../common/result.ts';
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import { RETRY_AFTER_SWITCH_SECONDS, SWITCH_FRESH_MS } from '../limits.ts';
import type { Tenant, TenantStore } from '../store/store.ts';

/** Without tenant for census, with one for everything else. */
export interface Right {
  readonly tenant: Pick<Tenant, 'tenantId' | 'name'> | null;
  /** Only what may be recorded while signed out. */
  readonly isGuest: boolean;
}

export interface Refusal {
  readonly status: number;
  readonly reason: RefusalReason | 'unavailable';
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export interface Credentials {
  readonly authorization: string | undefined;
  readonly hasCookie: boolean;
}

const BEARER = /^Bearer +([\x21-\x7e]{1,512})$/i;

export async function rightOf(
  category: Category,
  { authorization, hasCookie }: Credentials,
  store: TenantStore,
  nowMs: number,
): Promise<Result<Right, Refusal>> {
  if (category === 'census') {
    if (authorization !== undefined || hasCookie)
      return refused(400, 'token-not-allowed', 'Census carries no token: it must not be linkable to an organization.');
    return ok({ tenant: null, isGuest: false });
  }
  const token = BEARER.exec(authorization ?? '')?.[1];
  if (token === undefined)
    return refused(401, 'token-missing', 'Usage and error reports need the upload token of an organization.');

  // A look-up by hash takes the same time for every wrong token, whatever it shares with a right one.
  const owner = await store.ownerOfToken(createHash('sha256').update(token).digest('hex'));
  if (!owner) return unknownToken(await store.tenants(), nowMs);
  const { tenant, isGuest } = owner;
  if (!isFresh(tenant, nowMs)) return awaitSwitch();
  if (tenant.knownSwitch?.payload.disableAutomaticSendTracing !== false)
    return refused(403, 'tenant-forbids', 'The organization has turned usage and error reports off.');
  return ok({ tenant, isGuest });
}

/** Whether the tenant's switch still says something. The clock may have been set back, so the distance counts. */
export const isFresh = ({ knownSwitch }: Tenant, nowMs: number): boolean =>
  knownSwitch !== null && Math.abs(nowMs - knownSwitch.receivedAtMs) <= SWITCH_FRESH_MS;

/** While some tenant's switch is missing, the token may be its new one: the client then keeps the data. */
const unknownToken = (tenants: readonly Tenant[], nowMs: number): Result<never, Refusal> =>
  tenants.every((tenant) => isFresh(tenant, nowMs))
    ? refused(403, 'tenant-unknown', 'No organization with this upload token is known here.')
    : awaitSwitch();

const awaitSwitch = (): Result<never, Refusal> =>
  fail({
    status: 503,
    reason: 'unavailable',
    message: "The organization's switch is not known at the moment. Keep the data and try again.",
    retryAfterSeconds: RETRY_AFTER_SWITCH_SECONDS,
  });

const refused = (status: number, reason: RefusalReason, message: string): Result<never, Refusal> =>
  fail({ status, reason, message });
