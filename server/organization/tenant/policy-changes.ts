/** Changes the organization's policy: stored first, then told to connected clients and to the vendor's service. */
import type { Log } from '../../shared/log.ts';
import type { PolicyStreams } from './policy-stream.ts';
import type { ChangeRequest, PolicyStore } from './store/policy.ts';
import type { StopSwitchStore } from './store/stop-switch.ts';
import type { SwitchPush } from './switch-push.ts';

export type ChangePolicy = (request: ChangeRequest) => ReturnType<PolicyStore['change']>;

export function createChangePolicy(parts: {
  readonly policies: PolicyStore;
  readonly stopSwitch: StopSwitchStore;
  readonly streams: PolicyStreams;
  readonly push: SwitchPush;
  readonly log: Log;
}): ChangePolicy {
  return (request) => {
    const serialBefore = parts.stopSwitch.current().serial;
    const result = parts.policies.change(request);
    if (!result.ok || !result.value.hasChanged) return result;
    const { policy } = result.value;
    parts.streams.publish(policy);
    if (parts.stopSwitch.current().serial !== serialBefore) parts.push.pushNow();
    parts.log.info('policy-changed', { revision: policy.revision, streams: parts.streams.count() });
    return result;
  };
}
