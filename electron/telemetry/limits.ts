/** Every limit and interval of the telemetry pipeline, by name. */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
const KIB = 1024;
const MIB = 1024 * KIB;

/** A long event-loop turn is committed in slices of this size. */
export const MAX_RECORDS_PER_COMMIT = 1_000;
/** Turns are put together when they hold this many records. */
export const MAX_FRESH_RECORDS = 500;
/** Records kept in memory while the spool cannot be written; what exceeds it is dropped and counted in the log. */
export const MAX_UNWRITTEN_RECORDS = 2_000;

/** Caps of what waits. The oldest are evicted, counted and shown. */
export const MAX_PENDING_AGE_MS = 30 * DAY_MS;
export const MAX_PENDING_RECORDS = 200_000;
export const MAX_PENDING_BYTES = 64 * MIB;
/** Eviction goes a little below the cap, so that a full spool does not evict with each record. */
export const EVICTION_SLACK = 0.05;
/** Rows of what was sent, purged, evicted or erased, kept for the viewer. */
export const MAX_HISTORY_AGE_MS = 30 * DAY_MS;
export const MAX_HISTORY_RECORDS = 200_000;
/** Bodies as sent, kept for the viewer. */
export const MAX_BODY_AGE_MS = 30 * DAY_MS;
export const MAX_BODY_BYTES = 32 * MIB;
/** Batch identities and their erasure secrets live as long as the service may hold the records (census: 400 days). */
export const MAX_BATCH_AGE_MS = 400 * DAY_MS;
/** The last line: SQLite itself refuses to grow the file beyond it. */
export const MAX_DATABASE_BYTES = 256 * MIB;
export const MAX_WAL_BYTES = 4 * MIB;
/** A worker moves the WAL into the database after about so many bytes, not more often than this. */
export const BYTES_PER_CHECKPOINT = 3 * MIB;
/** Besides its payload: some pages. */
export const BYTES_PER_COMMIT = 16 * KIB;
export const MIN_CHECKPOINT_INTERVAL_MS = 200;
/** A commit does it itself when the WAL has this many pages, with a worker and without one. */
export const MAX_WAL_PAGES = 16_384;
export const MAX_WAL_PAGES_WITHOUT_WORKER = 1_000;
export const MAX_RECEIPTS_SHOWN = 20;
export const HOUSEKEEPING_INTERVAL_MS = HOUR_MS;

/** Attempts to open or write a spool that failed: doubling between these two. */
export const MIN_SPOOL_RETRY_MS = 1 * SECOND_MS;
export const MAX_SPOOL_RETRY_MS = MINUTE_MS;
/** The main thread waits at most this long for another process's lock. */
export const SPOOL_BUSY_TIMEOUT_MS = 250;
/** A scrub that another reader blocked is tried again; purged payloads must be gone within 5 s. */
export const SCRUB_RETRY_MS = 500;

export const MAX_RECORDS_PER_BATCH = 500;
export const MAX_BATCH_BYTES = 1 * MIB;
/** Records of one kind and turn, kept together; with what a batch adds, two of them fit into one. */
export const MAX_RUN_BYTES = 256 * KIB;
/** Payloads that lost their right are overwritten in steps of this size, so that no step is long. */
export const MAX_SCRUB_BYTES = 1 * MIB;
export const MAX_SCRUB_RUNS = 2_000;
export const MAX_SCRUB_PAGES = 512;
export const SCRUB_PAUSE_MS = 10;
/** A WAL up to this size is emptied by the main thread, a larger one by the worker. */
export const MAX_INLINE_CHECKPOINT_BYTES = 6 * MIB;
export const REQUEST_TIMEOUT_MS = 60 * SECOND_MS;
export const MAX_ANSWER_BYTES = 64 * KIB;
export const MIN_BACKOFF_MS = 1 * SECOND_MS;
export const MAX_BACKOFF_MS = HOUR_MS;
export const MAX_RETRY_AFTER_MS = DAY_MS;
/** Error reports wait this long for company; census and usage go at once. */
export const ERROR_UPLOAD_DELAY_MS = 2 * SECOND_MS;
export const OFFLINE_POLL_MS = 15 * SECOND_MS;

/** A wall clock that moved this far against the monotonic one is not believed until a server's Date confirms it. */
export const CLOCK_JUMP_MS = DAY_MS;
export const CHANGE_NOTICE_INTERVAL_MS = 100;
/** The pipeline looks at the wall clock at least this often, since it may have moved. */
export const MAX_TICK_MS = 10 * MINUTE_MS;
