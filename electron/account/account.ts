/**
 * Who is signed in, and the connection to the organization's service. A session survives restarts and a service that
 * cannot be reached; it ends by sign-out or when the service says so. Feeds the tenant's policy source, always before
 * it changes who is signed in: no moment shows a new account under an older, laxer policy.
 */
import type { Presence, SignInFailure } from '../../common/ipc/snapshot.ts';
import type { Principal } from '../../common/principal.ts';
import { fail, ok, type Result } from '../../common/result.ts';
import type { SignInAnswer } from '../../common/wire/tenant.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { createListeners } from '../policy/listeners.ts';
import type { TenantPolicySource } from '../policy/tenant-policy.ts';
import { startPolicyFeed, type Connection, type PolicyFeed } from './policy-feed.ts';
import { createSessionFile, type AccountSession, type SecretStore } from './session-file.ts';
import { followSwitch, type SwitchFollower } from './switch-follower.ts';
import type { ReadSwitch, TenantClient } from './tenant-client.ts';

export type { AccountSession, SecretStore } from './session-file.ts';

export interface AccountState {
  readonly state: 'signed-out' | 'signing-in' | 'signed-in';
  readonly session: AccountSession | null;
  readonly connection: Connection;
  /** The organization's signed switch as last read while signed out; null while signed in and before it was read. */
  readonly switchAnswer: ReadSwitch | null;
  readonly presence: Presence;
}

export interface SignInAttempt {
  readonly outcome: 'attempt' | 'failure' | 'success';
  readonly reason?: SignInFailure;
  /** Since the attempt began; 0 for the attempt itself. */
  readonly durationMs: number;
}

export interface Account {
  state(): AccountState;
  /** Restores the session from disk and begins to talk to the service. Call before `policy.start()`. Does no network wait. */
  start(): Promise<void>;
  signIn(account: string, password: string): Promise<Result<null, SignInFailure>>;
  /** Ends the session here at once; the service is told in the background. */
  signOut(): Promise<void>;
  /** Signs out and forgets the account's cached policy; what else belongs to it is the caller's to purge. */
  remove(): Promise<void>;
  setPresence(presence: Presence): void;
  /** The computer woke up: connections are made anew. */
  resumed(): void;
  stop(): void;
  onChanged(listener: () => void): () => void;
  onSignInAttempt(listener: (attempt: SignInAttempt) => void): () => void;
}

export interface AccountOptions {
  /** Null when no organization service is configured. */
  readonly client: TenantClient | null;
  readonly tenantPolicy: TenantPolicySource;
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Null when the operating system has none that can be trusted. */
  readonly secrets: SecretStore | null;
  /** 0 (inclusive) to 1 (exclusive), for jitter. */
  readonly random?: () => number;
}

export function createAccount(options: AccountOptions): Account {
  const { client, tenantPolicy, clock, logger, random = Math.random } = options;
  const file = createSessionFile({ ...options, service: client?.origin ?? null });
  const changed = createListeners(logger);
  const attempts = createListeners<[SignInAttempt]>(logger);
  let state: AccountState = {
    state: 'signed-out',
    session: null,
    connection: client ? 'connecting' : 'offline',
    switchAnswer: null,
    presence: 'available',
  };
  let feed: PolicyFeed | null = null;
  let follower: SwitchFollower | null = null;
  /** Counts what makes the answer to an older sign-in unwanted. */
  let era = 0;

  function change(next: Partial<AccountState>): void {
    const keys = Object.keys(next) as (keyof AccountState)[];
    if (keys.every((key) => state[key] === next[key])) return;
    state = { ...state, ...next };
    changed.tell();
  }

  /** Policy first: what it restricts applies before anybody sees the account. */
  function enter(session: AccountSession, policy?: SignInAnswer['policy']): void {
    leave();
    tenantPolicy.useAccount(principalOf(session), policy);
    change({ state: 'signed-in', session, switchAnswer: null, presence: 'available' });
    if (!client) return;
    feed = startPolicyFeed(
      { client, sessionToken: session.sessionToken, clock, logger, random },
      {
        onPolicy: (changedPolicy) => tenantPolicy.accept(changedPolicy),
        onCurrent: () => tenantPolicy.confirm(),
        onConnection: (connection) => change({ connection }),
        onUnauthorized: () => {
          logger.warn('The service ended the session');
          beSignedOut();
        },
      },
    );
  }

  function beSignedOut(): void {
    era++;
    leave();
    file.remove();
    tenantPolicy.useSignedOut();
    change({ state: 'signed-out', session: null, switchAnswer: null, presence: 'available' });
    readSwitch();
  }

  function leave(): void {
    feed?.stop();
    feed = null;
    follower?.stop();
    follower = null;
  }

  function readSwitch(): void {
    if (!client) return;
    follower = followSwitch(client, clock, {
      onSwitch(answer) {
        tenantPolicy.acceptSwitch(answer.payload);
        const known = state.switchAnswer?.payload;
        const isOlder = known?.tenantId === answer.payload.tenantId && answer.payload.serial < known.serial;
        change({ connection: 'online', ...(!isOlder && { switchAnswer: answer }) });
      },
      onFailure: () => change({ connection: 'offline' }),
    });
  }

  async function signOut(): Promise<void> {
    const { session } = state;
    if (!session && state.state !== 'signing-in') return;
    beSignedOut();
    if (!session || !client) return;
    const told = await client.signOut(session.sessionToken);
    if (!told.ok) logger.warn('The service could not be told of the sign-out', { reason: told.reason });
  }

  return {
    state: () => state,
    async start() {
      const session = await file.load();
      if (session) return enter(session);
      tenantPolicy.useSignedOut();
      readSwitch();
    },

    async signIn(account, password) {
      if (!client) return fail('no-organization-service');
      if (state.state === 'signing-in') return fail('refused');
      if (state.session) void signOut();
      const own = ++era;
      const startedMs = clock.monotonicMs();
      const durationMs = (): number => Math.round(clock.monotonicMs() - startedMs);
      attempts.tell({ outcome: 'attempt', durationMs: 0 });
      change({ state: 'signing-in' });
      const answer = await client.signIn(account, password);
      if (own !== era) {
        // Signed out meanwhile: nobody waits for this session.
        if (answer.ok) void client.signOut(answer.value.sessionToken);
        return fail('refused');
      }
      if (!answer.ok) {
        change({ state: 'signed-out' });
        attempts.tell({ outcome: 'failure', reason: answer.reason, durationMs: durationMs() });
        return answer;
      }
      const { policy, ...handedOut } = answer.value;
      const session: AccountSession = { ...handedOut, account };
      enter(session, policy);
      attempts.tell({ outcome: 'success', durationMs: durationMs() });
      await file.save(session);
      return ok(null);
    },

    // The service may be slow or gone; nobody waits for it.
    signOut: () => (void signOut(), Promise.resolve()),
    async remove() {
      const { session } = state;
      void signOut();
      if (session) tenantPolicy.forget(principalOf(session));
    },
    setPresence(presence) {
      if (state.session) change({ presence });
    },
    resumed() {
      feed?.reconnect();
      follower?.readNow();
    },
    stop() {
      era++;
      leave();
    },
    onChanged: (listener) => changed.add(listener),
    onSignInAttempt: (listener) => attempts.add(listener),
  };
}

const principalOf = (session: AccountSession): Principal => ({
  tenantId: session.organization.tenantId,
  accountId: session.accountId,
});
