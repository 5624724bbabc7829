/**
 * A setting that shows the user's choice at once and goes back, with a reason, when main did not keep it. Main's answer
 * takes a round trip; a control that waits for it feels broken and loses quick second thoughts.
 */
import { useCallback, useRef, useState } from 'react';
import type { Result } from '../../common/result.ts';
import { useSession } from './context.ts';

export interface Saved<V, T, R> {
  /** What the control shows. */
  readonly value: V;
  readonly isSaving: boolean;
  /** Why the last choice was not kept; 'lost' when main did not answer. Null once another one is tried. */
  readonly failure: R | 'lost' | null;
  /** Resolves with main's answer, or null when it did not come or a later choice overtook it. */
  readonly choose: (value: V) => Promise<Result<T, R> | null>;
}

/**
 * @param actual what main says
 * @param save asks main to keep a choice
 */
export function useSaved<V, T, R>(actual: V, save: (value: V) => Promise<Result<T, R>>): Saved<V, T, R> {
  const { mirror } = useSession();
  const [chosen, setChosen] = useState<{ readonly value: V } | null>(null);
  const [failure, setFailure] = useState<R | 'lost' | null>(null);
  const latest = useRef(0);
  const choose = useCallback(
    async (value: V) => {
      latest.current += 1;
      const turn = latest.current;
      setChosen({ value });
      setFailure(null);
      const answer = await save(value).catch(() => null);
      // The choice is shown until the snapshot that holds it is here: no flicker back in between.
      if (answer?.ok) await mirror.pull();
      if (turn !== latest.current) return null;
      setChosen(null);
      if (!answer?.ok) setFailure(answer ? answer.reason : 'lost');
      return answer;
    },
    [mirror, save],
  );
  return { value: chosen ? chosen.value : actual, isSaving: chosen !== null, failure, choose };
}
