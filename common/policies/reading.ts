/** What a policy source hands to the resolver: the shapes between readers (which do IO) and the pure rules. */
import type { PolicyKey, PolicySourceId, PolicyValue } from './records.ts';

/** Where a value was written: enough for an admin to find it. Lines and columns count from 1. */
export interface PolicyOrigin {
  readonly source: PolicySourceId;
  /** File name for files; URL host for the tenant. */
  readonly file?: string;
  /** Of a file: where it really lies, links followed. */
  readonly path?: string;
  /** Of a registry value: hive and key, for instance `HKLM\Software\Policies\Parley\Parley`. */
  readonly registryKey?: string;
  /** Who owns the file: `root`, or `uid 1000`. Not told by Windows. */
  readonly owner?: string;
  /** Permissions of the file in octal, for instance `0644`. Not told by Windows. */
  readonly mode?: string;
  readonly line?: number;
  readonly column?: number;
  /** Milliseconds since the epoch at which the file was changed or the tenant's answer was made. */
  readonly modifiedAt?: number;
}
export interface PolicySetting {
  readonly key: PolicyKey;
  readonly value: PolicyValue;
  readonly origin: PolicyOrigin;
}

export type PolicyProblemKind =
  | 'unparsable'
  | 'not-an-object'
  | 'unreadable'
  | 'too-large'
  | 'wrong-encoding'
  | 'not-a-file'
  | 'duplicate-key'
  | 'unknown-key'
  | 'near-miss'
  | 'invalid-value'
  | 'not-allowed-here'
  /** Others than the administrator may write it: it restricts, but allows nothing. */
  | 'not-trusted'
  | 'stale';
export interface PolicyProblem {
  readonly kind: PolicyProblemKind;
  readonly origin: PolicyOrigin;
  readonly key?: string;
  /** One sentence for the admin: what is wrong. */
  readonly message: string;
  /** One sentence for the admin: how to mend it. */
  readonly remedy: string;
  /** True when this leaves a stopping switch in doubt: usage and error are held while it lasts. */
  readonly holds: boolean;
}

export interface SourceReading {
  readonly source: PolicySourceId;
  /**
   * - `known`: read; an absent or empty source is known and sets nothing.
   * - `pending`: not read yet (start-up, no tenant reached yet).
   * - `none`: there is no such source now (no organization configured, or signed out and no signed switch read).
   */
  readonly state: 'known' | 'pending' | 'none';
  /** In the order in which they apply inside the source: later ones win. */
  readonly settings: readonly PolicySetting[];
  readonly problems: readonly PolicyProblem[];
  /** When the source was last read with success, milliseconds since the epoch. */
  readonly readAt: number | null;
}
