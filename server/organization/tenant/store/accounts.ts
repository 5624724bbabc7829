/** The organization's accounts. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { MAX_ACCOUNT_LENGTH, MAX_PASSWORD_LENGTH } from '../../../../common/wire/tenant.ts';
import { fail, ok, type Result } from '../../../../common/result.ts';

export const ROLES = ['admin', 'user'] as const;
export type Role = (typeof ROLES)[number];
export const MIN_PASSWORD_LENGTH = 12;

export interface Account {
  /** Stable and random; never derived from the name. */
  readonly accountId: string;
  readonly account: string;
  readonly displayName: string;
  readonly sipUri: string;
  readonly role: Role;
}
export interface StoredAccount extends Account {
  readonly passwordHash: string;
}

export const newAccount = z.strictObject({
  account: z
    .string()
    .max(MAX_ACCOUNT_LENGTH - 'sip:'.length)
    .regex(/^[^\s@]+@[^\s@]+$/, 'must look like name@organization'),
  displayName: z.string().trim().min(1).max(128),
  role: z.enum(ROLES),
  password: z.string().min(MIN_PASSWORD_LENGTH).max(MAX_PASSWORD_LENGTH),
});
export type NewAccount = z.infer<typeof newAccount>;

/** The form in which accounts are stored and compared. */
export const canonicalAccount = (account: string): string => account.trim().normalize('NFC').toLowerCase();

export interface Accounts {
  find(account: string): StoredAccount | null;
  byId(accountId: string): Account | null;
  add(account: Omit<NewAccount, 'password'>, passwordHash: string, now: number): Result<Account, 'exists'>;
  /** Also ends its sessions. False when there is none. */
  remove(account: string): boolean;
}

export function createAccounts(database: DatabaseSync): Accounts {
  const byName = database.prepare('SELECT * FROM accounts WHERE account = ?');
  const byId = database.prepare('SELECT * FROM accounts WHERE account_id = ?');
  const insert = database.prepare(
    `INSERT INTO accounts (account_id, account, display_name, sip_uri, role, password_hash, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account) DO NOTHING`,
  );
  const remove = database.prepare('DELETE FROM accounts WHERE account = ?');
  return {
    find: (account) => {
      const row = byName.get(canonicalAccount(account));
      return row ? { ...accountOf(row), passwordHash: String(row['password_hash']) } : null;
    },
    byId: (accountId) => {
      const row = byId.get(accountId);
      return row ? accountOf(row) : null;
    },
    add({ account, displayName, role }, passwordHash, now) {
      const name = canonicalAccount(account);
      const made: Account = { accountId: randomUUID(), account: name, displayName, sipUri: `sip:${name}`, role };
      const { changes } = insert.run(made.accountId, name, displayName, made.sipUri, role, passwordHash, now);
      return changes === 1 ? ok(made) : fail('exists');
    },
    remove: (account) => remove.run(canonicalAccount(account)).changes === 1,
  };
}

const accountOf = (row: Record<string, SQLOutputValue>): Account => ({
  accountId: String(row['account_id']),
  account: String(row['account']),
  displayName: String(row['display_name']),
  sipUri: String(row['sip_uri']),
  role: row['role'] === 'admin' ? 'admin' : 'user',
});
