/**
 * Resolves the readings of all sources into one effective value a policy, and keeps every loser with the reason.
 *
 * For a switch that stops sending, any source that says stop wins, and doubt anywhere makes it unknown (which holds).
 * For everything else the first source in `SOURCE_PRECEDENCE` wins. Inside a source the last setting wins.
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
  return winner
    ? { key, losers, state: 'set', value: winner.value, winner }
    : { key, losers, state: 'default', value: fallback };
}

/** Settings of `key`, the strongest first. */
function inPrecedence(key: PolicyKey, readings: readonly SourceReading[]): PolicySetting[] {
  return SOURCE_PRECEDENCE.flatMap((source) => {
    const reading = readings.find((candidate) => candidate.source === source);
    return (reading?.settings ?? []).filter((setting) => setting.key === key).toReversed();
  });
}

function whyLost(loser: PolicySetting, winner: PolicySetting | undefined, isStopped: boolean): PolicyLoser['why'] {
  if (isStopped && loser.value !== winner?.value) return 'overridden-by-stop';
  return loser.origin.source === winner?.origin.source ? 'later-file-wins' : 'lower-precedence';
}

/** Unknown never opens: a source that was not read, or a problem that leaves the switch in doubt. */
function doubt(readings: readonly SourceReading[]): UnknownCause | null {
  if (readings.some((reading) => reading.problems.some((problem) => problem.holds))) return 'policy-in-doubt';
  const stateOf = (source: SourceReading['source']): SourceReading['state'] =>
    readings.find((reading) => reading.source === source)?.state ?? 'pending';
  if (stateOf('machine') !== 'known') return 'starting';
  return stateOf('tenant') === 'known' ? null : 'tenant-unknown';
}
