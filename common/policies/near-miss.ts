/** Did-you-mean for policy keys: a misspelt stopping switch must hold, not be ignored. */
import { isStoppingSwitch, POLICY_KEYS, type PolicyKey } from './records.ts';

/** An unknown key within this many edits of a stopping switch holds usage and error. */
export const NEAR_MISS_EDITS = 2;
/** Keys longer than this are nobody's typing mistake; the bound keeps hostile input cheap. */
const MAX_COMPARED_LENGTH = 64;

/** The closest policy key and its distance in edits (insert, delete, replace; case counts as no edit), if any is near. */
export function nearestPolicyKey(key: string): { key: PolicyKey; edits: number } | null {
  if (key.length > MAX_COMPARED_LENGTH) return null;
  let best: { key: PolicyKey; edits: number } | null = null;
  for (const candidate of POLICY_KEYS) {
    const edits = editDistance(key.toLowerCase(), candidate.toLowerCase());
    if (edits <= Math.max(NEAR_MISS_EDITS, Math.floor(candidate.length / 4)) && (!best || edits < best.edits))
      best = { key: candidate, edits };
  }
  return best;
}

export function isNearStoppingSwitch(key: string): boolean {
  if (key.length > MAX_COMPARED_LENGTH) return false;
  return POLICY_KEYS.some(
    (candidate) =>
      isStoppingSwitch(candidate) && editDistance(key.toLowerCase(), candidate.toLowerCase()) <= NEAR_MISS_EDITS,
  );
}

/** Levenshtein distance with two rows. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
