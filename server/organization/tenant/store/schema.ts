/** The organization's database. Times are milliseconds since the epoch. Released steps never change; new ones follow. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    -- As compared at sign-in: trimmed, NFC, lower case.
    account TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    sip_uri TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('admin', 'user')),
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE sessions (
    -- Of the token; the token itself is known to its holder alone.
    token_sha256 TEXT PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('client', 'admin-page')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX sessions_by_expiry ON sessions (expires_at);
  CREATE INDEX sessions_by_account ON sessions (account_id);

  CREATE TABLE policy (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    settings_json TEXT NOT NULL
  ) STRICT;

  CREATE TABLE policy_history (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- As it was then: the account may be removed later.
    changed_by TEXT NOT NULL,
    policy_key TEXT NOT NULL,
    -- JSON; null stands for "not configured".
    old_json TEXT,
    new_json TEXT
  ) STRICT;
  CREATE TRIGGER policy_history_is_not_rewritten BEFORE UPDATE ON policy_history
    BEGIN SELECT RAISE(ABORT, 'policy_history is append-only'); END;
  CREATE TRIGGER policy_history_is_not_shortened BEFORE DELETE ON policy_history
    BEGIN SELECT RAISE(ABORT, 'policy_history is append-only'); END;

  CREATE TABLE stop_switch (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    serial INTEGER NOT NULL,
    payload TEXT NOT NULL,
    signature TEXT NOT NULL,
    -- When the vendor first confirmed this serial, if it did.
    confirmed_at INTEGER
  ) STRICT;
  `,
];
