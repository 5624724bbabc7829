/** A client's telemetry with a real folder, a real service on loopback, and a clock that the test turns. */
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import type { Category } from '../../../common/catalogue/types.ts';
import type { IncomingRecord } from '../../../common/otlp/decode.ts';
import type { Result } from '../../../common/result.ts';
import type { RecordState, RecordView } from '../../../common/telemetry/views.ts';
import { createTelemetry, type Telemetry, type TelemetryDeps } from '../../../electron/telemetry/telemetry.ts';
import { fakeClock, type FakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { readLogs, startTelemetryService, type FakeTelemetryService } from '../../fakes/telemetry-service.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { nodeTransport, type FakeTransport } from '../../fakes/transport.ts';
import { environmentWith, factsWith } from './facts.ts';

export interface BegunRequest {
  readonly category: Category;
  readonly url: string;
  readonly init: RequestInit;
}
export interface World {
  readonly directory: string;
  readonly clock: FakeClock;
  readonly service: FakeTelemetryService;
  readonly logger: ReturnType<typeof capturingLogger>;
  readonly transports: { readonly [C in Category]: FakeTransport };
  /** Every request at the moment it began. */
  readonly begun: BegunRequest[];
  isOnline: boolean;
  /** A client on this folder; it is stopped when the test ends. */
  open(changes?: Partial<TelemetryDeps>): Telemetry;
}

export async function createWorld(): Promise<World> {
  const service = await startTelemetryService();
  onTestFinished(() => service.close());
  const begun: BegunRequest[] = [];
  const partition = (category: Category): FakeTransport =>
    nodeTransport((url, init) => void begun.push({ category, url, init }));
  const world: World = {
    directory: tempDirectory(),
    clock: fakeClock(),
    service,
    logger: capturingLogger(),
    transports: { census: partition('census'), usage: partition('usage'), error: partition('error') },
    begun,
    isOnline: true,
    open(changes) {
      const telemetry = createTelemetry({
        directory: world.directory,
        clock: world.clock,
        logger: world.logger,
        environment: environmentWith(),
        serviceUrl: () => service.url,
        transports: world.transports,
        isOnline: () => world.isOnline,
        facts: factsWith(),
        random: () => 0.5,
        ...changes,
      });
      onTestFinished(() => telemetry.stop());
      return telemetry;
    },
  };
  return world;
}

const DEADLINE_MS = 20_000;

/** Lets real sockets and the fake clock go on, `stepMs` at a time, until `condition` holds. */
export async function until(
  clock: FakeClock,
  condition: () => boolean,
  what = 'the condition',
  stepMs = 10,
): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${what} did not come true in ${DEADLINE_MS} ms`);
    clock.advance(stepMs);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Gives everything that could still happen the time to happen. */
export async function quiet(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 20; i++) {
    clock.advance(10);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

export const recordsOf = (telemetry: Telemetry, category: Category, state?: RecordState): readonly RecordView[] =>
  telemetry.records({ category, state, limit: 500 });

/** The exact bytes before gzip, one character a byte. */
export const bodyOf = ({ init }: Pick<BegunRequest, 'init'>): string =>
  gunzipSync(init.body as Uint8Array<ArrayBuffer>).toString('latin1');

/** What a request says. */
export const logsOf = (request: Pick<BegunRequest, 'init'>): Result<IncomingRecord[]> =>
  readLogs(new Headers(request.init.headers).get('content-type'), Buffer.from(bodyOf(request), 'latin1'));

/** Records one error whose code can be told apart. */
export const recordError = (telemetry: Telemetry, code: string): void =>
  telemetry.record('error.exception', { Process: 'main', ErrorType: 'TypeError', ErrorCode: code });
