/**
 * The telemetry service's contract in small: stores each (category, batch, sequence) once, then answers. A test decides
 * how each request goes wrong. Listens on loopback.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeProtobuf } from '../../common/otlp/decode-protobuf.ts';
import { decodeRequest, type IncomingRecord } from '../../common/otlp/decode.ts';
import { PROTOBUF } from '../../common/otlp/types.ts';
import { createWireWriter, DELIMITED, tagOf, VARINT } from '../../common/otlp/wire-writer.ts';
import type { Result } from '../../common/result.ts';
import { erasureRequest, TELEMETRY_PATHS, type ErasureAnswer } from '../../common/wire/telemetry.ts';

/**
 * - `store`: as it should be. `drop`: stores, then destroys the socket. `half-answer`: stores, then cuts its answer.
 * - `reset`: destroys the socket at once. `half-read`: after a part of the body. `stall`: reads, and never answers.
 */
export type Behaviour =
  | 'store'
  | 'drop'
  | 'half-answer'
  | 'reset'
  | 'half-read'
  | 'stall'
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: unknown }
  /** Stores all but these sequences. */
  | { readonly refuse: readonly { readonly sequence: number; readonly reason: string }[] };

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Inflated. */
  readonly body: Buffer;
  /** The body as text; what is no text in it is lost. */
  readonly text: string;
}
export interface FakeTelemetryService {
  readonly url: string;
  /** Requests that were read to their end, also those that were then refused. */
  readonly requests: ReceivedRequest[];
  /** Requests whose head arrived, however they ended. */
  begun(): number;
  /** What is stored, each once. */
  stored(): readonly IncomingRecord[];
  /** Records that came again and were not stored again. */
  repeats(): number;
  /** For all requests from now on; a list is used up one a request, its last stays. */
  behave(...behaviours: readonly Behaviour[]): void;
  /** The Date header; null: the real time. */
  setDate(ms: number | null): void;
  close(): Promise<void>;
}

/** The records of a request's inflated body. */
export const readLogs = (contentType: string | null | undefined, body: Uint8Array): Result<IncomingRecord[]> =>
  contentType === PROTOBUF
    ? decodeProtobuf(body)
    : decodeRequest(JSON.parse(Buffer.from(body).toString('utf8')) as unknown);

export async function startTelemetryService(): Promise<FakeTelemetryService> {
  const stored = new Map<string, IncomingRecord>();
  const erased = new Set<string>();
  const requests: ReceivedRequest[] = [];
  let script: Behaviour[] = ['store'];
  let repeats = 0;
  let begun = 0;
  let dateMs: number | null = null;

  const server = http.createServer((request, response) => {
    begun += 1;
    if (dateMs !== null) response.setHeader('date', new Date(dateMs).toUTCString());
    const isErasure = request.url === TELEMETRY_PATHS.erasure;
    const behaviour: Behaviour = (script.length > 1 ? script.shift() : script[0]) ?? 'store';
    if (behaviour === 'reset') return void request.socket.destroy();
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if (behaviour === 'half-read') request.socket.destroy();
    });
    request.on('end', () => {
      const sent = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
      const text = body.toString('utf8');
      requests.push({ path: request.url ?? '', headers: request.headers, body, text });
      if (behaviour === 'stall' || behaviour === 'half-read') return;
      if (typeof behaviour === 'object' && 'status' in behaviour) {
        response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
        return void response.end(JSON.stringify(behaviour.body ?? {}));
      }
      if (isErasure) return answer(response, erase(text));
      const refused = typeof behaviour === 'object' ? behaviour.refuse : [];
      store(request.headers['content-type'], body, new Set(refused.map(({ sequence }) => sequence)));
      if (behaviour === 'drop') return void request.socket.destroy();
      if (behaviour === 'half-answer') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"partialS');
        return void setTimeout(() => request.socket.destroy(), 10);
      }
      const partialSuccess = { rejectedLogRecords: refused.length, errorMessage: JSON.stringify(refused) };
      if (request.headers['content-type'] !== PROTOBUF)
        return answer(response, refused.length === 0 ? {} : { partialSuccess });
      response.writeHead(200, { 'content-type': PROTOBUF });
      response.end(refused.length === 0 ? '' : encodePartialSuccess(partialSuccess));
    });
  });

  function store(contentType: string | undefined, body: Uint8Array, except: ReadonlySet<number>): void {
    const decoded = readLogs(contentType, body);
    if (!decoded.ok) throw new Error(`the client sent what the service refuses: ${decoded.reason}`);
    for (const record of decoded.value) {
      if (except.has(record.sequence) || erased.has(record.batchId)) continue;
      const key = `${record.category} ${record.batchId} ${record.sequence}`;
      if (stored.has(key)) repeats += 1;
      else stored.set(key, record);
    }
  }

  function erase(text: string): ErasureAnswer {
    const { batches } = erasureRequest.parse(JSON.parse(text));
    return {
      results: batches.map(({ batchId, secret }) => {
        const hash = createHash('sha256').update(Buffer.from(secret, 'base64url')).digest('hex');
        const own = [...stored].filter(([, record]) => record.batchId === batchId);
        if (own.some(([, record]) => record.erasureHash !== hash)) return { batchId, outcome: 'refused', records: 0 };
        erased.add(batchId);
        for (const [key] of own) stored.delete(key);
        return { batchId, outcome: 'erased', records: own.length };
      }),
    };
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    begun: () => begun,
    stored: () => [...stored.values()],
    repeats: () => repeats,
    behave: (...behaviours) => void (script = [...behaviours]),
    setDate: (ms) => void (dateMs = ms),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function encodePartialSuccess(partial: { rejectedLogRecords: number; errorMessage: string }): Uint8Array {
  const writer = createWireWriter();
  writer.byte(tagOf(1, DELIMITED));
  const mark = writer.begin();
  writer.byte(tagOf(1, VARINT));
  writer.int(partial.rejectedLogRecords);
  writer.byte(tagOf(2, DELIMITED));
  writer.text(partial.errorMessage);
  writer.end(mark);
  return writer.take();
}

function answer(response: http.ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
