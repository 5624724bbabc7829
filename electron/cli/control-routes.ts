/** The answers of the control socket, from the same state and through the same checks as the windows' calls. */
import type { ResolvedPolicy } from '../../common/policies/resolve.ts';
import { fail, ok } from '../../common/result.ts';
import type { Policy } from '../policy/policy.ts';
import type { Client } from '../state/client.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ControlCall, ControlCalls, PolicyState } from './control-contract.ts';
import { controlStatus } from './status.ts';

export type ControlRoutes = {
  readonly [N in ControlCall]: (
    ...args: ControlCalls[N]['args']
  ) => ControlCalls[N]['result'] | Promise<ControlCalls[N]['result']>;
};
/** What may be watched: the state now, and a hint that it may have changed. */
export interface PolicyFeed {
  state(): PolicyState;
  /** @returns a function that ends the subscription */
  onHint(listener: () => void): () => void;
}
export interface ControlDeps {
  readonly client: Pick<Client, 'snapshot' | 'setOption'>;
  readonly policy: Pick<Policy, 'readings' | 'onChanged'>;
  readonly telemetry: Pick<Telemetry, 'records' | 'body' | 'erase' | 'onChanged'>;
}

export function controlRoutes({ client, policy, telemetry }: ControlDeps): ControlRoutes {
  return {
    status: () => controlStatus(client.snapshot()),
    policy() {
      const { app, policies, problems, gates } = client.snapshot();
      return { policyDirectory: app.policyDirectory, policies, problems, gates, readings: policy.readings() };
    },
    receipts: () => client.snapshot().telemetry.receipts,
    options() {
      const { options, locks } = client.snapshot();
      return { options, locks };
    },
    'options.set': (key, value) => client.setOption(key, value),
    'data.records': (query) => telemetry.records(query),
    'data.export'(query) {
      const ban: ResolvedPolicy = client.snapshot().policies.DisableDataExport;
      return ban.state === 'set' && ban.value === true
        ? fail({ kind: 'managed', by: ban.winner.origin })
        : ok(telemetry.records(query));
    },
    'data.body'(batchId) {
      const body = telemetry.body(batchId);
      return body ? ok(body) : fail('not-found');
    },
    'data.erase': (category) => telemetry.erase(category),
  };
}

export const policyFeed = ({ client, policy, telemetry }: ControlDeps): PolicyFeed => ({
  state() {
    const { policies, problems, gates } = client.snapshot();
    return { policies, problems, gates };
  },
  onHint(listener) {
    // A gate also changes without a policy (sign-in, a choice); telemetry tells of everything that reached the gates.
    const ends = [policy.onChanged(listener), telemetry.onChanged(listener)];
    return () => ends.forEach((end) => end());
  },
});
