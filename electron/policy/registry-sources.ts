/** The policy sources in the Windows registry: machine, user, recommended and the original's switch. */
import { LEGACY_KEYS, RECOMMENDED_SUBKEY, REGISTRY_KEY } from '../../common/policies/places.ts';
import type { PolicySourceId } from '../../common/policies/records.ts';
import type { ValueRules } from '../../common/policies/service-url.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { ParsePolicies } from './policy-file.ts';
import { createRegistryReader, type Hive, type RegistryPort } from './registry-look.ts';
import { parseLegacySwitch, parseRegistryPolicies } from './registry-policy.ts';
import { createWatchedSource, type WatchedSource } from './watched-source.ts';

/** The registry is polled: a change shows within this and the time that a look takes. */
export const REGISTRY_POLL_INTERVAL_MS = 4_000;
const MAX_REGISTRY_POLL_INTERVAL_MS = 60_000;

interface RegistrySource {
  readonly source: Exclude<PolicySourceId, 'tenant'>;
  /** The weaker first. */
  readonly keys: readonly string[];
  readonly parse: ParsePolicies;
}

const inHives = (hives: readonly Hive[], keys: readonly string[]): string[] =>
  hives.flatMap((hive) => keys.map((key) => `${hive}\\${key}`));
const RECOMMENDED_KEY = `${REGISTRY_KEY}\\${RECOMMENDED_SUBKEY}`;

export const REGISTRY_SOURCES: readonly RegistrySource[] = [
  { source: 'recommended', keys: inHives(['HKCU', 'HKLM'], [RECOMMENDED_KEY]), parse: parseRegistryPolicies },
  { source: 'legacy', keys: inHives(['HKCU', 'HKLM'], LEGACY_KEYS), parse: parseLegacySwitch },
  { source: 'user', keys: inHives(['HKCU'], [REGISTRY_KEY]), parse: parseRegistryPolicies },
  { source: 'machine', keys: inHives(['HKLM'], [REGISTRY_KEY]), parse: parseRegistryPolicies },
];

export function createRegistrySources(
  port: RegistryPort,
  clock: Clock,
  logger: Logger,
  rules?: ValueRules,
): WatchedSource[] {
  const reader = createRegistryReader(port, () => clock.monotonicMs());
  return REGISTRY_SOURCES.map(({ source, keys, parse }) =>
    createWatchedSource({
      source,
      clock,
      logger,
      pollIntervalMs: REGISTRY_POLL_INTERVAL_MS,
      maxPollIntervalMs: MAX_REGISTRY_POLL_INTERVAL_MS,
      look: () => reader.look(keys),
      originOf: (key) => ({ source, registryKey: key ?? keys.join(', ') }),
      parse: (bytes, origin) => parse(bytes, origin, rules),
    }),
  );
}
