/** Snapshots to show: a plain one to start from, and the parts that turn it into the states a person can meet. */
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { Category } from '../../common/catalogue/types.ts';
import type { GateDecision } from '../../common/consent/decide.ts';
import { defaultOptions } from '../../common/options/records.ts';
import { NO_CONSENT, type ConsentRecord } from '../../common/consent/record.ts';
import type { BodyView, CategoryStatus, RecordView, StateCounts } from '../../common/telemetry/views.ts';
import type { PolicyOrigin } from '../../common/policies/reading.ts';
import { resolvePolicies } from '../../common/policies/resolve.ts';

/** A fixed afternoon, so that sentences with times can be compared. */
export const NOW = new Date(2026, 10, 20, 14, 10).getTime();
const minutesAgo = (minutes: number): number => NOW - minutes * 60_000;

export const counts = (some: Partial<StateCounts> = {}): StateCounts => ({
  pending: 0,
  sending: 0,
  sent: 0,
  'may-have-arrived': 0,
  refused: 0,
  purged: 0,
  evicted: 0,
  erased: 0,
  ...some,
});
const category = (some: Partial<CategoryStatus> = {}): CategoryStatus => ({
  counts: counts(),
  lastSentAt: null,
  erasableBatches: 0,
  ...some,
});

export const machineStop: PolicyOrigin = { source: 'machine', file: '10-stop.json', line: 2, column: 3 };
const gates = (usage: GateDecision, error: GateDecision): { [C in Category]: GateDecision } => ({
  census: { state: 'open', reason: 'always-on' },
  usage,
  error,
});

const nothingSet = resolvePolicies([
  { source: 'machine', state: 'known', settings: [], problems: [], readAt: 0 },
  { source: 'tenant', state: 'known', settings: [], problems: [], readAt: 0 },
]);

/** Signed in at Contoso, nothing managed, error reports never chosen. */
export const signedIn: Snapshot = {
  revision: 1,
  app: {
    version: '0.1.0',
    runtime: 'preview',
    isDevelopment: true,
    platform: 'linux',
    locale: 'en-GB',
    isDark: false,
    isHighContrast: false,
    policyDirectory: '/etc/parley/policies/managed.d',
    tray: 'working',
    loginItem: 'off',
  },
  options: { ...defaultOptions(), theme: 'system', logging: 'light' },
  locks: {},
  account: {
    state: 'signed-in',
    displayName: 'Ada Lovelace',
    account: 'ada@contoso.example',
    organization: { tenantId: 'contoso', name: 'Contoso' },
    connection: 'online',
    presence: 'available',
  },
  consent: NO_CONSENT,
  gates: gates({ state: 'open', reason: 'allowed' }, { state: 'closed', reason: 'not-opted-in' }),
  policies: nothingSet,
  problems: [],
  telemetry: {
    categories: {
      census: category({ counts: counts({ sent: 1 }), lastSentAt: minutesAgo(130) }),
      usage: category({ counts: counts({ pending: 2, sent: 9 }), lastSentAt: minutesAgo(10) }),
      error: category(),
    },
    receipts: [],
    spool: 'ok',
  },
};

export const optedIn: Partial<Snapshot> = {
  consent: { choice: 'in', at: minutesAgo(8), agreedFields: [], isReviewNeeded: false },
  gates: gates({ state: 'open', reason: 'allowed' }, { state: 'open', reason: 'opted-in' }),
  telemetry: {
    ...signedIn.telemetry,
    categories: {
      ...signedIn.telemetry.categories,
      error: category({ counts: counts({ pending: 3, sent: 5 }), lastSentAt: minutesAgo(3), erasableBatches: 2 }),
    },
  },
};

/** The opt-in of `optedIn`, vetoed by a file on this computer, which also manages the log level. */
export const managed: Partial<Snapshot> = {
  ...optedIn,
  options: { ...defaultOptions(), theme: 'system', logging: 'off' },
  locks: { logging: { by: { source: 'tenant' }, ownValue: 'light' } },
  gates: gates(
    { state: 'closed', reason: 'policy-stops', by: machineStop },
    { state: 'closed', reason: 'policy-stops', by: machineStop },
  ),
  policies: {
    ...nothingSet,
    DisableAutomaticSendTracing: {
      key: 'DisableAutomaticSendTracing',
      state: 'set',
      value: true,
      winner: { key: 'DisableAutomaticSendTracing', value: true, origin: machineStop },
      losers: [
        {
          setting: { key: 'DisableAutomaticSendTracing', value: false, origin: { source: 'tenant' } },
          why: 'overridden-by-stop',
        },
      ],
    },
    LoggingLevel: {
      key: 'LoggingLevel',
      state: 'set',
      value: 'off',
      winner: { key: 'LoggingLevel', value: 'off', origin: { source: 'tenant' } },
      losers: [],
    },
  },
  problems: [
    {
      kind: 'near-miss',
      origin: { source: 'machine', file: '20-typo.json', line: 4, column: 3 },
      key: 'DisableAutomaticSendTracng',
      message: '"DisableAutomaticSendTracng" is not a policy of Parley.',
      remedy: 'Did you mean "DisableAutomaticSendTracing"?',
      holds: true,
    },
  ],
  telemetry: {
    ...signedIn.telemetry,
    categories: {
      ...signedIn.telemetry.categories,
      usage: category({ counts: counts({ sent: 9, purged: 2 }), lastSentAt: minutesAgo(10) }),
      error: category({ counts: counts({ sent: 5, purged: 3 }), lastSentAt: minutesAgo(3), erasableBatches: 2 }),
    },
    receipts: [
      {
        id: 1,
        at: minutesAgo(1),
        category: 'error',
        reason: 'policy-stops',
        by: machineStop,
        purged: 3,
        aborted: 1,
        mayHaveArrived: 1,
        requestsSince: 0,
      },
    ],
  },
};

export const signedOut: Partial<Snapshot> = {
  account: {
    state: 'signed-out',
    displayName: null,
    account: null,
    organization: null,
    connection: 'offline',
    presence: 'available',
  },
  gates: gates({ state: 'held', reason: 'signed-out' }, { state: 'closed', reason: 'not-opted-in' }),
};

export const dark = { app: { ...signedIn.app, isDark: true } } satisfies Partial<Snapshot>;

const BATCH = '0e6f1f5e-6a0b-4c57-9a1e-3b7f6f1f0a11';
const record = (id: number, some: Partial<RecordView>): RecordView => ({
  id,
  category: 'usage',
  event: 'usage.features',
  recordedAt: minutesAgo(200 - id),
  state: 'sent',
  reason: null,
  fields: { FederationPartner: 'Contoso', AppVersion: '0.1.0', OptionsOpened: 2, PresenceChanged: 1 },
  batchId: BATCH,
  sequence: id,
  stateChangedAt: minutesAgo(190 - id),
  ...some,
});

/** One record of each interesting fate, newest first. */
export const records: readonly RecordView[] = [
  record(106, { state: 'pending', batchId: null, sequence: null }),
  record(105, {
    category: 'error',
    event: 'error.exception',
    fields: {
      FederationPartner: 'Contoso',
      UserID: 'acc-7f3a90',
      SipUri: 'sip:ada@contoso.example',
      IPAddress: '192.0.2.17',
      AppVersion: '0.1.0',
      OSName: 'Linux',
      OSVersion: '6.1.0',
      Process: 'renderer',
      ErrorType: 'TypeError',
      Frames: ['openDialog@renderer/options.js:120:7', 'onClick@renderer/options.js:88:3'],
    },
  }),
  record(104, { category: 'error', event: 'error.sign-in', state: 'purged', reason: 'policy-stops', fields: null }),
  record(103, { category: 'error', event: 'error.hang', state: 'may-have-arrived', reason: 'not-opted-in' }),
  record(102, { state: 'refused', reason: 'forbidden-field' }),
  record(101, {
    category: 'census',
    event: 'census.device',
    fields: { AppName: 'ParleyDesktop', OSName: 'Linux', SignInAttempts: 3, SignInFailures: 1 },
  }),
];
export const bodies: readonly BodyView[] = [
  {
    batchId: BATCH,
    contentType: 'application/x-protobuf',
    bytesBase64: 'CgQKAggB',
    rendering:
      '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"parley"}}]},"scopeLogs":[{"scope":{"name":"parley.error"},"logRecords":[{"eventName":"error.exception"}]}]}]}',
    sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    sentAt: minutesAgo(3),
  },
];
export const consents: readonly ConsentRecord[] = (['in', 'out', 'in'] as const).map((choice, index) => ({
  serial: index + 1,
  principal: { tenantId: 'contoso', accountId: 'acc-7f3a90' },
  choice,
  at: minutesAgo(300 - index * 100),
  practicesVersion: 1,
  practicesLanguage: 'en',
  catalogueDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  agreedFields: choice === 'in' ? ['error.exception/ErrorType', 'error.exception/Frames'] : [],
  appVersion: '0.1.0',
  gesture: 'options.general',
}));
