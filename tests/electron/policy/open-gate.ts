/** A client's view of the gates in tests: opted in, signed in, notice shown, so that policy alone decides. */
import { decide, type GateDecision } from '../../../common/consent/decide.ts';
import type { SourceReading } from '../../../common/policies/reading.ts';
import { emptyReading, type PolicySource } from '../../../electron/policy/source.ts';
import type { Policy } from '../../../electron/policy/policy.ts';

export function gateOf(
  policy: Pick<Policy, 'resolved' | 'isStarted'>,
  category: 'usage' | 'error' = 'error',
): GateDecision {
  return decide(category, {
    isStarted: policy.isStarted(),
    isNoticeShown: true,
    isSignedIn: true,
    stopSwitch: policy.resolved().DisableAutomaticSendTracing,
    consent: { choice: 'in', at: 1, agreedFields: [], isReviewNeeded: false },
  });
}

/** A source that says one thing for ever: by default a tenant that was reached and sets nothing. */
export function fixedSource(reading: SourceReading = emptyReading('tenant', 'known')): PolicySource {
  return { reading: () => reading, start: () => Promise.resolve(), stop: () => {}, onChanged: () => () => {} };
}
