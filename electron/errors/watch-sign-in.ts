/** What signing in leaves behind: counters for census and usage, and an error report of a failure where there is a right. */
import type { Account } from '../account/account.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

export function countSignIns(
  account: Pick<Account, 'onSignInAttempt'>,
  telemetry: Pick<Telemetry, 'countSignIn' | 'count' | 'record'>,
): void {
  account.onSignInAttempt(({ outcome, reason, durationMs }) => {
    if (outcome === 'attempt') telemetry.countSignIn('attempt');
    if (outcome === 'success') telemetry.count('usage.features/SignedIn');
    if (outcome !== 'failure') return;
    telemetry.countSignIn('failure');
    // Without an organization's service there is no organization whose switch could allow a report.
    if (reason && reason !== 'no-organization-service')
      telemetry.record('error.sign-in', { Reason: reason, DurationMs: durationMs });
  });
}
