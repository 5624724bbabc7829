/** Words that several commands say. The command line speaks English, so that what scripts and guides quote stays true. */
import path from 'node:path';
import type { GateDecision, GateReason } from '../../common/consent/decide.ts';
import type { PolicyOrigin, PolicyProblem } from '../../common/policies/reading.ts';
import type { PolicySourceId } from '../../common/policies/records.ts';
import type { UnknownCause } from '../../common/policies/resolve.ts';

const SOURCES: { readonly [S in PolicySourceId]: string } = {
  tenant: "the organization's service",
  machine: 'this computer',
  user: 'this user of the computer',
  legacy: "the original's policy key",
  recommended: 'recommended default',
};
const GATE_REASONS: { readonly [R in GateReason]: string } = {
  'always-on': 'it has no off switch',
  allowed: 'no policy stops it',
  'opted-in': 'the user opted in and no policy stops it',
  starting: 'the local policies were not read yet',
  'notice-not-shown': 'the welcome page was not shown yet',
  'tenant-unknown': 'the organization has not said whether it allows this',
  'signed-out': 'nobody is signed in',
  'policy-in-doubt': 'a policy cannot be read for certain',
  'policy-stops': 'DisableAutomaticSendTracing stops it',
  'not-opted-in': 'the user has not opted in',
};
const CAUSES: { readonly [C in UnknownCause]: string } = {
  starting: 'the local policies were not read yet',
  'tenant-unknown': 'the organization has not said what it wants',
  'policy-in-doubt': 'a policy cannot be read for certain',
};

export const sourceWords = (source: PolicySourceId): string => SOURCES[source];
export const causeWords = (cause: UnknownCause): string => CAUSES[cause];
export const isoTime = (ms: number): string => new Date(ms).toISOString();

/** "closed, because DisableAutomaticSendTracing stops it (this computer, /etc/…:1:3)". */
export const gateWords = ({ state, reason, by }: GateDecision): string =>
  `${state}, because ${GATE_REASONS[reason]}${by ? ` (${[sourceWords(by.source), placeOf(by)].filter(Boolean).join(', ')})` : ''}`;

/** Where exactly it is written: file or registry key, line and column; empty when the source has no such place. */
export function placeOf(origin: PolicyOrigin, directory?: string): string {
  const { file, line, column } = origin;
  const inDirectory = file !== undefined && directory !== undefined && origin.source === 'machine';
  const place = origin.path ?? origin.registryKey ?? (inDirectory ? path.join(directory, file) : file) ?? '';
  return [place, line, column].filter((part) => part !== undefined).join(':');
}

/** Fields of an origin that `placeOf` has said. */
const SAID = new Set(['source', 'file', 'path', 'registryKey', 'line', 'column']);
/** Everything else that is known about the place; a field that a source adds later is shown as well. */
export const detailsOf = (origin: PolicyOrigin): string[] =>
  Object.entries(origin)
    .filter(([name]) => !SAID.has(name))
    .map(([name, value]) => (name === 'modifiedAt' ? `changed ${isoTime(Number(value))}` : `${name} ${String(value)}`));

/** `file:line:column: message remedy`, as compilers say it. */
export function problemLine({ origin, message, remedy, holds }: PolicyProblem, directory?: string): string {
  const place = placeOf(origin, directory) || sourceWords(origin.source);
  return `${place}: ${message} ${remedy}${holds ? ' Until then usage data and error reports wait.' : ''}`;
}

/** Columns that line up, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** "3 minutes ago": how long before `now`. */
export function ago(ms: number, now: number): string {
  const seconds = Math.max(0, Math.round((now - ms) / 1_000));
  const [count, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3_600
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 86_400
          ? [Math.round(seconds / 3_600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}
