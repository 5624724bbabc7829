/**
 * The tenant's policy source: in-band policy while somebody is signed in, the organization's signed switch while nobody
 * is. It does no network itself; the account feeds it. What was last said to a principal is kept on disk and stays
 * known for `TENANT_FRESH_MS` after the service was last reached; then it holds until the service is reached again.
 */
import type { PolicyProblem, PolicySetting, SourceReading } from '../../common/policies/reading.ts';
import type { Principal } from '../../common/principal.ts';
import type { SwitchPayload, TenantPolicy } from '../../common/wire/tenant.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Instant } from './file-memory.ts';
import { boundedProblems, judgeSetting } from './judge-setting.ts';
import { createListeners } from './listeners.ts';
import { createPolicyCache } from './policy-cache.ts';
import { emptyReading, type PolicySource } from './source.ts';
import { createStableReading } from './stable-reading.ts';

export const TENANT_FRESH_MS = 24 * 60 * 60 * 1_000;
/** How often freshness is looked at: timers stand still while the computer sleeps. */
export const FRESHNESS_CHECK_MS = 60_000;
/** The time of the last success is written to disk this often at most. */
const PERSIST_SUCCESS_EVERY_MS = 15 * 60 * 1_000;
/** A cached success that lies further in the future than this cannot be trusted: the clock was turned back. */
const MAX_FUTURE_MS = 5 * 60 * 1_000;

export interface TenantPolicySource extends PolicySource {
  /**
   * Somebody is signed in. What is cached for the principal applies until the service answers.
   * @param answer the policy that came with the sign-in; it replaces what is cached, whatever its revision
   */
  useAccount(principal: Principal, answer?: TenantPolicy): void;
  /** Nobody is signed in; unknown until a switch is accepted. */
  useSignedOut(): void;
  /** In-band policy of the account in use; an older revision than known is ignored. */
  accept(policy: TenantPolicy): void;
  /** The signed switch, while signed out; a lower serial of the same tenant is ignored. */
  acceptSwitch(payload: SwitchPayload): void;
  /** The service was reached and what is known is current. */
  confirm(): void;
  /** Removes what is cached for a principal. */
  forget(principal: Principal): void;
}

export interface TenantPolicyOptions {
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Host of the organization's service, named as the origin of its settings; null without a service. */
  readonly host: string | null;
}

interface Known {
  readonly tenantId: string | null;
  /** Of the policy, or the serial of the switch. */
  readonly revision: number;
  readonly issuedAt: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly reachedAt: Instant;
}

export function createTenantPolicy({ directory, clock, logger, host }: TenantPolicyOptions): TenantPolicySource {
  const cache = createPolicyCache(directory, clock, logger);
  const stable = createStableReading(clock, emptyReading('tenant', 'pending'));
  const listeners = createListeners(logger);
  let principal: Principal | null = null;
  let known: Known | null = null;
  let persistedAt: Instant | null = null;
  let isBegun = false;
  let isStopped = false;
  let cancelCheck = (): void => {};

  const now = (): Instant => ({ wallMs: clock.now(), monotonicMs: clock.monotonicMs() });

  /** Offers what is known now; the first time of all there is nothing it could relax. */
  function settle(): void {
    cancelCheck();
    if (isStopped) return;
    const reading = currentReading();
    if (!isBegun) {
      isBegun = true;
      stable.begin(reading);
      plan(null);
      return listeners.tell();
    }
    const { isChanged, waitMs } = stable.offer(reading);
    plan(waitMs);
    if (!isChanged) return;
    logger.info('Tenant policy changed', { settings: reading.settings.length, problems: reading.problems.length });
    listeners.tell();
  }

  function plan(waitMs: number | null): void {
    cancelCheck = clock.after(Math.min(FRESHNESS_CHECK_MS, waitMs ?? FRESHNESS_CHECK_MS), settle);
  }

  function currentReading(): SourceReading {
    if (!known) return emptyReading('tenant', principal ? 'pending' : 'none');
    const judged = judgeAll(known, host);
    const problems = isStale(known.reachedAt, now()) ? [...judged.problems, stale(host)] : judged.problems;
    return { source: 'tenant', state: 'known', settings: judged.settings, problems, readAt: known.reachedAt.wallMs };
  }

  function persist(policy: TenantPolicy): void {
    if (!principal) return;
    persistedAt = now();
    cache.save(principal, { policy, reachedAt: persistedAt.wallMs });
  }

  const asPolicy = ({ revision, issuedAt, settings }: Known): TenantPolicy => ({ revision, issuedAt, settings });

  function takePolicy(policy: TenantPolicy): void {
    known = { ...policy, tenantId: principal?.tenantId ?? null, reachedAt: now() };
    persist(policy);
    settle();
  }

  return {
    reading: () => stable.current(),
    // Nothing to wait for: what is on disk is read when the account says who is signed in.
    start: () => Promise.resolve(),
    stop() {
      isStopped = true;
      cancelCheck();
    },
    onChanged: (listener) => listeners.add(listener),

    useAccount(next, answer) {
      principal = next;
      if (answer) return takePolicy(answer);
      const cached = cache.load(next);
      persistedAt = null;
      known = cached && {
        ...cached.policy,
        tenantId: next.tenantId,
        reachedAt: rebased(cached.reachedAt, now()),
      };
      settle();
    },
    useSignedOut() {
      principal = null;
      known = null;
      settle();
    },
    accept(policy) {
      if (!principal) return;
      if (known && policy.revision < known.revision) return logger.warn('An older tenant policy was ignored');
      takePolicy(policy);
    },
    acceptSwitch({ tenantId, serial, issuedAt, disableAutomaticSendTracing }) {
      if (principal) return;
      if (known?.tenantId === tenantId && serial < known.revision) return logger.warn('An older switch was ignored');
      const settings = { DisableAutomaticSendTracing: disableAutomaticSendTracing };
      known = { tenantId, revision: serial, issuedAt, settings, reachedAt: now() };
      settle();
    },
    confirm() {
      if (!known) return;
      known = { ...known, reachedAt: now() };
      const isDue = !persistedAt || clock.monotonicMs() - persistedAt.monotonicMs >= PERSIST_SUCCESS_EVERY_MS;
      if (principal && isDue) persist(asPolicy(known));
      settle();
    },
    forget: (gone) => cache.remove(gone),
  };
}

function judgeAll(
  { settings, issuedAt }: Known,
  host: string | null,
): { settings: PolicySetting[]; problems: PolicyProblem[] } {
  const origin = { source: 'tenant' as const, ...(host !== null && { file: host }), modifiedAt: issuedAt };
  const judged = Object.entries(settings).map(([key, value]) => judgeSetting(key, value, origin));
  return {
    settings: judged.flatMap(({ setting }) => setting ?? []),
    problems: boundedProblems(judged.flatMap(({ problem }) => problem ?? [])),
  };
}

/** Where a time of the wall clock lies on the monotonic one, which began anew with this process. */
const rebased = (wallMs: number, now: Instant): Instant => ({
  wallMs: wallMs > now.wallMs + MAX_FUTURE_MS ? Number.NEGATIVE_INFINITY : wallMs,
  monotonicMs: now.monotonicMs - (now.wallMs - wallMs),
});

/** By whichever clock says so: one may have stood still, the other may have been set. */
const isStale = (reachedAt: Instant, now: Instant): boolean =>
  now.wallMs - reachedAt.wallMs >= TENANT_FRESH_MS || now.monotonicMs - reachedAt.monotonicMs >= TENANT_FRESH_MS;

const stale = (host: string | null): PolicyProblem => ({
  kind: 'stale',
  origin: { source: 'tenant', ...(host !== null && { file: host }) },
  message: "The organization's service has not been reached for 24 hours, so its policy may have changed.",
  remedy: 'Connect this computer to the organization, or sign in again.',
  holds: true,
});
