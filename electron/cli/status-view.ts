/** The answer of the control socket, as `parley status --json` prints it. */
import type { Category } from '../../common/catalogue/types.ts';
import type { GateDecision } from '../../common/consent/decide.ts';
import type { PolicyProblem } from '../../common/policies/reading.ts';
import type { ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { StateCounts } from '../../common/telemetry/views.ts';

export interface ControlStatus {
  readonly version: string;
  readonly runtime: 'electron' | 'preview';
  readonly signedIn: boolean;
  readonly organization: string | null;
  readonly connection: 'online' | 'connecting' | 'offline';
  readonly policyDirectory: string;
  readonly policies: ResolvedPolicies;
  readonly problems: readonly PolicyProblem[];
  /** Times are ISO 8601. */
  readonly consent: { readonly choice: 'in' | 'out'; readonly at: string | null; readonly isReviewNeeded: boolean };
  readonly gates: { readonly [C in Category]: GateDecision };
  readonly spool: { readonly state: 'ok' | 'unavailable'; readonly counts: { readonly [C in Category]: StateCounts } };
  readonly lastUpload: string | null;
}
