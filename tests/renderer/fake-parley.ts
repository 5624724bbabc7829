/**
 * A main process in the page: answers every call of the contract from a snapshot that tests can change. Playwright
 * carries `installFakeParley` into the page as text, so it must not refer to anything outside itself.
 */
import type { CallName, ParleyApi, PushName } from '../../common/ipc/contract.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { BodyView, RecordView } from '../../common/telemetry/views.ts';
import type { ConsentRecord } from '../../common/consent/record.ts';

export interface FakeStart {
  readonly snapshot: Snapshot;
  readonly records: readonly RecordView[];
  readonly bodies: readonly BodyView[];
  readonly consents: readonly ConsentRecord[];
  /** Answers by call name, instead of the usual ones; `'reject'` makes the call fail, `'never'` leaves it open. */
  readonly answers: { readonly [N in CallName]?: unknown };
}

export interface FakeParley {
  /** Every call in order. */
  readonly calls: { readonly name: CallName; readonly args: readonly unknown[] }[];
  /** Pushes a snapshot with these parts replaced, as a higher revision. */
  change(parts: Partial<Snapshot>): void;
  push(name: PushName, value: unknown): void;
  answer(name: CallName, value: unknown): void;
  /** Replaces the records and says that they changed. */
  setRecords(records: readonly RecordView[]): void;
  snapshot(): Snapshot;
}

declare global {
  interface Window {
    fakeParley: FakeParley;
  }
}

export function installFakeParley(start: FakeStart): void {
  let snapshot = start.snapshot;
  let records = start.records;
  const answers = new Map<string, unknown>(Object.entries(start.answers));
  const listeners = new Map<string, Set<(value: unknown) => void>>();
  const calls: { name: CallName; args: readonly unknown[] }[] = [];

  const push = (name: PushName, value: unknown): void => {
    for (const listener of listeners.get(name) ?? []) listener(structuredClone(value));
  };
  const change = (parts: Partial<Snapshot>): void => {
    snapshot = { ...snapshot, ...parts, revision: snapshot.revision + 1 };
    push('app.changed', snapshot);
  };
  const ok = (value: unknown): unknown => ({ ok: true, value });

  const setConsent = (choice: 'in' | 'out'): unknown => {
    const { telemetry, gates } = snapshot;
    const { counts } = telemetry.categories.error;
    const receipt = {
      id: telemetry.receipts.length + 1,
      at: Date.now(),
      category: 'error' as const,
      reason: 'not-opted-in' as const,
      by: null,
      purged: counts.pending,
      aborted: 0,
      mayHaveArrived: 0,
      requestsSince: 0,
    };
    change({
      consent: { choice, at: Date.now(), agreedFields: [], isReviewNeeded: false },
      gates: {
        ...gates,
        error: choice === 'in' ? { state: 'open', reason: 'opted-in' } : { state: 'closed', reason: 'not-opted-in' },
      },
      telemetry: {
        ...telemetry,
        receipts: choice === 'out' ? [receipt, ...telemetry.receipts] : telemetry.receipts,
      },
    });
    return ok({ purged: choice === 'out' ? counts.pending : 0, mayHaveArrived: 0 });
  };
  const signedOut = {
    state: 'signed-out' as const,
    displayName: null,
    account: null,
    organization: null,
    connection: 'offline' as const,
    presence: 'available' as const,
  };
  const handle = (name: string, args: readonly unknown[]): unknown => {
    switch (name) {
      case 'app.snapshot':
        return snapshot;
      case 'consent.set':
        return setConsent(args[0] as 'in' | 'out');
      case 'consent.history':
        return start.consents;
      case 'options.set':
        change({ options: { ...snapshot.options, [String(args[0])]: args[1] } });
        return ok(null);
      case 'account.signIn':
        change({
          account: {
            ...signedOut,
            state: 'signed-in',
            displayName: 'Ada Lovelace',
            account: String(args[0]),
            organization: { tenantId: 'contoso', name: 'Contoso' },
            connection: 'online',
          },
        });
        return ok(null);
      case 'account.signOut':
      case 'account.remove':
        change({ account: signedOut });
        return ok(null);
      case 'account.setPresence':
        change({ account: { ...snapshot.account, presence: args[0] as Snapshot['account']['presence'] } });
        return ok(null);
      case 'data.records': {
        const query = args[0] as { category?: string; state?: string; beforeId?: number; limit: number };
        return records
          .filter((record) => query.category === undefined || record.category === query.category)
          .filter((record) => query.state === undefined || record.state === query.state)
          .filter((record) => query.beforeId === undefined || record.id < query.beforeId)
          .toSorted((a, b) => b.id - a.id)
          .slice(0, query.limit);
      }
      case 'data.body': {
        const body = start.bodies.find((candidate) => candidate.batchId === args[0]);
        return body ? ok(body) : { ok: false, reason: 'not-found' };
      }
      case 'data.erase':
        return ok({ at: Date.now(), batches: 2, erased: 2, refused: 0 });
      case 'windows.openExternal':
      case 'windows.openLogFolder':
        return ok(null);
      default:
        return null;
    }
  };
  const call = (name: CallName, ...args: unknown[]): Promise<unknown> => {
    calls.push({ name, args });
    if (!answers.has(name)) return Promise.resolve(structuredClone(handle(name, args)));
    const answer = answers.get(name);
    if (answer === 'never') return new Promise(() => undefined);
    return answer === 'reject' ? Promise.reject(new Error('main is gone')) : Promise.resolve(structuredClone(answer));
  };
  const on = (name: PushName, listener: (value: never) => void): (() => void) => {
    const known = listeners.get(name) ?? new Set();
    known.add(listener as (value: unknown) => void);
    listeners.set(name, known);
    return () => void known.delete(listener as (value: unknown) => void);
  };
  Object.assign(window, {
    parley: { call, on } as unknown as ParleyApi,
    fakeParley: {
      calls,
      change,
      push,
      answer: (name: CallName, value: unknown) => void answers.set(name, value),
      setRecords: (next: readonly RecordView[]) => {
        records = next;
        push('data.changed', null);
      },
      snapshot: () => snapshot,
    } satisfies FakeParley,
  });
}
