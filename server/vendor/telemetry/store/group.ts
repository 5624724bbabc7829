/**
 * Gathers what comes in one turn of the event loop, so that it can be written together: syncing a transaction to disk
 * costs the same for one request as for many, and nobody waits longer for it.
 */
export interface Group<T, R> {
  /** Resolves or rejects as the writing of this item did. */
  add(item: T): Promise<R>;
  /** Writes what was gathered now instead of at the end of the turn. */
  flush(): void;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** @param write answers each item in its place; when it throws, all of them have failed. */
export function createGroup<T, R>(write: (items: readonly T[]) => readonly (R | Error)[]): Group<T, R> {
  let waiting: Waiting<T, R>[] = [];

  function flush(): void {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const results = write(group.map(({ item }) => item));
      for (const [i, { resolve, reject }] of group.entries()) {
        const result = results[i];
        if (result instanceof Error) reject(result);
        else resolve(result as R);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ item, resolve, reject });
      }),
    flush,
  };
}
