/**
 * Checks a sign-in. Unknown accounts, wrong passwords and locked accounts cost the same work and read the same, so that
 * nobody learns here which accounts exist.
 */
import { MAX_ACCOUNT_LENGTH } from '../../../common/wire/tenant.ts';
import { fail, ok, type Result } from '../../../common/result.ts';
import type { PasswordHasher } from './passwords.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';
import { canonicalAccount, type Account, type Accounts } from './store/accounts.ts';

export type SignInRefusal =
  | { readonly error: 'wrong-credentials' }
  /** Too many failures, or (`busy`) more sign-ins at once than this machine can check. */
  | { readonly error: 'locked' | 'busy'; readonly retryAfterMs: number };

const BUSY_RETRY_MS = 2_000;

export type Authenticate = (
  credentials: { readonly account: string; readonly password: string },
  address: string,
) => Promise<Result<Account, SignInRefusal>>;

export function createAuthenticate(parts: {
  readonly accounts: Accounts;
  readonly hasher: PasswordHasher;
  readonly attempts: SignInAttempts;
}): Authenticate {
  return async ({ account, password }, address) => {
    if (parts.hasher.isBusy()) return fail({ error: 'busy', retryAfterMs: BUSY_RETRY_MS });
    const attempt = parts.attempts.begin(canonicalAccount(account).slice(0, MAX_ACCOUNT_LENGTH), address);
    if (attempt.isLocked) return fail({ error: 'locked', retryAfterMs: attempt.retryAfterMs });
    const known = parts.accounts.find(account);
    const isRight = await parts.hasher.verify(password, known?.passwordHash ?? null);
    if (!isRight || !known) return fail({ error: 'wrong-credentials' });
    attempt.succeeded();
    // Removed while its password was checked: it has no session to begin.
    const current = parts.accounts.byId(known.accountId);
    return current ? ok(current) : fail({ error: 'wrong-credentials' });
  };
}
