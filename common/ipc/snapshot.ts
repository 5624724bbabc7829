/** What renderers mirror: everything main owns that a window shows. Pushed whole on change; older revisions are ignored. */
import type { Category } from '../catalogue/types.ts';
import type { GateDecision } from '../consent/decide.ts';
import type { ConsentState } from '../consent/record.ts';
import type { OptionKey, OptionValue, OptionValues } from '../options/records.ts';
import type { PolicyOrigin, PolicyProblem } from '../policies/reading.ts';
import type { ResolvedPolicies } from '../policies/resolve.ts';
import type { TelemetryStatus } from '../telemetry/views.ts';

export const PRESENCES = ['available', 'busy', 'do-not-disturb', 'away'] as const;
export type Presence = (typeof PRESENCES)[number];

export type SignInFailure =
  'wrong-credentials' | 'locked' | 'unreachable' | 'refused' | 'malformed-answer' | 'no-organization-service';

export interface AccountView {
  readonly state: 'signed-out' | 'signing-in' | 'signed-in';
  readonly displayName: string | null;
  readonly account: string | null;
  readonly organization: { readonly tenantId: string; readonly name: string } | null;
  readonly connection: 'online' | 'connecting' | 'offline';
  readonly presence: Presence;
}

/** Whether a window that hides in the notification area can be brought back from there. */
export type TrayState = 'working' | 'no-tray-host' | 'failed';
/**
 * What the operating system says about starting Parley at log-on. It has the last word: what was registered can be
 * switched off in its settings, or wait there for the user's approval.
 */
export type LoginItemState = 'on' | 'off' | 'requires-approval' | 'unpackaged' | 'failed';

export interface Snapshot {
  /** Rises with every change, never repeats while main lives. */
  readonly revision: number;
  readonly app: {
    readonly version: string;
    readonly runtime: 'electron' | 'preview';
    /** Unpackaged. */
    readonly isDevelopment: boolean;
    readonly platform: string;
    readonly locale: string;
    /** What the system's theme and the option come to now. */
    readonly isDark: boolean;
    readonly isHighContrast: boolean;
    readonly policyDirectory: string;
    readonly tray: TrayState;
    readonly loginItem: LoginItemState;
  };
  readonly options: OptionValues;
  /** Options that a policy manages: who does, and what the user's own choice was. */
  readonly locks: { readonly [K in OptionKey]?: { readonly by: PolicyOrigin; readonly ownValue: OptionValue } };
  readonly account: AccountView;
  readonly consent: ConsentState;
  readonly gates: { readonly [C in Category]: GateDecision };
  readonly policies: ResolvedPolicies;
  readonly problems: readonly PolicyProblem[];
  readonly telemetry: TelemetryStatus;
}
