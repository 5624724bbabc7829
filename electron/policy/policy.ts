/** All policy sources as one: resolves their readings and tells when the outcome may have changed. */
import type { PolicyProblem, SourceReading } from '../../common/policies/reading.ts';
import { problemsOf, resolvePolicies, type ResolvedPolicies } from '../../common/policies/resolve.ts';
import type { Logger } from '../logging/logger.ts';
import { createListeners } from './listeners.ts';
import type { PolicySource } from './source.ts';

export interface Policy {
  readings(): readonly SourceReading[];
  resolved(): ResolvedPolicies;
  problems(): readonly PolicyProblem[];
  /** Whether the local sources were looked at once; their errors count as looked at. */
  isStarted(): boolean;
  /** Resolves after the first look at every local source, then `isStarted` is true and listeners were told. */
  start(): Promise<void>;
  /** Called synchronously, before anything else runs that could send. @returns a function that ends the subscription */
  onChanged(listener: () => void): () => void;
  stop(): void;
}

export interface PolicySources {
  /** Of this computer, the weaker before the stronger where two speak for the same source. */
  readonly local: readonly PolicySource[];
  readonly tenant: PolicySource;
  readonly logger: Logger;
}

export function createPolicy({ local, tenant, logger }: PolicySources): Policy {
  const sources = [tenant, ...local];
  const listeners = createListeners(logger);
  let isStarted = false;
  let readings: readonly SourceReading[] = [];
  let resolved: ResolvedPolicies = resolvePolicies([]);

  function resolve(): void {
    readings = sources.map((source) => source.reading());
    resolved = resolvePolicies(readings);
  }
  function tell(): void {
    resolve();
    listeners.tell();
  }

  resolve();
  const unsubscribe = sources.map((source) => source.onChanged(tell));
  return {
    // Asked anew for the times of reading: what they say else is what was resolved, since a source tells of each change.
    readings: () => sources.map((source) => source.reading()),
    resolved: () => resolved,
    problems: () => problemsOf(readings),
    isStarted: () => isStarted,
    async start() {
      await Promise.all(sources.map((source) => source.start()));
      isStarted = true;
      tell();
    },
    onChanged: (listener) => listeners.add(listener),
    stop() {
      for (const end of unsubscribe) end();
      for (const source of sources) source.stop();
    },
  };
}
