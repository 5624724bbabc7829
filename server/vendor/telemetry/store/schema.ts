/**
 * The SQLite schema, step by step; released steps never change.
 *
 * - No table keeps an order over categories: row IDs count per category, batches and tombstones are sorted by their
 *   random IDs. A census row therefore has no neighbours that tell when it came, or from whom.
 * - A record past its retention stays as an empty row (`fields` null) while its batch's identity is kept, so that a late
 *   copy is still recognised.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE tenants (
    tenant_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    switch_payload TEXT,
    switch_received_at INTEGER,
    upload_token_sha256 TEXT UNIQUE,
    guest_token_sha256 TEXT UNIQUE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE counters (
    category TEXT PRIMARY KEY,
    next INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE batches (
    batch_id BLOB NOT NULL,
    category TEXT NOT NULL,
    erasure_hash BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (batch_id, category)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX batches_by_age ON batches (received_at);
  CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    category TEXT NOT NULL,
    batch_id BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    event TEXT NOT NULL,
    tenant_id TEXT,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    key_epoch INTEGER NOT NULL,
    fields TEXT,
    UNIQUE (batch_id, category, sequence)
  ) STRICT;
  CREATE INDEX records_by_event ON records (category, event) WHERE fields IS NOT NULL;
  CREATE INDEX records_by_expiry ON records (expires_at) WHERE fields IS NOT NULL;
  CREATE TABLE tombstones (
    batch_id BLOB NOT NULL,
    erasure_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    has_arrived INTEGER NOT NULL,
    PRIMARY KEY (batch_id, erasure_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tombstones_by_age ON tombstones (created_at);
  CREATE TABLE refusals (
    reason TEXT PRIMARY KEY,
    count INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Counted at each erasure of a batch that never came.
  'CREATE INDEX tombstones_unclaimed ON tombstones (has_arrived) WHERE has_arrived = 0;',
];
