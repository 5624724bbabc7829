/** The gate as the pipeline asks it: `decide` of common, asked once for each set of facts and remembered. */
import { CATEGORIES, type Category } from '../../common/catalogue/types.ts';
import { decide, type GateDecision, type GateFacts } from '../../common/consent/decide.ts';

export interface Gate {
  /** For an event; `isWhileSignedOut` as its catalogue entry says. */
  decision(category: Category, isWhileSignedOut: boolean): GateDecision;
  /** Which records may travel now: all, only those that may while nobody is signed in, or none. */
  passage(category: Category): 'all' | 'while-signed-out' | 'none';
}

export function createGate(facts: GateFacts): Gate {
  const decisions = Object.fromEntries(
    CATEGORIES.map((category) => [category, [decide(category, facts, false), decide(category, facts, true)] as const]),
  ) as { readonly [C in Category]: readonly [usual: GateDecision, whileSignedOut: GateDecision] };
  return {
    decision: (category, isWhileSignedOut) => decisions[category][isWhileSignedOut ? 1 : 0],
    passage(category) {
      const [usual, whileSignedOut] = decisions[category];
      if (usual.state === 'open') return 'all';
      return whileSignedOut.state === 'open' ? 'while-signed-out' : 'none';
    },
  };
}
