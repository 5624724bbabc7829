/**
 * What is known of each file (or registry key) of a source over time. Pure: looks and times go in, settings and problems
 * come out.
 *
 * - A file that parses says what it says now.
 * - One that cannot be understood may be a write under way: it keeps what it said before for `REFUSED_GRACE_MS`,
 *   then it is reported and holds until it parses.
 * - One that cannot be read keeps what it said before for `UNREADABLE_GRACE_MS` and is reported at once, then it holds.
 * - One that others than the administrator may write is the same, but what it stops is stopped at once.
 * - What was never understood has nothing to keep: at the first look it holds at once, later after the short grace.
 */
import type { PolicyOrigin, PolicyProblem, PolicySetting } from '../../common/policies/reading.ts';
import { fileProblem, notUnderstood, type PolicyFileContent } from './policy-file.ts';
import type { DirectoryLook, FileLook, ListedFile } from './read-directory.ts';
import { isStop } from './restrict-only.ts';

export const REFUSED_GRACE_MS = 5_000;
export const UNREADABLE_GRACE_MS = 24 * 60 * 60 * 1_000;

/** Both clocks: the monotonic one may stand still in suspend, the other may jump. Whichever runs out first holds. */
export interface Instant {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export interface MemoryContent {
  readonly settings: readonly PolicySetting[];
  readonly problems: readonly PolicyProblem[];
  /** False while something of the directory is inside its grace period for content, or cannot be listed. */
  readonly isSettled: boolean;
  /** In how many milliseconds the next grace period ends; null when none runs. */
  readonly nextChangeMs: number | null;
}

export interface FileMemory {
  /** Takes a look; true when anything differs from the look before. */
  absorb(look: DirectoryLook, now: Instant): boolean;
  content(now: Instant): MemoryContent;
}

interface Failure {
  readonly problem: PolicyProblem;
  /** Never moves back while the failure lasts, whatever else goes wrong meanwhile. */
  readonly holdsFrom: Instant;
  readonly isReportedAtOnce: boolean;
}
interface Remembered {
  readonly signature: string;
  readonly known: PolicyFileContent | null;
  /** What a file that is not trusted stops. */
  readonly stops: readonly PolicySetting[];
  readonly failure: Failure | null;
}

export interface FileMemoryOptions {
  /** Of a file by its name; without a name, of the whole source. */
  originOf(name?: string): PolicyOrigin;
  parse(bytes: Uint8Array, origin: PolicyOrigin): PolicyFileContent;
}

export function createFileMemory({ originOf, parse }: FileMemoryOptions): FileMemory {
  let files = new Map<string, Remembered>();
  let identity = '';
  let directoryFailure: Failure | null = null;
  let tooMany: PolicyProblem[] = [];
  let isFirstLook = true;

  function absorbFile({ name, signature, look }: ListedFile, now: Instant): Remembered {
    const before = files.get(name);
    const origin = originOf(name);
    const seen = contentOfLook(look, origin, parse);
    if (seen.isUnderstood) return { signature, known: seen, stops: [], failure: null };
    const isUnreadable = look.kind === 'unreadable';
    const known = before?.known ?? null;
    const problem = seen.problems[0] ?? unreadable(origin, 'unknown');
    const failure = fail(problem, isUnreadable, known !== null, before?.failure ?? null, now);
    return { signature, known, stops: seen.settings, failure };
  }

  function fail(
    problem: PolicyProblem,
    isUnreadable: boolean,
    isKnown: boolean,
    earlier: Failure | null,
    now: Instant,
  ): Failure {
    const knownGraceMs = isUnreadable ? UNREADABLE_GRACE_MS : REFUSED_GRACE_MS;
    const graceMs = isKnown ? knownGraceMs : isFirstLook ? 0 : REFUSED_GRACE_MS;
    const from = later(now, graceMs);
    const holdsFrom = earlier ? earliest(from, earlier.holdsFrom) : from;
    return { problem, holdsFrom, isReportedAtOnce: isUnreadable || problem.kind === 'not-trusted' };
  }

  return {
    absorb(look, now) {
      let isTouched = false;
      if (look.kind === 'unreadable' || look.kind === 'not-trusted') {
        const isUnreadable = look.kind === 'unreadable';
        const problem = isUnreadable ? unreadable(originOf(), look.code) : notTrusted(originOf(), look.blamed, false);
        isTouched = directoryFailure?.problem.message !== problem.message;
        directoryFailure = fail(problem, isUnreadable, !isFirstLook && identity !== '', directoryFailure, now);
      } else {
        const listed = look.kind === 'listed' ? look.files : [];
        const next = new Map(listed.map((file) => [file.name, absorbFile(file, now)]));
        const nextIdentity = look.kind === 'listed' ? look.identity : MISSING;
        isTouched = directoryFailure !== null || nextIdentity !== identity || !sameFiles(files, next);
        files = next;
        identity = nextIdentity;
        directoryFailure = null;
        tooMany = look.kind === 'listed' && look.leftOut > 0 ? [leftOut(originOf(), look.leftOut)] : [];
      }
      isFirstLook = false;
      return isTouched;
    },

    content(now) {
      const remembered = [...files.values()];
      const failures = [directoryFailure, ...remembered.map((file) => file.failure)].filter((f) => f !== null);
      const waiting = failures.filter((failure) => !isReached(failure.holdsFrom, now));
      return {
        settings: remembered.flatMap((file) => [...(file.known?.settings ?? []), ...file.stops]),
        problems: [
          ...reported(directoryFailure, now),
          ...tooMany,
          ...remembered.flatMap((file) => [...(file.known?.problems ?? []), ...reported(file.failure, now)]),
        ],
        isSettled: !waiting.some((failure) => !failure.isReportedAtOnce || failure === directoryFailure),
        nextChangeMs: waiting.length === 0 ? null : Math.min(...waiting.map((f) => remainingMs(f.holdsFrom, now))),
      };
    },
  };
}

const MISSING = 'missing';

function contentOfLook(look: FileLook, origin: PolicyOrigin, parse: FileMemoryOptions['parse']): PolicyFileContent {
  switch (look.kind) {
    case 'bytes':
      return parse(look.bytes, { ...origin, ...look.facts });
    case 'not-a-file':
      return notUnderstood(
        fileProblem('not-a-file', origin, 'This is not a regular file.', 'Replace it by a file, or remove it.'),
      );
    case 'not-trusted': {
      const full = { ...origin, ...look.facts };
      const settings = look.bytes ? parse(look.bytes, full).settings.filter(isStop) : [];
      return { isUnderstood: false, settings, problems: [notTrusted(full, look.blamed, look.bytes !== null)] };
    }
    case 'unreadable':
      return notUnderstood(unreadable(origin, look.code));
  }
}

const unreadable = (origin: PolicyOrigin, code: string): PolicyProblem =>
  fileProblem(
    'unreadable',
    origin,
    `${nameOf(origin)} cannot be read (${code}).`,
    'Make it readable for every user of this computer; until then what it said before applies, for 24 hours.',
  );

const nameOf = ({ file, registryKey }: PolicyOrigin): string => {
  if (registryKey !== undefined) return 'The registry key';
  return file === undefined ? 'The policy directory' : 'The file';
};

const notTrusted = (origin: PolicyOrigin, blamed: string, canStop: boolean): PolicyProblem =>
  fileProblem(
    'not-trusted',
    origin,
    `Others than the administrator may change ${blamed}: what is written ${canStop ? 'here may stop, but allows nothing' : 'there does not count'}.`,
    'Make root its owner and take write permission from group and others (chown root, chmod go-w).',
  );

const leftOut = (origin: PolicyOrigin, count: number): PolicyProblem =>
  fileProblem(
    'too-large',
    origin,
    `The policy directory holds too many files: ${count} were not read.`,
    'Put the policies into fewer files.',
  );

const reported = (failure: Failure | null, now: Instant): PolicyProblem[] => {
  if (!failure) return [];
  const holds = isReached(failure.holdsFrom, now);
  return holds || failure.isReportedAtOnce ? [{ ...failure.problem, holds }] : [];
};

const later = (from: Instant, ms: number): Instant => ({
  wallMs: from.wallMs + ms,
  monotonicMs: from.monotonicMs + ms,
});
const earliest = (a: Instant, b: Instant): Instant => ({
  wallMs: Math.min(a.wallMs, b.wallMs),
  monotonicMs: Math.min(a.monotonicMs, b.monotonicMs),
});
const remainingMs = (at: Instant, now: Instant): number =>
  Math.min(at.wallMs - now.wallMs, at.monotonicMs - now.monotonicMs);
const isReached = (at: Instant, now: Instant): boolean => remainingMs(at, now) <= 0;

const sameFiles = (a: ReadonlyMap<string, Remembered>, b: ReadonlyMap<string, Remembered>): boolean =>
  a.size === b.size && [...b].every(([name, file]) => a.get(name)?.signature === file.signature);
