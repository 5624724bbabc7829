/** Every limit of the telemetry service that is not part of the wire contract. Times in ms, sizes in bytes. */
const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
export const DAY_MS = 24 * HOUR_MS;

/** A batch is recognised as a repetition, or as an erased one, for this long after it came. */
export const BATCH_IDENTITY_MS = 90 * DAY_MS;
/** A switch that was received longer ago says nothing any more: usage and error reports wait at the client. */
export const SWITCH_FRESH_MS = 24 * HOUR_MS;
export const PURGE_INTERVAL_MS = HOUR_MS;
export const REFUSAL_FLUSH_INTERVAL_MS = 10_000;

/** What clients are told to wait when a tenant's switch is missing or stale. */
export const RETRY_AFTER_SWITCH_SECONDS = 300;
/** … when the store is full or locked. */
export const RETRY_AFTER_STORE_SECONDS = 30;
/** … when too much is under way at once. */
export const RETRY_AFTER_PRESSURE_SECONDS = 2;

export interface ServiceLimits {
  readonly maxRequestsInFlight: number;
  /** Inflated bodies that are held in memory at once, over all requests. */
  readonly maxBytesInFlight: number;
  /** Of both, what one network may hold: nobody keeps the others out by sending slowly. */
  readonly maxRequestsPerNetwork: number;
  readonly maxBytesPerNetwork: number;
  /** Per network, here and below. A large organization behind one address stays under it; more is told to come back. */
  readonly uploadsPerMinute: number;
  readonly erasuresPerMinute: number;
  readonly switchesPerMinute: number;
  readonly signInsPerMinute: number;
}
export const SERVICE_LIMITS: ServiceLimits = {
  maxRequestsInFlight: 64,
  maxBytesInFlight: 64 * MIB,
  maxRequestsPerNetwork: 32,
  maxBytesPerNetwork: 32 * MIB,
  uploadsPerMinute: 6_000,
  erasuresPerMinute: 60,
  switchesPerMinute: 60,
  signInsPerMinute: 10,
};

/** What strangers can make grow without end is bounded, and its bound is not the disk. */
export interface StoreQuotas {
  /** Bytes in use beyond which uploads wait at their senders (503); erasures are still carried out. */
  readonly maxBytes: number;
  /** … beyond which census waits: it comes without a token, and must not take the room of what comes with one. */
  readonly maxBytesForCensus: number;
  /** Remembered erasures of batches that never came. Beyond it, they have to be asked for again later. */
  readonly maxUnclaimedTombstones: number;
}
export const STORE_QUOTAS: StoreQuotas = {
  maxBytes: 60 * GIB,
  maxBytesForCensus: 48 * GIB,
  maxUnclaimedTombstones: 1_000_000,
};

/** Bodies of everything but uploads; 500 erasures need about 60 KiB. */
export const MAX_SMALL_BODY_BYTES = 128 * 1024;
/** The mapping nests 13 levels deep. */
export const MAX_JSON_DEPTH = 24;
/** 2,000 records with 20 frames each need about 130,000 objects and lists. */
export const MAX_JSON_CONTAINERS = 400_000;

export const DEFAULT_RECORDS_PER_ANSWER = 100;
export const MAX_RECORDS_PER_ANSWER = 1_000;
export const SESSION_MS = 12 * HOUR_MS;
export const MAX_SESSIONS = 100;
