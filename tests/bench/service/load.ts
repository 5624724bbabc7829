/** Sends bodies to a host, as fast as it takes them or at a given rate, and tells what that took. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TELEMETRY_PATHS } from '../../../common/wire/telemetry.ts';
import { MEDIA_TYPE, RECORDS_PER_BATCH, type Bodies, type FormName } from './bodies.ts';
import { UPLOAD_TOKEN, type HostKind, type HostReply } from './host.ts';

/** Enough for a group to share a sync, few enough to be a service's day. */
const CONNECTIONS = 16;
const STOP_TIMEOUT_MS = 10_000;

export interface Host {
  /** Resolves with the status once the answer was read. */
  send(body: Buffer, form: FormName): Promise<void>;
  cpuMs(): Promise<number>;
  close(): Promise<void>;
}

export async function startHost(kind: HostKind, folder: string): Promise<Host> {
  const child = fork(path.join(import.meta.dirname, 'host.ts'), [kind, folder]);
  const url = new URL(TELEMETRY_PATHS.logs, (await reply(child)).url);
  const agent = new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    send: (body, form) =>
      new Promise((resolve, reject) => {
        const headers = {
          'content-type': MEDIA_TYPE[form],
          'content-encoding': 'gzip',
          'content-length': body.length,
          authorization: `Bearer ${UPLOAD_TOKEN}`,
        };
        const request = http.request(url, { method: 'POST', agent, headers }, (response) => {
          let answer = '';
          response.setEncoding('utf8').on('data', (text: string) => (answer += text));
          response.on('error', reject);
          response.on('end', () => {
            // Anything in an answer but `{}` or nothing would be records that were refused.
            if (response.statusCode === 200 && answer.length <= 2) resolve();
            else reject(new Error(`${kind} answered ${response.statusCode}: ${answer.slice(0, 200)}`));
          });
        });
        request.on('error', reject);
        request.end(body);
      }),
    async cpuMs() {
      child.send('cpu');
      return (await reply(child)).cpuMs ?? Number.NaN;
    },
    async close() {
      agent.destroy();
      const ended = once(child, 'exit');
      child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(force);
    },
  };
}

async function reply(child: ChildProcess): Promise<HostReply> {
  const [answer] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`the host ended with ${String(code)}`);
    }),
  ])) as [HostReply];
  return answer;
}

/** All bodies, always `CONNECTIONS` under way. @returns records per second of the host's CPU time */
export async function throughput(host: Host, bodies: Bodies, form: FormName): Promise<number> {
  const before = await host.cpuMs();
  const rest = bodies.values();
  const send = async (): Promise<void> => {
    for (const body of rest) await host.send(body, form);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, send));
  return (bodies.length * RECORDS_PER_BATCH * 1_000) / ((await host.cpuMs()) - before);
}

export interface Latency {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Sends at a rate whatever the host does, and counts from when a body was due, so that a stall counts for all. */
export async function latency(host: Host, bodies: Bodies, form: FormName, recordsPerSecond: number): Promise<Latency> {
  const intervalMs = (RECORDS_PER_BATCH * 1_000) / recordsPerSecond;
  const startMs = performance.now();
  const sending: Promise<number>[] = [];
  for (const [i, body] of bodies.entries()) {
    const dueMs = startMs + i * intervalMs;
    while (performance.now() < dueMs) await pause(Math.max(0, dueMs - performance.now()));
    sending.push(host.send(body, form).then(() => performance.now() - dueMs));
  }
  const sorted = (await Promise.all(sending)).toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
