/** What the rest of the client sees of the telemetry pipeline, and what the pipeline is given. No Electron in here. */
import type { CounterName, EventFields, EventName } from '../../common/catalogue/catalogue.ts';
import type { Category } from '../../common/catalogue/types.ts';
import type { GateFacts } from '../../common/consent/decide.ts';
import type { RecordsQuery } from '../../common/ipc/contract.ts';
import type { Principal } from '../../common/principal.ts';
import type { Result } from '../../common/result.ts';
import type {
  BodyView,
  ClosingReceipt,
  ErasureReceipt,
  RecordView,
  TelemetryStatus,
} from '../../common/telemetry/views.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import type { Transport } from '../network.ts';

export interface TelemetryIdentity {
  readonly accountId: string;
  readonly sipUri: string | null;
  /** base64url of 32 bytes: the organization's key of the client hash. */
  readonly hashingKey: string;
}

/** Everything that rights and identity depend on, as one value that is replaced whole. */
export interface TelemetryFacts {
  readonly principal: Principal;
  /** Of that principal. */
  readonly gate: GateFacts;
  /** Null while signed out. */
  readonly identity: TelemetryIdentity | null;
  /** The registered name of the organization; never taken from an address. */
  readonly organizationName: string | null;
  /** The guest token while signed out, if it is known. Usage and error wait while it is null. */
  readonly uploadToken: string | null;
}

export interface Environment {
  readonly appName: string;
  readonly appVersion: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly deviceModel: string | null;
  readonly language: string;
  readonly region: string | null;
  ipAddress(): string | null;
  /** The operating system's own ID of this installation; only a keyed hash of it is kept. Null when it has none. */
  machineId(): string | null;
}

export interface TelemetryDeps {
  /** Made with mode 0700 when missing. On local disk, outside backup. */
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly environment: Environment;
  /** Base address of the vendor's telemetry service, for instance `https://telemetry.example`; asked for each request. */
  readonly serviceUrl: () => string;
  /** One network partition a category. */
  readonly transports: { readonly [C in Category]: Transport };
  isOnline(): boolean;
  /** What is known at construction: as a rule nothing. Nothing is purged on its account; `setFacts` does that. */
  readonly facts: TelemetryFacts;
  /** Spread of the back-off, in [0, 1); `Math.random` unless given. */
  readonly random?: () => number;
}

export interface Telemetry {
  /** Never throws. What has no right, or does not fit the catalogue, is not recorded. */
  record<E extends EventName>(event: E, fields: EventFields<E>): void;
  /** Raises a usage counter of this UTC hour; does nothing while usage is not open. */
  count(counter: CounterName, by?: number): void;
  /** Raises the sign-in counters of the next census. */
  countSignIn(outcome: 'attempt' | 'failure'): void;
  /**
   * Synchronous: a gate that the new facts close has stopped when this returns. Its request is aborted, its sockets
   * are being destroyed, its pending records are purged. Returns one receipt for each gate that closed now.
   */
  setFacts(facts: TelemetryFacts): readonly ClosingReceipt[];
  status(): TelemetryStatus;
  /** Newest first; records of the current principal and of the signed-out state. */
  records(query: RecordsQuery): readonly RecordView[];
  /** Null when unknown, not of this principal, or no longer kept. */
  body(batchId: string): BodyView | null;
  /** Asks the service to erase what it holds or may hold of this category and principal. */
  erase(category: Category): Promise<Result<ErasureReceipt, 'offline' | 'nothing-to-erase'>>;
  /** The account was removed from this device: purges everything that belongs to it. */
  removePrincipal(principal: Principal): void;
  /** Tells that status or records changed, at most about ten times a second. @returns ends the subscription */
  onChanged(listener: () => void): () => void;
  /** Commits and tries to upload at once; only a service's Retry-After is still waited for. */
  flushNow(): void;
  /** Turns the counters of the running hour into records too (development builds, tests). */
  flushUsage(): void;
  /** The computer woke up: monotonic clocks may have stood still, so the clock watch begins anew. */
  resumed(): void;
  start(): void;
  /** Commits what is in memory, ends timers and requests, closes the spool. A cut-off request is repeated next time. */
  stop(): Promise<void>;
}
