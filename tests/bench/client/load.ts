/**
 * One load on the client's telemetry, in a process of its own so that its CPU time and memory are its own. Arguments:
 * what to do, spool folder, service. Prints one line of JSON. The service is another process, as it is in life.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../../electron/clock.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createTelemetry, type Telemetry } from '../../../electron/telemetry/telemetry.ts';
import { environmentWith, factsWith } from '../../electron/telemetry/facts.ts';
import { nodeTransport } from '../../fakes/transport.ts';

export const BURST_RECORDS = 100_000;
export const PACED_RECORDS = 50_000;
const RECORDS_PER_SECOND = 5_000;
/** A little beyond a multiple of what is committed at once, so that the last turn is cut short. */
export const KILLED_AFTER = 50_037;
const WARM_UP_RECORDS = 3_000;
const DELIVERY_TIMEOUT_MS = 120_000;
const MIB = 1024 * 1024;

const FIELDS = {
  Process: 'main',
  ErrorType: 'TypeError',
  Frames: ['openConversation@electron/conversations/window.mjs:1203:17', 'deliver@electron/main.mjs:88:5'],
} as const;
const record = (telemetry: Telemetry, n: number): void =>
  telemetry.record('error.exception', { ...FIELDS, ErrorCode: `E${n}` });

function openTelemetry(directory: string, serviceUrl: string, isOnline: boolean): Telemetry {
  const telemetry = createTelemetry({
    directory,
    clock: systemClock,
    logger: silentLogger,
    environment: environmentWith(),
    serviceUrl: () => serviceUrl,
    transports: { census: nodeTransport(), usage: nodeTransport(), error: nodeTransport() },
    isOnline: () => isOnline,
    facts: factsWith({ isNoticeShown: false }),
  });
  telemetry.start();
  return telemetry;
}

async function delivered(telemetry: Telemetry): Promise<void> {
  const end = performance.now() + DELIVERY_TIMEOUT_MS;
  for (;;) {
    const { pending, sending } = telemetry.status().categories.error.counts;
    if (pending + sending === 0) return;
    if (performance.now() > end) return;
    await pause(250);
  }
}

const mainCpuUs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

/** Highest resident memory while it runs. */
function watchMemory(): () => number {
  const before = process.memoryUsage.rss();
  let highest = before;
  const timer = setInterval(() => (highest = Math.max(highest, process.memoryUsage.rss())), 50);
  return () => {
    clearInterval(timer);
    return (Math.max(highest, process.memoryUsage.rss()) - before) / MIB;
  };
}

const watchLoop = (): (() => number) => {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  return () => {
    histogram.disable();
    return Math.max(0, histogram.max / 1e6 - 1);
  };
};

function quantiles(durationsUs: Float64Array): { p50Us: number; p99Us: number } {
  const sorted = durationsUs.toSorted();
  return { p50Us: sorted[Math.floor(sorted.length * 0.5)] ?? 0, p99Us: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}

/** Calls `one` at a steady rate, as many at a time as are due. */
async function paced(count: number, one: (n: number) => void): Promise<void> {
  const startedMs = performance.now();
  for (let n = 0; n < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - startedMs) * RECORDS_PER_SECOND) / 1_000));
    for (; n < due; n++) one(n);
    await pause(1);
  }
}

/** What pacing itself costs, so that it is not put on the account of what is measured. */
async function idlePacingUs(): Promise<number> {
  const before = mainCpuUs();
  await paced(RECORDS_PER_SECOND * 2, () => {});
  return (mainCpuUs() - before) / (RECORDS_PER_SECOND * 2);
}

const LOADS: { readonly [name: string]: (directory: string, serviceUrl: string) => Promise<object> } = {
  async paced(directory, serviceUrl) {
    const pacingUs = await idlePacingUs();
    const telemetry = openTelemetry(directory, serviceUrl, true);
    await paced(WARM_UP_RECORDS, (n) => record(telemetry, n));
    await delivered(telemetry);
    const rss = watchMemory();
    const cpu = mainCpuUs();
    await paced(PACED_RECORDS, (n) => record(telemetry, WARM_UP_RECORDS + n));
    await delivered(telemetry);
    const mainUs = (mainCpuUs() - cpu) / PACED_RECORDS - pacingUs;
    const rssMiB = rss();
    await telemetry.stop();
    return { mainUs, pacingUs, rssMiB };
  },

  async latency(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, true);
    await paced(WARM_UP_RECORDS, (n) => record(telemetry, n));
    const durationsUs = new Float64Array(PACED_RECORDS / 2);
    const longest = watchLoop();
    await paced(durationsUs.length, (n) => {
      const before = performance.now();
      record(telemetry, WARM_UP_RECORDS + n);
      durationsUs[n] = (performance.now() - before) * 1_000;
    });
    await delivered(telemetry);
    const longestBlockMs = longest();
    await telemetry.stop();
    return { ...quantiles(durationsUs), longestBlockMs };
  },

  async burst(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, true);
    await paced(WARM_UP_RECORDS, (n) => record(telemetry, n));
    await delivered(telemetry);
    const rss = watchMemory();
    const cpu = mainCpuUs();
    for (let n = 0; n < BURST_RECORDS; n++) record(telemetry, WARM_UP_RECORDS + n);
    const loopUs = (mainCpuUs() - cpu) / BURST_RECORDS;
    await delivered(telemetry);
    const mainUs = (mainCpuUs() - cpu) / BURST_RECORDS;
    const rssMiB = rss();
    await telemetry.stop();
    return { mainUs, loopUs, rssMiB };
  },

  /** Apart from the burst, since watching costs time too. */
  async blocks(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, true);
    await paced(WARM_UP_RECORDS, (n) => record(telemetry, n));
    await delivered(telemetry);
    let longestCallMs = 0;
    for (let n = 0; n < BURST_RECORDS; n++) {
      const before = performance.now();
      record(telemetry, WARM_UP_RECORDS + n);
      longestCallMs = Math.max(longestCallMs, performance.now() - before);
    }
    await new Promise((resolve) => setImmediate(resolve));
    await pause(2);
    const longest = watchLoop();
    await delivered(telemetry);
    const longestTurnMs = longest();
    await telemetry.stop();
    return { longestCallMs, longestTurnMs };
  },

  async purge(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, false);
    for (let n = 0; n < BURST_RECORDS; n++) record(telemetry, n);
    telemetry.status();
    await pause(200);
    const longest = watchLoop();
    await pause(20);
    const before = performance.now();
    telemetry.setFacts(factsWith({ isNoticeShown: false, consent: 'out' }));
    const callMs = performance.now() - before;
    await pause(5_000);
    const longestTurnMs = longest();
    const { purged } = telemetry.status().categories.error.counts;
    await telemetry.stop();
    return { callMs, longestTurnMs, purged };
  },

  /** Never ends by itself: the parent kills it. */
  async kill(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, false);
    for (let n = 0; n < KILLED_AFTER; n++) record(telemetry, n);
    process.kill(process.pid, 'SIGKILL');
    await pause(DELIVERY_TIMEOUT_MS);
    return {};
  },

  async deliver(directory, serviceUrl) {
    const telemetry = openTelemetry(directory, serviceUrl, true);
    await delivered(telemetry);
    await telemetry.stop();
    return {};
  },

  /** The yardstick: what an application must do at least to have a record as text. */
  async stringify() {
    const pacingUs = await idlePacingUs();
    const fields = { ...factsWith().identity, ...environmentWith(), ...FIELDS };
    let length = 0;
    const one = (n: number): void => {
      length += JSON.stringify({ ...fields, ErrorCode: `E${n}`, at: Date.now() }).length;
    };
    await paced(WARM_UP_RECORDS, one);
    const durationsUs = new Float64Array(PACED_RECORDS / 2);
    const cpu = mainCpuUs();
    await paced(PACED_RECORDS / 2, one);
    const mainUs = (mainCpuUs() - cpu) / (PACED_RECORDS / 2) - pacingUs;
    await paced(durationsUs.length, (n) => {
      const before = performance.now();
      one(n);
      durationsUs[n] = (performance.now() - before) * 1_000;
    });
    const burstCpu = mainCpuUs();
    for (let n = 0; n < BURST_RECORDS; n++) one(n);
    return { ...quantiles(durationsUs), mainUs, burstUs: (mainCpuUs() - burstCpu) / BURST_RECORDS, length };
  },
};

if (import.meta.main) {
  // The system clock never keeps a process alive; this does, for as long as the load runs.
  const alive = setInterval(() => {}, 1_000);
  const [name = '', directory = '', serviceUrl = ''] = process.argv.slice(2);
  const result = await LOADS[name]?.(directory, serviceUrl);
  clearInterval(alive);
  console.log(JSON.stringify(result ?? {}));
}
