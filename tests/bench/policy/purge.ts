/**
 * Gate closed → purged and aborted: from the facts that close it, with an upload under way to a service that does not
 * answer and records waiting, until the receipt is there, nothing waits any more and the service has lost its sockets.
 */
import path from 'node:path';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createTelemetry } from '../../../electron/telemetry/telemetry.ts';
import { environmentWith, factsWith } from '../../electron/telemetry/facts.ts';
import { startTelemetryService } from '../../fakes/telemetry-service.ts';
import { nodeTransport } from '../../fakes/transport.ts';

const ROUNDS = 25;
const RECORDS = 500;
const TIMEOUT_MS = 30_000;

export async function purge(root: string): Promise<number[]> {
  const durationsMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) durationsMs.push(await measure(path.join(root, `spool-${round}`)));
  return durationsMs;
}

async function measure(directory: string): Promise<number> {
  const service = await startTelemetryService();
  service.behave('stall');
  const error = nodeTransport();
  const telemetry = createTelemetry({
    directory,
    clock: systemClock,
    logger: silentLogger,
    environment: environmentWith(),
    serviceUrl: () => service.url,
    transports: { census: nodeTransport(), usage: nodeTransport(), error },
    isOnline: () => true,
    facts: factsWith({ isNoticeShown: false }),
  });
  try {
    telemetry.start();
    telemetry.setFacts(factsWith({ isNoticeShown: false }));
    for (let i = 0; i < RECORDS; i++)
      telemetry.record('error.exception', { Process: 'main', ErrorType: 'TypeError', ErrorCode: `E${i}` });
    telemetry.flushNow();
    await until(() => service.begun() > 0 && error.openSockets() > 0);
    const startedMs = performance.now();
    const receipt = telemetry.setFacts(factsWith({ policy: 'stops', isNoticeShown: false })).at(-1);
    await until(() => error.openSockets() === 0);
    const durationMs = performance.now() - startedMs;
    const { pending, sending } = telemetry.status().categories.error.counts;
    if (
      !receipt ||
      receipt.purged + receipt.mayHaveArrived !== RECORDS ||
      receipt.aborted !== 1 ||
      pending + sending > 0
    )
      throw new Error(`not all was purged and aborted: ${JSON.stringify({ receipt, pending, sending })}`);
    return durationMs;
  } finally {
    await telemetry.stop();
    await service.close();
  }
}

async function until(condition: () => boolean): Promise<void> {
  const endMs = performance.now() + TIMEOUT_MS;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`nothing happened for ${TIMEOUT_MS} ms`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
