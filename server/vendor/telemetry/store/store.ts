/**
 * What the telemetry service asks of its store. SQLite is behind it today; another database needs only this.
 *
 * Every write has reached the disk when its promise resolves, or has left nothing behind when it rejects. A store that
 * cannot write or read just now rejects with `StoreUnavailable`: callers answer 503 and the sender tries again.
 */
import type { Category, FieldValues } from '../../../../common/catalogue/types.ts';
import type { RefusalReason } from '../../../../common/wire/telemetry.ts';
import type { SwitchPayload } from '../../../../common/wire/tenant.ts';

/** Disk full, locked, unreadable; `cause` says which. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** A record as it is kept: checked against the catalogue, its IDs hashed, its times as coarse as its category asks. */
export interface NewRecord {
  readonly category: Category;
  /** UUID, lower case. */
  readonly batchId: string;
  /** SHA-256 (hex) of the secret that may have the batch erased. It is bound to the batch ID when that first arrives. */
  readonly erasureHash: string;
  readonly sequence: number;
  readonly event: string;
  /** null for census, which says nothing about organizations. */
  readonly tenantId: string | null;
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly expiresAtMs: number;
  /** The epoch of the keys that hashed its IDs. */
  readonly keyEpoch: number;
  readonly fields: FieldValues;
}

export interface KeptRecord extends Omit<NewRecord, 'erasureHash' | 'expiresAtMs'> {
  /** Rises within its category only: an order over all categories would link reports that say nothing of each other. */
  readonly id: number;
}

export interface AppendOutcome {
  readonly stored: number;
  /** Already stored before, or earlier in the same call. */
  readonly duplicates: number;
  /** Late copies of an erased batch: dropped. */
  readonly erased: number;
  /** Records whose batch ID is bound to another erasure hash: not stored. */
  readonly conflicts: readonly NewRecord[];
}

export interface ErasureClaim {
  readonly batchId: string;
  /** SHA-256 (hex) of the presented secret. */
  readonly erasureHash: string;
}
export interface ErasureResult {
  readonly batchId: string;
  readonly outcome: 'erased' | 'refused';
  readonly records: number;
}

/** Given fields must be equal. */
export interface RecordFilter {
  readonly category?: Category;
  readonly event?: string;
  readonly tenantId?: string;
  readonly batchId?: string;
  readonly afterId?: number;
  readonly limit: number;
  /** Oldest first by default. */
  readonly isNewestFirst?: boolean;
}
export interface RecordCount {
  readonly category: Category;
  readonly event: string;
  readonly records: number;
}

/** What the vendor knows of an organization before it sends anything. */
export interface Registration {
  readonly tenantId: string;
  /** The registered name, in clear: the only `FederationPartner` that its clients may send. */
  readonly name: string;
  /** base64url of the SPKI of an Ed25519 key. */
  readonly publicKey: string;
}
export interface KnownSwitch {
  readonly payload: SwitchPayload;
  readonly receivedAtMs: number;
}
export interface Tenant extends Registration {
  /** null until the organization pushed one that was signed with its key. */
  readonly knownSwitch: KnownSwitch | null;
}
export interface TokenOwner {
  readonly tenant: Tenant;
  /** The guest token entitles to reports of a failed sign-in and nothing else. */
  readonly isGuest: boolean;
}
export type RegisterOutcome = 'added' | 'changed' | 'unchanged';
/** `older`: a newer switch is known. `token-taken`: another tenant already uses one of its tokens. */
export type SwitchOutcome = 'saved' | 'older' | 'token-taken';

export type RefusalCounts = ReadonlyMap<RefusalReason, number>;

export interface RecordStore {
  /**
   * Stores each (category, batch, sequence) once, however often it comes, all of a call or nothing. Calls may share a
   * transaction and then fail together.
   */
  append(records: readonly NewRecord[]): Promise<AppendOutcome>;
  /** Deletes the batches whose hash fits and remembers all that were granted, so that late copies are dropped. */
  erase(claims: readonly ErasureClaim[], nowMs: number): Promise<ErasureResult[]>;
  /** Deletes what is past its retention; identities of batches go when they are past theirs and hold nothing. */
  purge(nowMs: number): Promise<{ readonly expired: number; readonly forgottenBatches: number }>;
  list(filter: RecordFilter): Promise<KeptRecord[]>;
  counts(): Promise<RecordCount[]>;
}
export interface TenantStore {
  /** A changed key drops the known switch, which the old key signed. */
  register(registration: Registration): Promise<RegisterOutcome>;
  tenants(): Promise<Tenant[]>;
  tenant(tenantId: string): Promise<Tenant | null>;
  ownerOfToken(tokenSha256: string): Promise<TokenOwner | null>;
  saveSwitch(payload: SwitchPayload, receivedAtMs: number): Promise<SwitchOutcome>;
}
export interface RefusalStore {
  addRefusals(counts: RefusalCounts): Promise<void>;
  refusals(): Promise<RefusalCounts>;
}
export interface TelemetryStore extends RecordStore, TenantStore, RefusalStore {
  /** Resolves when the store can be written to. */
  check(): Promise<void>;
  close(): Promise<void>;
}
