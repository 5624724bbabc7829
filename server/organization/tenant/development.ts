/** The organization that `npm start` works with: Contoso, an admin and two users, passwords of this data folder alone. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readOrCreatePrivate, SetupError } from '../../shared/private-files.ts';
import type { OrganizationIdentity } from './data-dir.ts';
import type { PasswordHasher } from './passwords.ts';
import { ROLES, type Accounts } from './store/accounts.ts';

export const DEVELOPMENT_ORGANIZATION: OrganizationIdentity = { tenantId: 'contoso', name: 'Contoso' };
const PEOPLE = [
  { account: 'admin@contoso.example', displayName: 'Contoso Admin', role: 'admin' },
  { account: 'ada@contoso.example', displayName: 'Ada Okafor', role: 'user' },
  { account: 'ben@contoso.example', displayName: 'Ben Lindqvist', role: 'user' },
] as const;
const FILE = 'development-accounts.json';
const PASSWORD_BYTES = 12;

const developmentAccounts = z.array(z.strictObject({ account: z.string(), password: z.string(), role: z.enum(ROLES) }));
export type DevelopmentAccounts = z.infer<typeof developmentAccounts>;

/** The accounts with their passwords, as kept in the data folder; made the first time. */
export function readDevelopmentAccounts(dataDir: string): DevelopmentAccounts {
  const file = path.join(dataDir, FILE);
  const made = (): DevelopmentAccounts =>
    PEOPLE.map(({ account, role }) => ({ account, password: randomBytes(PASSWORD_BYTES).toString('base64url'), role }));
  const text = readOrCreatePrivate(file, () => `${JSON.stringify(made(), null, 2)}\n`);
  try {
    return developmentAccounts.parse(JSON.parse(text));
  } catch {
    throw new SetupError(`${file} cannot be read: delete it and the data folder it is in, and start again.`);
  }
}

/** Adds those accounts that are not there yet. */
export async function seedDevelopment(
  seeds: DevelopmentAccounts,
  parts: { readonly accounts: Accounts; readonly hasher: PasswordHasher; readonly now: number },
): Promise<void> {
  const missing = seeds.filter(({ account }) => parts.accounts.find(account) === null);
  await Promise.all(
    missing.map(async ({ account, password, role }) => {
      const displayName = PEOPLE.find((person) => person.account === account)?.displayName ?? account;
      parts.accounts.add({ account, displayName, role }, await parts.hasher.hash(password), parts.now);
    }),
  );
}
