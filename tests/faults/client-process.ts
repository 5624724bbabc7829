/**
 * A client's telemetry as a process of its own, to be killed. Records without pause, uploads all the time, and says on
 * its standard output what is committed. Arguments: folder, address of the service, upload token, number of the run,
 * `record` or `drain`.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../electron/clock.ts';
import { silentLogger } from '../../electron/logging/logger.ts';
import { createTelemetry } from '../../electron/telemetry/telemetry.ts';
import { environmentWith, factsWith, NOTHING_KNOWN } from '../electron/telemetry/facts.ts';
import { nodeTransport } from '../fakes/transport.ts';

const LIFETIME_MS = 30_000;
const RECORDS_PER_TURN = 3;
const [directory = '', serviceUrl = '', uploadToken = '', run = '', mode = 'record'] = process.argv.slice(2);

// Nobody's orphan: ends with its parent, and by itself.
process.stdin.on('end', () => process.exit(2)).resume();
setTimeout(() => process.exit(3), LIFETIME_MS).unref();

const telemetry = createTelemetry({
  directory,
  clock: systemClock,
  logger: silentLogger,
  environment: environmentWith(),
  serviceUrl: () => serviceUrl,
  transports: { census: nodeTransport(), usage: nodeTransport(), error: nodeTransport() },
  isOnline: () => true,
  facts: NOTHING_KNOWN,
});
const record = (code: string): void =>
  telemetry.record('error.exception', { Process: 'main', ErrorType: 'Error', ErrorCode: code });

telemetry.start();
if (mode === 'record') {
  // Without a right: nothing known, another account without an opt-in, a policy in doubt.
  const rightless = [
    NOTHING_KNOWN,
    factsWith({ account: 'bob', consent: 'out', isNoticeShown: false, uploadToken }),
    factsWith({ policy: 'unknown', isNoticeShown: false, uploadToken }),
  ];
  for (const [index, facts] of rightless.entries()) {
    telemetry.setFacts(facts);
    record(`X${run}N${index}`);
  }
}
telemetry.setFacts(factsWith({ isNoticeShown: false, uploadToken }));
if (mode === 'record') recordTurns(0);
else drain();

function recordTurns(from: number): void {
  for (let n = from; n < from + RECORDS_PER_TURN; n++) record(`R${run}N${n}`);
  setImmediate(() => {
    // The turn in which these were recorded has ended.
    writeSync(1, `${from + RECORDS_PER_TURN - 1}\n`);
    telemetry.flushNow();
    setTimeout(() => recordTurns(from + RECORDS_PER_TURN), 1);
  });
}

function drain(): void {
  const { pending, sending } = telemetry.status().categories.error.counts;
  if (pending + sending === 0) void telemetry.stop().then(() => process.exit(0));
  else {
    telemetry.flushNow();
    setTimeout(drain, 20);
  }
}
