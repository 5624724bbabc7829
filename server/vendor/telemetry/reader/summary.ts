/** What the service holds and what it refused, in numbers: for the page and for `GET /api/summary`. */
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import { isFresh } from '../ingest/rights.ts';
import type { Tally } from '../ingest/tally.ts';
import type { KeySource } from '../keys/key-file.ts';
import type { RecordCount, TelemetryStore, Tenant } from '../store/store.ts';

export interface TenantSummary {
  readonly tenantId: string;
  readonly name: string;
  readonly switch: {
    readonly serial: number;
    readonly disableAutomaticSendTracing: boolean;
    /** ISO 8601. */
    readonly issuedAt: string;
    readonly receivedAt: string;
    /** Received within the last 24 hours; a stale switch makes clients wait. */
    readonly isFresh: boolean;
    /** The name that the organization itself gives; its clients' usage reports fail when it differs. */
    readonly name: string;
  } | null;
}
export interface Summary {
  readonly counts: readonly RecordCount[];
  readonly refusals: Readonly<Partial<Record<RefusalReason, number>>>;
  readonly tenants: readonly TenantSummary[];
  readonly keyEpoch: number;
}

export async function summarize(
  { store, tally, keys }: { store: TelemetryStore; tally: Tally; keys: KeySource },
  nowMs: number,
): Promise<Summary> {
  return {
    counts: await store.counts(),
    refusals: Object.fromEntries([...(await tally.total())].toSorted(([a], [b]) => a.localeCompare(b))),
    tenants: (await store.tenants()).map((tenant) => summaryOf(tenant, nowMs)),
    keyEpoch: keys.current().epoch,
  };
}

function summaryOf(tenant: Tenant, nowMs: number): TenantSummary {
  const { tenantId, name, knownSwitch } = tenant;
  if (!knownSwitch) return { tenantId, name, switch: null };
  const { serial, disableAutomaticSendTracing, issuedAt } = knownSwitch.payload;
  return {
    tenantId,
    name,
    switch: {
      serial,
      disableAutomaticSendTracing,
      issuedAt: isoTime(issuedAt),
      receivedAt: isoTime(knownSwitch.receivedAtMs),
      isFresh: isFresh(tenant, nowMs),
      name: knownSwitch.payload.name,
    },
  };
}

const MAX_DATE_MS = 8_640_000_000_000_000;
/** A time that an organization signed may be anything; what no calendar holds becomes the last one it does. */
export const isoTime = (ms: number): string => new Date(Math.min(ms, MAX_DATE_MS)).toISOString();
