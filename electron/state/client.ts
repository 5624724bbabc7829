/**
 * The state that main owns: account, policy, consent, options and telemetry, and the one way in which a change of any
 * of them becomes facts for the gates first and a snapshot for the windows after.
 */
import { createHash } from 'node:crypto';
import { canonicalCatalogue, errorFieldKeys } from '../../common/catalogue/catalogue.ts';
import type { OptionKey } from '../../common/options/records.ts';
import type { SetOptionFailure, ConsentReceipt } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { CATEGORIES, type Category } from '../../common/catalogue/types.ts';
import { decide, type GateDecision } from '../../common/consent/decide.ts';
import type { ConsentState } from '../../common/consent/record.ts';
import { consentStateOf, NO_CONSENT } from '../../common/consent/record.ts';
import { problemsOf } from '../../common/policies/resolve.ts';
import type { Principal } from '../../common/principal.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import type { ClosingReceipt } from '../../common/telemetry/views.ts';
import type { Account } from '../account/account.ts';
import type { ConsentLedger } from '../consent/consent-ledger.ts';
import type { OptionsStore } from '../options/options-store.ts';
import type { Policy } from '../policy/policy.ts';
import type { Telemetry, TelemetryFacts } from '../telemetry/telemetry.ts';
import { factsOf, principalOf } from './facts.ts';
import { managedOptions, type ManagedOptions } from './managed-options.ts';

export interface ClientDeps {
  readonly account: Account;
  readonly policy: Policy;
  readonly ledger: ConsentLedger;
  readonly options: OptionsStore;
  readonly telemetry: Telemetry;
  readonly appVersion: string;
  /** What the snapshot says about the app itself. */
  describeApp(): Snapshot['app'];
  /** Called after facts took effect, with every change that a window could show. */
  onChanged(): void;
}

export interface Client {
  /** Reads the local policy sources; resolves when the gates know them. */
  start(): Promise<void>;
  snapshot(): Snapshot;
  effectiveOptions(): ManagedOptions;
  setOption(key: OptionKey, value: string | boolean): Result<null, SetOptionFailure>;
  choose(choice: 'in' | 'out', language: string): Result<ConsentReceipt, 'managed' | 'not-saved'>;
  noteNoticeShown(): void;
  removeAccount(): Promise<void>;
  /** Re-reads everything, tells the gates, then the windows. */
  refresh(): readonly ClosingReceipt[];
}

const catalogueDigest = (): string => createHash('sha256').update(canonicalCatalogue()).digest('hex');

/** Facts before anything is known: every gate is held or closed. */
export const UNKNOWN_FACTS: TelemetryFacts = {
  principal: { tenantId: null, accountId: null },
  gate: {
    isStarted: false,
    isNoticeShown: false,
    isSignedIn: false,
    stopSwitch: { key: 'DisableAutomaticSendTracing', losers: [], state: 'unknown', cause: 'starting' },
    consent: NO_CONSENT,
  },
  identity: null,
  organizationName: null,
  uploadToken: null,
};

export function createClient(deps: ClientDeps): Client {
  const { account, policy, ledger, options, telemetry } = deps;
  const errorFields = errorFieldKeys();
  let revision = 0;

  const principal = (): Principal => principalOf(account.state());
  const consent = (): ConsentState => consentStateOf(ledger.lastChoice(principal()), errorFields);
  const facts = (): TelemetryFacts =>
    factsOf({
      account: account.state(),
      policies: policy.resolved(),
      consent: consent(),
      isStarted: policy.isStarted(),
      isNoticeShown: ledger.isNoticeShown(),
    });
  const effectiveOptions = (): ManagedOptions => managedOptions(options.values(), options.chosen(), policy.resolved());

  const refresh = (): readonly ClosingReceipt[] => {
    const receipts = telemetry.setFacts(facts());
    deps.onChanged();
    return receipts;
  };

  policy.onChanged(refresh);
  account.onChanged(refresh);
  telemetry.onChanged(() => deps.onChanged());

  return {
    refresh,
    effectiveOptions,
    start: () => policy.start(),
    snapshot() {
      const now = facts();
      const { values, locks } = effectiveOptions();
      const { state, session, connection, presence } = account.state();
      return {
        revision: ++revision,
        app: deps.describeApp(),
        options: values,
        locks,
        account: {
          state,
          connection,
          presence,
          displayName: session?.displayName ?? null,
          account: session?.account ?? null,
          organization:
            now.principal.tenantId && now.organizationName
              ? { tenantId: now.principal.tenantId, name: now.organizationName }
              : null,
        },
        consent: now.gate.consent,
        gates: gatesOf(now),
        policies: policy.resolved(),
        problems: problemsOf(policy.readings()),
        telemetry: telemetry.status(),
      };
    },
    setOption(key, value) {
      if (effectiveOptions().locks[key]) return fail({ kind: 'managed' });
      const saved = options.set(key, value);
      if (!saved.ok) return fail({ kind: 'not-saved' });
      deps.onChanged();
      return ok(null);
    },
    choose(choice, language) {
      // A policy that stops error reporting cannot be overruled by a choice; a withdrawal is always taken.
      if (choice === 'in' && decide('error', facts().gate).reason === 'policy-stops') return fail('managed');
      const saved = ledger.choose(principal(), choice, {
        language,
        catalogueDigest: catalogueDigest(),
        errorFields,
        appVersion: deps.appVersion,
      });
      const closing = refresh().find((receipt) => receipt.category === 'error');
      if (!saved.ok) return fail('not-saved');
      return ok({ purged: closing?.purged ?? 0, mayHaveArrived: closing?.mayHaveArrived ?? 0 });
    },
    noteNoticeShown() {
      ledger.noteNoticeShown();
      refresh();
    },
    async removeAccount() {
      const removed = principal();
      if (removed.accountId === null) return; // Nobody is signed in.
      // Purged before the session goes, so that a crash in between leaves an account that can still be removed.
      ledger.removePrincipal(removed);
      telemetry.removePrincipal(removed);
      await account.remove();
      telemetry.removePrincipal(removed);
      refresh();
    },
  };
}

const gatesOf = ({ gate }: TelemetryFacts): { readonly [C in Category]: GateDecision } =>
  Object.fromEntries(CATEGORIES.map((category) => [category, decide(category, gate)])) as {
    [C in Category]: GateDecision;
  };
