/** The spool's tables, as migrations: entry n brings `user_version` n to n + 1. Entries are only ever added. */

/**
 * A payload lives in exactly one place: in `record.payload` while it waits alone, in `batch.body` once it was put into
 * a batch. So purging is one update, and what the viewer shows of a batch is what went out.
 *
 * `record.state` is 'batched' while the batch speaks for the record; a record that was refused alone speaks for itself.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE principal (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    has_account INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    principal INTEGER NOT NULL REFERENCES principal (id),
    category TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    is_while_signed_out INTEGER NOT NULL, -- all of its records may travel while nobody is signed in
    may_have_arrived INTEGER NOT NULL DEFAULT 0, -- a request began whose end is unknown
    secret BLOB NOT NULL,
    record_count INTEGER NOT NULL, -- records whose state is 'batched'
    size INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    sent_at INTEGER,
    changed_at INTEGER NOT NULL,
    body TEXT
  ) STRICT;
  CREATE INDEX batch_open ON batch (category, principal) WHERE state IN ('pending', 'sending');
  CREATE INDEX batch_body ON batch (id, size) WHERE body IS NOT NULL;

  CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    principal INTEGER NOT NULL REFERENCES principal (id),
    category TEXT NOT NULL,
    event TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    is_while_signed_out INTEGER NOT NULL,
    size INTEGER NOT NULL,
    batch INTEGER REFERENCES batch (id),
    sequence INTEGER,
    payload TEXT
  ) STRICT;
  CREATE INDEX record_pending ON record (category, principal, id) WHERE state = 'pending';
  CREATE INDEX record_ended ON record (principal, category, state) WHERE state NOT IN ('pending', 'batched');
  CREATE INDEX record_batch ON record (batch) WHERE batch IS NOT NULL;

  CREATE TABLE counter (
    principal INTEGER NOT NULL REFERENCES principal (id),
    hour INTEGER NOT NULL, -- UTC hours since the epoch
    event TEXT NOT NULL,
    field TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (principal, hour, event, field)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE census (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_day INTEGER, -- UTC days since the epoch
    last_version TEXT
  ) STRICT;
  INSERT INTO census VALUES (1, 0, 0, NULL, NULL);

  CREATE TABLE receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    principal INTEGER NOT NULL REFERENCES principal (id),
    category TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    by_origin TEXT, -- JSON of a PolicyOrigin
    purged INTEGER NOT NULL,
    aborted INTEGER NOT NULL,
    may_have_arrived INTEGER NOT NULL,
    requests_since INTEGER NOT NULL DEFAULT 0,
    is_reopened INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- Gates that were open and have not closed since: their closing leaves a receipt, also after a restart.
  CREATE TABLE opened (
    principal INTEGER NOT NULL REFERENCES principal (id),
    category TEXT NOT NULL,
    PRIMARY KEY (principal, category)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    last_seen INTEGER
  ) STRICT;
  INSERT INTO clock VALUES (1, NULL);
  `,
];
