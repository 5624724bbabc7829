/** The spool's tables, as migrations: entry n brings `user_version` n to n + 1. Entries are only ever added. */
import type { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import type { Category, FieldValues } from '../../common/catalogue/types.ts';
import { encodeRuns } from './runs.ts';

/**
 * A payload lives in exactly one place: in `fresh` or `payload` while its records wait, in `batch.body` once they were put into a
 * batch. So what the viewer shows of a batch is what went out. Purging changes the state of `record`, which is at once;
 * the bytes are named in `doomed` in the same transaction, and deleted in steps.
 *
 * A row of `record` is a run of records (see `runs.ts`); its ID is that of its first record, the others follow.
 * `record.state` is 'batched' while the batch speaks for the records; one that was refused alone speaks for itself.
 */
export type Migration = string | ((db: DatabaseSync) => void);
export const MIGRATIONS: readonly Migration[] = [
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
  `
  DROP INDEX record_pending;
  DROP INDEX record_ended;
  DROP INDEX batch_body;
  ALTER TABLE record ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE record ADD COLUMN times TEXT; -- JSON: milliseconds after recorded_at of each; null: one record
  CREATE INDEX record_pending ON record (category, principal, id, count, size) WHERE state = 'pending';
  CREATE INDEX record_ended ON record (principal, category, state, count) WHERE state NOT IN ('pending', 'batched');

  CREATE TABLE payload (
    record INTEGER PRIMARY KEY, -- of the run
    bytes BLOB NOT NULL -- encoded log records, each with its length in front
  ) STRICT;
  -- Small runs of the last turns, before they are put together. No index, so that a turn's commit is one page.
  CREATE TABLE fresh (
    id INTEGER PRIMARY KEY,
    principal INTEGER NOT NULL REFERENCES principal (id),
    category TEXT NOT NULL,
    event TEXT NOT NULL,
    is_while_signed_out INTEGER NOT NULL,
    times TEXT NOT NULL, -- JSON: milliseconds since the epoch of each record
    bytes BLOB NOT NULL
  ) STRICT;
  -- Payloads whose records are not pending any more.
  CREATE TABLE doomed (
    record INTEGER PRIMARY KEY,
    size INTEGER NOT NULL
  ) STRICT;

  -- Until when a category's uploads wait, across restarts.
  CREATE TABLE wait (
    category TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    back_off_until INTEGER NOT NULL,
    retry_after_until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  ALTER TABLE batch ADD COLUMN content_type TEXT NOT NULL DEFAULT 'application/json';
  ALTER TABLE batch ADD COLUMN packed BLOB; -- the body, gzipped as it goes out
  `,
  packPayloads,
  `
  ALTER TABLE record DROP COLUMN payload;
  ALTER TABLE batch DROP COLUMN body;
  ALTER TABLE batch RENAME COLUMN packed TO body;
  CREATE INDEX batch_body ON batch (id, size) WHERE body IS NOT NULL;
  `,
];

/** Payloads used to be JSON, one a record, and bodies were kept as text. */
function packPayloads(db: DatabaseSync): void {
  const insert = db.prepare('INSERT INTO payload (record, bytes) VALUES (?, ?)');
  const resize = db.prepare('UPDATE record SET size = ? WHERE id = ?');
  const records = db.prepare(
    `SELECT id, category, event, recorded_at AS at, payload FROM record WHERE payload IS NOT NULL`,
  );
  for (const row of records.all() as unknown as OldRecord[]) {
    const { category, event, at } = row;
    const fields = JSON.parse(row.payload) as FieldValues;
    const principal = { tenantId: null, accountId: null };
    const [run] = encodeRuns([{ principal, category, event, at, isWhileSignedOut: false, fields }]);
    if (!run) continue;
    insert.run(row.id, run.payload);
    resize.run(run.payload.length, row.id);
  }
  const pack = db.prepare('UPDATE batch SET packed = ?, size = ? WHERE id = ?');
  const bodies = db.prepare('SELECT id, body FROM batch WHERE body IS NOT NULL');
  for (const { id, body } of bodies.all() as { id: number; body: string }[]) {
    const packed = gzipSync(body);
    pack.run(packed, packed.length, id);
  }
}
interface OldRecord {
  readonly id: number;
  readonly category: Category;
  readonly event: string;
  readonly at: number;
  readonly payload: string;
}
