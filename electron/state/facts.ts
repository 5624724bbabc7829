/** Gathers what the gates and the pipeline need to know about now. Pure. */
import type { ConsentState } from '../../common/consent/record.ts';
import type { ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { Principal } from '../../common/principal.ts';
import type { AccountState } from '../account/account.ts';
import type { TelemetryFacts } from '../telemetry/telemetry.ts';

/** Who the data of this moment belongs to: the account, else nobody in the organization whose switch was read. */
export const principalOf = ({ session, switchAnswer }: Pick<AccountState, 'session' | 'switchAnswer'>): Principal => ({
  tenantId: session?.organization.tenantId ?? switchAnswer?.payload.tenantId ?? null,
  accountId: session?.accountId ?? null,
});

export interface FactsInput {
  readonly account: AccountState;
  readonly policies: ResolvedPolicies;
  readonly consent: ConsentState;
  readonly isStarted: boolean;
  readonly isNoticeShown: boolean;
}

export function factsOf({ account, policies, consent, isStarted, isNoticeShown }: FactsInput): TelemetryFacts {
  const { session, switchAnswer } = account;
  return {
    principal: principalOf(account),
    gate: {
      isStarted,
      isNoticeShown,
      isSignedIn: session !== null,
      stopSwitch: policies.DisableAutomaticSendTracing,
      consent,
    },
    identity: session && {
      accountId: session.accountId,
      sipUri: session.sipUri || null,
      hashingKey: session.hashingKey,
    },
    organizationName: session?.organization.name ?? switchAnswer?.payload.name ?? null,
    uploadToken: session?.uploadToken ?? switchAnswer?.guestToken ?? null,
  };
}
