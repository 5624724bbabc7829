/**
 * Resolves the readings of all sources into one effective value a policy, and keeps every loser with the reason.
 *
 * For a switch that stops sending, any source that says stop wins, and doubt anywhere makes it unknown (which holds).
 * For everything else the first source in `SOURCE_PRECEDENCE` wins. Inside a source the last setting wins; a source may
 * have several readings (directory, registry), of which the later is the stronger. A recommended value is a default that
 * the user may change, so it is never `set`.
 */
import type { PolicyProblem, PolicySetting, SourceReading } from './reading.ts';
import { POLICY_KEYS, policyRecord, SOURCE_PRECEDENCE, type PolicyKey, type PolicyValue } from './records.ts';

export type UnknownCause = 'starting' | 'tenant-unknown' | 'policy-in-doubt';
export interface PolicyLoser {
  readonly setting: PolicySetting;
  readonly why: 'overridden-by-stop' | 'lower-precedence' | 'later-file-wins' | 'in-doubt';
}
export type ResolvedPolicy = {
  readonly key: PolicyKey;
  readonly losers: readonly PolicyLoser[];
} & (
  | { readonly state: 'set'; readonly value: PolicyValue; readonly winner: PolicySetting }
  /** No source decides; a default that the user may change. */
  | { readonly state: 'recommended'; readonly value: PolicyValue; readonly winner: PolicySetting }
  | { readonly state: 'default'; readonly value: PolicyValue | null }
  | { readonly state: 'unknown'; readonly cause: UnknownCause }
);
export type ResolvedPolicies = { readonly [K in PolicyKey]: ResolvedPolicy };

export function resolvePolicies(readings: readonly SourceReading[]): ResolvedPolicies {
  return Object.fromEntries(POLICY_KEYS.map((key) => [key, resolveOne(key, readings)])) as ResolvedPolicies;
}

export const problemsOf = (readings: readonly SourceReading[]): PolicyProblem[] =>
  readings.flatMap((reading) => reading.problems);

function resolveOne(key: PolicyKey, readings: readonly SourceReading[]): ResolvedPolicy {
  const { stopsAt, default: fallback } = policyRecord(key);
  const ranked = inPrecedence(key, readings);
  const stop = stopsAt === undefined ? undefined : ranked.find((setting) => setting.value === stopsAt);
  const winner = stop ?? ranked[0];
  const losers = ranked
    .filter((setting) => setting !== winner)
    .map((setting): PolicyLoser => ({ setting, why: whyLost(setting, winner, stop !== undefined) }));
  if (stopsAt !== undefined && !stop) {
    const cause = doubt(readings);
    if (cause) return { key, losers: ranked.map((setting) => ({ setting, why: 'in-doubt' })), state: 'unknown', cause };
  }
  if (!winner) return { key, losers, state: 'default', value: fallback };
  const state = winner.origin.source === 'recommended' ? 'recommended' : 'set';
  return { key, losers, state, value: winner.value, winner };
}

/** Settings of `key` from the sources that may set it, the strongest first. */
function inPrecedence(key: PolicyKey, readings: readonly SourceReading[]): PolicySetting[] {
  const allowed = policyRecord(key).sources;
  return SOURCE_PRECEDENCE.filter((source) => allowed.includes(source)).flatMap((source) =>
    readings
      .filter((reading) => reading.source === source)
      .flatMap((reading) => reading.settings.filter((setting) => setting.key === key))
      .toReversed(),
  );
}

function whyLost(loser: PolicySetting, winner: PolicySetting | undefined, isStopped: boolean): PolicyLoser['why'] {
  if (isStopped && loser.value !== winner?.value) return 'overridden-by-stop';
  return loser.origin.source === winner?.origin.source ? 'later-file-wins' : 'lower-precedence';
}

/**
 * Unknown never opens: a source that was not read, or a problem that leaves the switch in doubt. Every client has a
 * machine and a tenant source; the others exist where the platform has them.
 */
function doubt(readings: readonly SourceReading[]): UnknownCause | null {
  if (readings.some((reading) => reading.problems.some((problem) => problem.holds))) return 'policy-in-doubt';
  const [tenant, local] = [readings.filter(isTenant), readings.filter((reading) => !isTenant(reading))];
  const isMachineThere = local.some((reading) => reading.source === 'machine');
  if (!isMachineThere || local.some((reading) => reading.state !== 'known')) return 'starting';
  return tenant.some((reading) => reading.state === 'known') ? null : 'tenant-unknown';
}

const isTenant = (reading: SourceReading): boolean => reading.source === 'tenant';
