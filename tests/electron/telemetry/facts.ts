/** Facts and environment as the client would gather them, for tests of the telemetry pipeline. */
import { errorFieldKeys } from '../../../common/catalogue/catalogue.ts';
import { NO_CONSENT, type ConsentState } from '../../../common/consent/record.ts';
import type { ResolvedPolicy } from '../../../common/policies/resolve.ts';
import type { Environment, TelemetryFacts } from '../../../electron/telemetry/telemetry.ts';

export interface FactsOptions {
  /** Null: signed out. */
  readonly account?: string | null;
  readonly consent?: 'in' | 'out' | ConsentState;
  readonly policy?: 'allows' | 'stops' | 'unknown' | 'tenant-unknown';
  readonly isStarted?: boolean;
  readonly isNoticeShown?: boolean;
  readonly uploadToken?: string | null;
  readonly organizationName?: string | null;
  readonly hashingKey?: string;
}

export const HASHING_KEY = Buffer.alloc(32, 7).toString('base64url');
export const UPLOAD_TOKEN = 'upload-token-0123456789-0123456789';
export const OPTED_IN: ConsentState = {
  choice: 'in',
  at: 1,
  agreedFields: errorFieldKeys(),
  isReviewNeeded: false,
};

/** Everything open unless said otherwise: signed in, opted in, no policy. */
export function factsWith(options: FactsOptions = {}): TelemetryFacts {
  const { account = 'acc-ada', consent = 'in', policy = 'allows' } = options;
  return {
    principal: { tenantId: 'contoso', accountId: account },
    gate: {
      isStarted: options.isStarted ?? true,
      isNoticeShown: options.isNoticeShown ?? true,
      isSignedIn: account !== null,
      stopSwitch: stopSwitch(policy),
      consent: typeof consent === 'object' ? consent : consent === 'in' ? OPTED_IN : NO_CONSENT,
    },
    identity:
      account === null
        ? null
        : {
            accountId: account,
            sipUri: `sip:${account}@contoso.example`,
            hashingKey: options.hashingKey ?? HASHING_KEY,
          },
    organizationName: options.organizationName === undefined ? 'Contoso' : options.organizationName,
    uploadToken: options.uploadToken === undefined ? UPLOAD_TOKEN : options.uploadToken,
  };
}

/** What a client knows before anything was read. */
export const NOTHING_KNOWN: TelemetryFacts = {
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

function stopSwitch(policy: NonNullable<FactsOptions['policy']>): ResolvedPolicy {
  const key = 'DisableAutomaticSendTracing';
  switch (policy) {
    case 'allows':
      return { key, losers: [], state: 'default', value: false };
    case 'stops':
      return {
        key,
        losers: [],
        state: 'set',
        value: true,
        winner: { key, value: true, origin: { source: 'machine', file: '10-privacy.json', line: 2 } },
      };
    case 'unknown':
      return { key, losers: [], state: 'unknown', cause: 'policy-in-doubt' };
    case 'tenant-unknown':
      return { key, losers: [], state: 'unknown', cause: 'tenant-unknown' };
  }
}

export const environmentWith = (changes: Partial<Environment> = {}): Environment => ({
  appName: 'ParleyDesktop',
  appVersion: '0.1.0',
  osName: 'Linux',
  osVersion: '6.1.0',
  deviceModel: 'ThinkPad T14',
  language: 'en-US',
  region: 'US',
  ipAddress: () => '192.0.2.17',
  machineId: () => 'machine-1',
  ...changes,
});
