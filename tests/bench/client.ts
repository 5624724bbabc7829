/**
 * What telemetry costs the client: time of record(), CPU of the main thread, memory, bytes on the wire, what a burst
 * and kill -9 lose. Each load runs in a process of its own against a service on loopback that stores and answers.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { decodeRequest } from '../../common/otlp/decode.ts';
import { projectRoot } from '../../tools/project.ts';
import { BURST_RECORDS, KILLED_AFTER, PACED_RECORDS } from './client/load.ts';

const LOAD = path.join(import.meta.dirname, 'client', 'load.ts');
const FULL_BATCH = 500;
const LOAD_ROUNDS = 5;

type Numbers = { readonly [name: string]: number };

export async function bench(): Promise<object> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
  const service = await startService();
  const load = (name: string, spool = name): Promise<Numbers> => run([LOAD, name, path.join(root, spool), service.url]);
  try {
    const stringify = await load('stringify');
    const latency = await load('latency');
    service.forget();
    const paced = await load('paced');
    const pacedStored = service.stored();
    service.forget();
    const burst = await load('burst');
    const burstStored = service.stored();
    const blocks = await load('blocks');
    const purge = await load('purge');
    service.forget();
    await load('kill');
    await load('deliver', 'kill');
    const survived = service.stored();
    return {
      parley: rounded({
        p50Us: latency['p50Us'],
        p99Us: latency['p99Us'],
        mainUsPaced: paced['mainUs'],
        mainUsBurst: burst['mainUs'],
        longestCallMs: blocks['longestCallMs'],
        longestTurnPacedMs: latency['longestBlockMs'],
        longestTurnBurstMs: blocks['longestTurnMs'],
        pacedDelivered: pacedStored.codes.size / (PACED_RECORDS + 3_000),
        burstDelivered: burstStored.codes.size / (BURST_RECORDS + 3_000),
        burstTwice: burstStored.records - burstStored.codes.size,
        wireBytes: burstStored.wireBytes,
        rssMiBPaced: paced['rssMiB'],
        rssMiBBurst: burst['rssMiB'],
        loadMs: await moduleLoadMs(root),
        purgeCallMs: purge['callMs'],
        purgeLongestTurnMs: purge['longestTurnMs'],
        purged: purge['purged'],
        killedAfter: KILLED_AFTER,
        surviveKill: survived.codes.size,
      }),
      stringifyOnly: rounded({
        p50Us: stringify['p50Us'],
        p99Us: stringify['p99Us'],
        mainUsPaced: stringify['mainUs'],
        mainUsBurst: stringify['burstUs'],
      }),
      ratios: rounded({
        pacedToStringify: ratio(paced['mainUs'], stringify['mainUs']),
        burstToStringify: ratio(burst['mainUs'], stringify['burstUs']),
      }),
    };
  } finally {
    await service.close();
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** A child that prints one line of JSON; one that killed itself as its load says prints nothing. */
function run(args: readonly string[]): Promise<Numbers> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--no-warnings', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(text) as Numbers);
      else if (signal === 'SIGKILL') resolve({});
      else reject(new Error(`${args.join(' ')} ended with ${code ?? signal}`));
    });
  });
}

interface Stored {
  readonly codes: ReadonlySet<string>;
  readonly records: number;
  /** Per record of full batches. */
  readonly wireBytes: number;
}

async function startService(): Promise<{ url: string; stored(): Stored; forget(): void; close(): Promise<void> }> {
  let bodies: { readonly bytes: Buffer; readonly contentType: string | undefined }[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push({ bytes: Buffer.concat(chunks), contentType: request.headers['content-type'] });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    forget: () => void (bodies = []),
    close: () => new Promise((resolve) => server.close(() => resolve())),
    stored() {
      const codes = new Set<string>();
      let records = 0;
      const full = { bytes: 0, records: 0 };
      for (const { bytes, contentType } of bodies) {
        const inflated = gunzipSync(bytes);
        const read =
          contentType === 'application/x-protobuf'
            ? decodeProtobuf(inflated)
            : decodeRequest(JSON.parse(inflated.toString('utf8')));
        if (!read.ok) throw new Error(read.reason);
        const errors = read.value.filter(({ category }) => category === 'error');
        for (const { fields } of errors) codes.add(String(fields['ErrorCode']));
        records += errors.length;
        if (errors.length !== FULL_BATCH) continue;
        full.bytes += bytes.length;
        full.records += errors.length;
      }
      return { codes, records, wireBytes: full.bytes / full.records };
    },
  };
}

/** The module as it is shipped: bundled. The median of fresh processes. */
async function moduleLoadMs(root: string): Promise<number> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: projectRoot,
    ssr: { noExternal: true },
    build: {
      ssr: path.join(projectRoot, 'electron/telemetry/telemetry.ts'),
      target: 'node24',
      outDir: root,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'telemetry.mjs', format: 'esm', codeSplitting: false } },
    },
  });
  const file = JSON.stringify(path.join(root, 'telemetry.mjs'));
  const script = `const before = performance.now(); await import(${file}); console.log(JSON.stringify({ loadMs: performance.now() - before }));`;
  const times: number[] = [];
  for (let round = 0; round < LOAD_ROUNDS; round++)
    times.push((await run(['--input-type=module', '--eval', script]))['loadMs'] ?? Number.NaN);
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

const ratio = (a: number | undefined, b: number | undefined): number => (a ?? Number.NaN) / (b ?? Number.NaN);

const rounded = (numbers: Readonly<Record<string, number | undefined>>): Numbers =>
  Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, Math.round((value ?? Number.NaN) * 1_000) / 1_000]),
  );
