/** Did-you-mean for names on the command line. */
import { editDistance, NEAR_MISS_EDITS } from '../../common/policies/near-miss.ts';

/** The known name that was probably meant, as a sentence to append; empty when none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  const scored = known
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase().slice(0, 64), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(NEAR_MISS_EDITS, Math.floor(candidate.length / 4)));
  const best = scored.toSorted((a, b) => a.edits - b.edits)[0];
  return best ? ` Did you mean ${best.candidate}?` : '';
}
