/** What a policy source is to `policy.ts`: something that can be asked what it says now and tells when that changes. */
import { isStoppingSwitch, POLICY_KEYS, type PolicySourceId } from '../../common/policies/records.ts';
import type { SourceReading } from '../../common/policies/reading.ts';

export interface PolicySource {
  /** What applies now, after grace periods and waiting times. */
  reading(): SourceReading;
  /**
   * Resolves once the source was looked at for the first time, at once if it was before; a source that cannot be read
   * resolves as well.
   */
  start(): Promise<void>;
  stop(): void;
  /** Called synchronously on each change. @returns a function that ends the subscription */
  onChanged(listener: () => void): () => void;
}

/** A reading that sets nothing. */
export const emptyReading = (source: PolicySourceId, state: SourceReading['state']): SourceReading => ({
  source,
  state,
  settings: [],
  problems: [],
  readAt: null,
});

/** Keys of the switches that stop sending. */
export const STOPPING_SWITCHES = POLICY_KEYS.filter(isStoppingSwitch);
