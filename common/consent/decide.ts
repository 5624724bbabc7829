/**
 * The one place where it is decided whether data of a category may be recorded and sent now. Pure; the same function
 * is asked before a record is written, before each request, and by the user interface that explains the answer.
 */
import type { Category } from '../catalogue/types.ts';
import type { PolicyOrigin } from '../policies/reading.ts';
import { policies } from '../policies/records.ts';
import type { ResolvedPolicy, UnknownCause } from '../policies/resolve.ts';
import type { ConsentState } from './record.ts';

/** Open: recorded and sent. Held: neither; what is pending stays. Closed: neither, pending is purged, uploads aborted. */
export type GateState = 'open' | 'held' | 'closed';
export type GateReason =
  | 'always-on'
  | 'allowed'
  | 'opted-in'
  | 'starting'
  | 'notice-not-shown'
  | 'tenant-unknown'
  | 'signed-out'
  | 'policy-in-doubt'
  | 'policy-stops'
  | 'not-opted-in';
export interface GateDecision {
  readonly state: GateState;
  readonly reason: GateReason;
  /** Which source stopped it, when one did. */
  readonly by?: PolicyOrigin;
}

export interface GateFacts {
  /** The local policy sources were read once; their errors count as read. */
  readonly isStarted: boolean;
  /** The first-run notice was shown on this device. */
  readonly isNoticeShown: boolean;
  readonly isSignedIn: boolean;
  /** `DisableAutomaticSendTracing`, resolved. */
  readonly stopSwitch: ResolvedPolicy;
  /** Of the principal that the data belongs to. */
  readonly consent: ConsentState;
}

/**
 * @param category of the data
 * @param isWhileSignedOut the event may be recorded before sign-in (a failed sign-in) once the tenant's switch is known
 */
export function decide(category: Category, facts: GateFacts, isWhileSignedOut = false): GateDecision {
  if (category === 'census') return decideCensus(facts);
  if (isStopped(facts.stopSwitch))
    return { state: 'closed', reason: 'policy-stops', by: facts.stopSwitch.winner.origin };
  // Without an opt-in there is nothing to wait for: errors are closed even while the policy is still unknown.
  if (category === 'error' && facts.consent.choice !== 'in') return { state: 'closed', reason: 'not-opted-in' };
  if (!facts.isStarted) return { state: 'held', reason: 'starting' };
  if (facts.stopSwitch.state === 'unknown')
    return { state: 'held', reason: heldReason(facts.stopSwitch.cause, facts.isSignedIn) };
  if (!facts.isSignedIn && !isWhileSignedOut) return { state: 'held', reason: 'signed-out' };
  return { state: 'open', reason: category === 'error' ? 'opted-in' : 'allowed' };
}

/** Census has no off switch; it only waits for the first look at local sources and for the notice on first run. */
function decideCensus({ isStarted, isNoticeShown }: GateFacts): GateDecision {
  if (!isStarted) return { state: 'held', reason: 'starting' };
  return isNoticeShown ? { state: 'open', reason: 'always-on' } : { state: 'held', reason: 'notice-not-shown' };
}

const isStopped = (policy: ResolvedPolicy): policy is ResolvedPolicy & { state: 'set' } =>
  policy.state === 'set' && policy.value === policies.DisableAutomaticSendTracing.stopsAt;

/** "Signed out" is the reason a person can act on, so it is said rather than the unknown tenant behind it. */
const heldReason = (cause: UnknownCause, isSignedIn: boolean): GateReason =>
  cause === 'tenant-unknown' && !isSignedIn ? 'signed-out' : cause;

/** Whether an opt-in covers a field; new fields stay off until the user agrees again. */
export const isFieldAgreed = (consent: ConsentState, event: string, field: string): boolean =>
  consent.agreedFields.includes(`${event}/${field}`);
