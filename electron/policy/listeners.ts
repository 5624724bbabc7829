/** A list of listeners of which one that throws never keeps the others from being told. */
import type { Logger } from '../logging/logger.ts';

export interface Listeners<T extends readonly unknown[]> {
  /** @returns a function that ends the subscription */
  add(listener: (...args: T) => void): () => void;
  /** Calls every listener before it returns. */
  tell(...args: T): void;
}

export function createListeners<T extends readonly unknown[] = []>(logger: Logger): Listeners<T> {
  const listeners = new Set<(...args: T) => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tell(...args) {
      for (const listener of listeners) {
        try {
          listener(...args);
        } catch (error) {
          logger.error('A listener failed', { type: error instanceof Error ? error.name : typeof error });
        }
      }
    },
  };
}
