/**
 * What the telemetry service costs: durable records per second of its CPU time, time to the acknowledgement, bytes at
 * rest. Each beside yardsticks with the same bodies in the same run, since only ratios survive another machine.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { makeBodies, RECORDS_PER_BATCH, type Bodies, type FormName } from './service/bodies.ts';
import { STORE_FILE, type HostKind } from './service/host.ts';
import { decodeByLibrary } from './service/library.ts';
import { latency, startHost, throughput, type Latency } from './service/load.ts';

/** One round takes a few seconds; the median of the rounds counts. */
const ROUNDS = 3;
const WARM_UP_BATCHES = 150;
const THROUGHPUT_BATCHES = 300;
const RECORDS_PER_SECOND = 20_000;
const LATENCY_SECONDS = 3;
const LATENCY_BATCHES = (RECORDS_PER_SECOND / RECORDS_PER_BATCH) * LATENCY_SECONDS;

interface Load {
  readonly warmUp: Bodies;
  readonly rounds: readonly Bodies[];
  readonly paced: Bodies;
}
interface Served {
  readonly perCoreSecond: number;
  readonly ack: Latency;
}

export async function bench(): Promise<object> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
  try {
    const loads = { json: makeLoad('json'), protobuf: makeLoad('protobuf') };
    const parse = inProcess(loads.json, (bytes) => void JSON.parse(bytes.toString('utf8')));
    const decode = inProcess(loads.protobuf, decodeByLibrary);
    const ownDecode = inProcess(loads.protobuf, (bytes) => void decodeProtobuf(bytes));
    const serve = async (kind: HostKind, form: FormName): Promise<Served & { folder: string }> => {
      const folder = fs.mkdtempSync(path.join(root, `${kind}-`));
      return { ...(await served(kind, folder, form, loads[form])), folder };
    };
    const json = await serve('parley', 'json');
    const protobuf = await serve('parley', 'protobuf');
    const bare = await serve('bare', 'protobuf');
    const file = await serve('file', 'protobuf');
    return {
      sqlite: rounded({
        jsonPerCoreSecond: json.perCoreSecond,
        protobufPerCoreSecond: protobuf.perCoreSecond,
        jsonAckP50Ms: json.ack.p50Ms,
        jsonAckP99Ms: json.ack.p99Ms,
        ackP50Ms: protobuf.ack.p50Ms,
        ackP99Ms: protobuf.ack.p99Ms,
        bytesPerRecord: bytesPerRecord(protobuf.folder),
        jsonRatio: json.perCoreSecond / parse,
        protobufRatio: protobuf.perCoreSecond / decode,
        ackP99Ratio: protobuf.ack.p99Ms / file.ack.p99Ms,
      }),
      yardsticks: rounded({
        gunzipJsonParsePerCoreSecond: parse,
        gunzipProtobufjsPerCoreSecond: decode,
        gunzipOwnDecoderPerCoreSecond: ownDecode,
        bareFastifyPerCoreSecond: bare.perCoreSecond,
        bareFastifyAckP99Ms: bare.ack.p99Ms,
        appendedFilePerCoreSecond: file.perCoreSecond,
        appendedFileAckP50Ms: file.ack.p50Ms,
        appendedFileAckP99Ms: file.ack.p99Ms,
        jsonWireBytesPerRecord: wireBytes(loads.json),
        protobufWireBytesPerRecord: wireBytes(loads.protobuf),
      }),
    };
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

const makeLoad = (form: FormName): Load => ({
  warmUp: makeBodies(form, WARM_UP_BATCHES),
  rounds: Array.from({ length: ROUNDS }, () => makeBodies(form, THROUGHPUT_BATCHES)),
  paced: makeBodies(form, LATENCY_BATCHES),
});

async function served(kind: HostKind, folder: string, form: FormName, load: Load): Promise<Served> {
  const host = await startHost(kind, folder);
  try {
    await throughput(host, load.warmUp, form);
    const rates: number[] = [];
    for (const bodies of load.rounds) rates.push(await throughput(host, bodies, form));
    return { perCoreSecond: median(rates), ack: await latency(host, load.paced, form, RECORDS_PER_SECOND) };
  } finally {
    await host.close();
  }
}

/** Inflating and `work` alone, without a service. @returns records per second of CPU time */
function inProcess(load: Load, work: (bytes: Buffer) => void): number {
  const rates = [load.warmUp, ...load.rounds].map((bodies) => {
    const before = process.cpuUsage();
    for (const body of bodies) work(gunzipSync(body));
    const { user, system } = process.cpuUsage(before);
    return (bodies.length * RECORDS_PER_BATCH * 1_000_000) / (user + system);
  });
  return median(rates.slice(1));
}

/** Everything in the store's file, indexes and all, once the write-ahead log is in it. */
function bytesPerRecord(folder: string): number {
  const database = new DatabaseSync(path.join(folder, STORE_FILE));
  const row = database
    .prepare(
      `SELECT (SELECT count(*) FROM records) AS records,
         (SELECT (page_count - freelist_count) * page_size
          FROM pragma_page_count, pragma_freelist_count, pragma_page_size) AS bytes`,
    )
    .get();
  database.close();
  return Number(row?.['bytes']) / Number(row?.['records']);
}

function wireBytes({ rounds }: Load): number {
  const bodies = rounds.flat();
  return bodies.reduce((sum, body) => sum + body.length, 0) / (bodies.length * RECORDS_PER_BATCH);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** Three digits are more than a shared machine tells apart. */
const rounded = (numbers: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value.toPrecision(3))]));
