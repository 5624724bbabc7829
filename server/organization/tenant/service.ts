/** Puts the organization's parts together, apart from any route. What is outside the process is passed in. */
import path from 'node:path';
import { inTransaction, openDatabase } from '../../shared/database.ts';
import { every, type Clock } from '../../shared/clock.ts';
import type { Log } from '../../shared/log.ts';
import type { Organization } from './data-dir.ts';
import type { PasswordHasher } from './passwords.ts';
import { createChangePolicy, type ChangePolicy } from './policy-changes.ts';
import { isStopped } from './policy-settings.ts';
import { createPolicyStreams, type PolicyStreams } from './policy-stream.ts';
import { createAuthenticate, type Authenticate } from './sign-in.ts';
import { createSignInAttempts, type AttemptLimits } from './sign-in-attempts.ts';
import { createAccounts, type Accounts } from './store/accounts.ts';
import { createPolicyStore, type PolicyStore } from './store/policy.ts';
import { MIGRATIONS } from './store/schema.ts';
import { createSessions, type Sessions } from './store/sessions.ts';
import { createStopSwitchStore, type StopSwitchStore } from './store/stop-switch.ts';
import { createSwitchPush, type Fetch, type SwitchPush } from './switch-push.ts';

const PRUNE_EVERY_MS = 60 * 60_000;

export interface ServiceParts {
  readonly dataDir: string;
  readonly organization: Organization;
  readonly telemetryUrl: string;
  readonly clock: Clock;
  readonly fetch: Fetch;
  readonly log: Log;
  readonly hasher: PasswordHasher;
  readonly attemptLimits?: AttemptLimits;
  readonly random?: () => number;
}

export interface TenantService {
  readonly organization: Organization;
  readonly clock: Clock;
  readonly log: Log;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly policies: PolicyStore;
  readonly stopSwitch: StopSwitchStore;
  readonly streams: PolicyStreams;
  readonly push: SwitchPush;
  readonly authenticate: Authenticate;
  readonly changePolicy: ChangePolicy;
  /** Ends a session and the streams that it opened. */
  endSession(sessionId: string): void;
  /** Ends timers and the push, and closes the database. */
  close(): void;
}

export const databaseFile = (dataDir: string): string => path.join(dataDir, 'organization.sqlite');

/** Opens the stores in `dataDir` and starts the timers; nothing is pushed before `push.pushNow()`. */
export function createTenantService(parts: ServiceParts): TenantService {
  const { organization, clock, log } = parts;
  const database = openDatabase(databaseFile(parts.dataDir), MIGRATIONS);
  const accounts = createAccounts(database);
  const sessions = createSessions(database);
  const stopSwitch = createStopSwitchStore(database, organization);
  const policies = createPolicyStore(database, clock.now(), (policy) =>
    stopSwitch.update(isStopped(policy.settings), policy.issuedAt),
  );
  // Signs the first switch, and a new one when a token, the name or the key changed while the service was down.
  inTransaction(database, () => stopSwitch.update(isStopped(policies.current().settings), clock.now()));
  const streams = createPolicyStreams({
    clock,
    currentPolicy: () => policies.current(),
    isLive: (id) => sessions.isLive(id, clock.now()),
  });
  const { telemetryUrl, fetch, random } = parts;
  const push = createSwitchPush({ telemetryUrl, store: stopSwitch, fetch, clock, log, ...(random ? { random } : {}) });
  const attempts = createSignInAttempts(() => clock.now(), parts.attemptLimits);
  sessions.prune(clock.now());
  const stopPruning = every(clock, PRUNE_EVERY_MS, () => sessions.prune(clock.now()));
  return {
    organization,
    clock,
    log,
    accounts,
    sessions,
    policies,
    stopSwitch,
    streams,
    push,
    authenticate: createAuthenticate({ accounts, hasher: parts.hasher, attempts }),
    changePolicy: createChangePolicy({ policies, stopSwitch, streams, push, log }),
    endSession(sessionId) {
      sessions.end(sessionId);
      streams.endSession(sessionId);
    },
    close() {
      stopPruning();
      push.close();
      streams.close();
      database.close();
    },
  };
}
