/**
 * Start-up resolution of the local sources: from making them to the gates that know them, over directories with files,
 * with every check of ownership. Telemetry runs all the while and must not send a byte before.
 */
import fs from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { createPolicyDirectory } from '../../../electron/policy/policy-directory.ts';
import { createTelemetry } from '../../../electron/telemetry/telemetry.ts';
import { environmentWith, NOTHING_KNOWN } from '../../electron/telemetry/facts.ts';
import { silentSource } from './measure.ts';

const ROUNDS = 50;
const FILES_EACH = 10;

/** @returns durations, and how many requests began before the sources were resolved */
export async function resolve(root: string): Promise<{ durationsMs: number[]; requestsBefore: number }> {
  const directories = (['managed.d', 'recommended.d'] as const).map((name) => path.join(root, 'policies', name));
  for (const directory of directories) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o755 });
    for (let i = 0; i < FILES_EACH; i++)
      fs.writeFileSync(path.join(directory, `${i}.json`), '{ "LoggingLevel": "off" }');
  }
  let requestsBefore = 0;
  const transport = {
    fetch: () => (requestsBefore++, Promise.reject(new Error('nothing may be sent'))),
    closeAllConnections: () => Promise.resolve(),
  };
  const telemetry = createTelemetry({
    directory: path.join(root, 'spool'),
    clock: systemClock,
    logger: silentLogger,
    environment: environmentWith(),
    serviceUrl: () => 'http://127.0.0.1:9',
    transports: { census: transport, usage: transport, error: transport },
    isOnline: () => true,
    facts: NOTHING_KNOWN,
  });
  telemetry.start();
  try {
    const durationsMs: number[] = [];
    for (let i = 0; i < ROUNDS; i++) durationsMs.push(await measure(directories));
    return { durationsMs, requestsBefore };
  } finally {
    await telemetry.stop();
  }
}

async function measure([managed = '', recommended = '']: readonly string[]): Promise<number> {
  const common = {
    clock: systemClock,
    logger: silentLogger,
    trust: { adminUid: process.getuid?.() ?? 0, base: path.dirname(managed) },
  };
  const startedMs = performance.now();
  const local = [
    createPolicyDirectory({ source: 'recommended', directory: recommended, ...common }),
    createPolicyDirectory({ source: 'machine', directory: managed, ...common }),
  ];
  const policy = createPolicy({ local, tenant: silentSource('tenant'), logger: silentLogger });
  await policy.start();
  const durationMs = performance.now() - startedMs;
  const { LoggingLevel } = policy.resolved();
  policy.stop();
  if (LoggingLevel.state !== 'set' || LoggingLevel.losers.length !== 2 * FILES_EACH - 1)
    throw new Error(`not all files counted: ${JSON.stringify(policy.problems())}`);
  return durationMs;
}
