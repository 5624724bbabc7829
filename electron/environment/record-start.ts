/** What a start leaves behind: counters for usage, and how long it took for error reports; each only where there is a right. */
import os from 'node:os';
import type { RunMarker } from '../errors/run-marker.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

const MIB = 2 ** 20;

export function recordStart(
  telemetry: Pick<Telemetry, 'count' | 'record'>,
  marker: RunMarker,
  startUpMs: number,
): void {
  telemetry.count('usage.stability/Starts');
  if (marker.wasUncleanExit) telemetry.count('usage.stability/UncleanExits');
  telemetry.record('error.performance', {
    StartUpMs: Math.round(startUpMs),
    MemoryMiB: Math.round(process.memoryUsage.rss() / MIB),
    ProcessorCount: os.availableParallelism(),
    TotalMemoryMiB: Math.round(os.totalmem() / MIB),
  });
}
