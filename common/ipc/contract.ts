/**
 * The IPC contract. Both ends derive from it: the preload exposes exactly these calls and pushes, main must handle
 * each of them and checks sender and arguments (`arguments.ts`) before a handler runs. Expected failures are values.
 *
 * To add a call: its entry here, its argument schema in `arguments.ts`, its handler in `electron/ipc/handlers.ts`.
 */
import type { Category } from '../catalogue/types.ts';
import type { ConsentRecord } from '../consent/record.ts';
import type { OptionKey } from '../options/records.ts';
import type { Result } from '../result.ts';
import type { BodyView, ErasureReceipt, RecordState, RecordView } from '../telemetry/views.ts';
import type { Presence, SignInFailure, Snapshot } from './snapshot.ts';

/** Tabs of the Options window, in order. */
export const OPTION_TABS = ['general', 'personal', 'policies', 'data'] as const;
export type OptionTab = (typeof OPTION_TABS)[number];

/** Usage counters that a renderer may raise: what only it can see. */
export const RENDERER_COUNTERS = ['DataStatusOpened', 'RecordsViewed'] as const;
export type RendererCounter = (typeof RENDERER_COUNTERS)[number];

/** External pages by name; a renderer never passes an address. */
export const EXTERNAL_PAGES = ['practices', 'documentation'] as const;
export type ExternalPage = (typeof EXTERNAL_PAGES)[number];

export interface RecordsQuery {
  readonly category?: Category | undefined;
  readonly state?: RecordState | undefined;
  /** Only records older (smaller ID) than this. */
  readonly beforeId?: number | undefined;
  readonly limit: number;
}
export const MAX_RECORDS_PER_QUERY = 500;

/** A script error as the renderer saw it; main strips messages and foreign paths before anything is recorded. */
export interface ScriptError {
  readonly type: string;
  readonly stack: string;
}
export const MAX_STACK_LENGTH = 8_192;

export interface SetOptionFailure {
  readonly kind: 'managed' | 'not-saved';
}
export interface ConsentReceipt {
  /** Records deleted by an opt-out; 0 for an opt-in. */
  readonly purged: number;
  readonly mayHaveArrived: number;
}

/** renderer → main, answered. Arguments are a tuple. */
export interface Calls {
  'app.snapshot': { args: []; result: Snapshot };
  'options.set': { args: [key: OptionKey, value: string | boolean]; result: Result<null, SetOptionFailure> };
  /** The user's gesture on the General tab; main refuses it from any other window. */
  'consent.set': {
    args: [choice: 'in' | 'out', language: string];
    result: Result<ConsentReceipt, 'not-allowed-here' | 'managed' | 'not-saved'>;
  };
  'consent.history': { args: []; result: readonly ConsentRecord[] };
  'account.signIn': { args: [account: string, password: string]; result: Result<null, SignInFailure> };
  'account.signOut': { args: []; result: Result<null> };
  /** Signs out and purges everything that belongs to the account. */
  'account.remove': { args: []; result: Result<null> };
  'account.setPresence': { args: [presence: Presence]; result: Result<null> };
  'data.records': { args: [query: RecordsQuery]; result: readonly RecordView[] };
  'data.body': { args: [batchId: string]; result: Result<BodyView, 'not-found'> };
  /** Asks the service to erase every error batch (or those of one category) that it may hold. */
  'data.erase': { args: [category: Category]; result: Result<ErasureReceipt, 'offline' | 'nothing-to-erase'> };
  'usage.count': { args: [counter: RendererCounter]; result: null };
  'errors.report': { args: [error: ScriptError]; result: null };
  'windows.openOptions': { args: [tab: OptionTab]; result: null };
  /** The first-run notice was shown and answered; `openOptions` when the second button was used. */
  'windows.finishFirstRun': { args: [openOptions: boolean]; result: null };
  'windows.openExternal': { args: [page: ExternalPage]; result: Result<null, 'not-configured'> };
  /** Shows the folder of the log files in the system's file manager. */
  'windows.openLogFolder': { args: []; result: Result<null, 'not-opened'> };
}
export type CallName = keyof Calls;

/** main → renderer. */
export interface Pushes {
  'app.changed': Snapshot;
  /** Something in the list of records changed; fetch again what is on the screen. */
  'data.changed': null;
  'options.navigate': OptionTab;
}
export type PushName = keyof Pushes;

/** Exhaustive lists for the preload and for tests; a name that is missing or misspelt does not compile. */
const names =
  <T extends string>() =>
  <const L extends readonly T[]>(list: [T] extends [L[number]] ? L : never): L =>
    list;
export const CALL_NAMES = names<CallName>()([
  'app.snapshot',
  'options.set',
  'consent.set',
  'consent.history',
  'account.signIn',
  'account.signOut',
  'account.remove',
  'account.setPresence',
  'data.records',
  'data.body',
  'data.erase',
  'usage.count',
  'errors.report',
  'windows.openOptions',
  'windows.finishFirstRun',
  'windows.openExternal',
  'windows.openLogFolder',
]);
export const PUSH_NAMES = names<PushName>()(['app.changed', 'data.changed', 'options.navigate']);

/** What `window.parley` offers. */
export interface ParleyApi {
  call<N extends CallName>(name: N, ...args: Calls[N]['args']): Promise<Calls[N]['result']>;
  /** @returns a function that ends the subscription */
  on<N extends PushName>(name: N, listener: (value: Pushes[N]) => void): () => void;
}
