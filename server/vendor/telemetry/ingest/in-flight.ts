/** How much the service works on at once: beyond it, senders are told to come back rather than memory running out. */
import type { ServiceLimits } from '../limits.ts';

/** One request's share of the memory. */
export interface Lease {
  /** False when `sizeBytes` more do not fit; nothing is taken then. */
  take(sizeBytes: number): boolean;
  /** Gives all of it back; must be called exactly once. */
  release(): void;
}
export interface InFlight {
  /** null when too many requests are under way. */
  enter(): Lease | null;
}

export function createInFlight(limits: Pick<ServiceLimits, 'maxRequestsInFlight' | 'maxBytesInFlight'>): InFlight {
  let requests = 0;
  let bytes = 0;
  return {
    enter() {
      if (requests >= limits.maxRequestsInFlight) return null;
      requests += 1;
      let own = 0;
      return {
        take(sizeBytes) {
          if (bytes + sizeBytes > limits.maxBytesInFlight) return false;
          bytes += sizeBytes;
          own += sizeBytes;
          return true;
        },
        release() {
          requests -= 1;
          bytes -= own;
          own = 0;
        },
      };
    },
  };
}
