/**
 * How much the service works on at once: beyond it, senders are told to come back rather than memory running out. One
 * network holds a share at most, so that slow senders wear out their own share and not everybody's.
 */
import type { ServiceLimits } from '../limits.ts';

/** One request's share of the memory. */
export interface Lease {
  /** False when `sizeBytes` more do not fit; nothing is taken then. */
  take(sizeBytes: number): boolean;
  /** Gives all of it back; must be called exactly once. */
  release(): void;
}
export interface InFlight {
  /** null when too many requests are under way, of this network or of all. */
  enter(network: string): Lease | null;
}
export type InFlightLimits = Pick<
  ServiceLimits,
  'maxRequestsInFlight' | 'maxBytesInFlight' | 'maxRequestsPerNetwork' | 'maxBytesPerNetwork'
>;

interface Use {
  requests: number;
  bytes: number;
}

export function createInFlight(limits: InFlightLimits): InFlight {
  const all: Use = { requests: 0, bytes: 0 };
  const byNetwork = new Map<string, Use>();
  return {
    enter(network) {
      const ofNetwork = byNetwork.get(network) ?? { requests: 0, bytes: 0 };
      if (all.requests >= limits.maxRequestsInFlight || ofNetwork.requests >= limits.maxRequestsPerNetwork) return null;
      const uses = [all, ofNetwork];
      byNetwork.set(network, ofNetwork);
      for (const use of uses) use.requests += 1;
      let own = 0;
      return {
        take(sizeBytes) {
          if (all.bytes + sizeBytes > limits.maxBytesInFlight) return false;
          if (ofNetwork.bytes + sizeBytes > limits.maxBytesPerNetwork) return false;
          for (const use of uses) use.bytes += sizeBytes;
          own += sizeBytes;
          return true;
        },
        release() {
          for (const use of uses) {
            use.requests -= 1;
            use.bytes -= own;
          }
          own = 0;
          // Kept no longer than its requests: addresses are not to be remembered.
          if (ofNetwork.requests === 0) byNetwork.delete(network);
        },
      };
    },
  };
}
