/**
 * A proxy on loopback between client and telemetry service that keeps every byte, so that what the client says it sent
 * can be compared with what it sent. It can lose answers and refuse connections, as networks do.
 */
import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { AddressInfo } from 'node:net';

export interface RecordedRequest {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  /** The body as it was before compression. */
  readonly body: Buffer;
  /** Null when no answer was passed on. */
  status: number | null;
}
export type Weather = 'fair' | 'refuse' | 'lose-answers' | 'stall';

export interface RecordingProxy {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** `refuse` destroys connections, `lose-answers` forwards and then destroys, `stall` never forwards nor answers. */
  setWeather(weather: Weather): void;
  close(): Promise<void>;
}

export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const requests: RecordedRequest[] = [];
  let weather: Weather = 'fair';

  const server = http.createServer((incoming, answer) => {
    if (weather === 'refuse') return void incoming.socket.destroy();
    const chunks: Buffer[] = [];
    incoming.on('error', () => {});
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const record: RecordedRequest = { path: incoming.url ?? '/', headers: incoming.headers, body, status: null };
      requests.push(record);
      if (weather !== 'stall') void forward(incoming, raw, answer, record);
    });
  });

  async function forward(
    incoming: http.IncomingMessage,
    raw: Buffer,
    answer: http.ServerResponse,
    record: RecordedRequest,
  ): Promise<void> {
    try {
      const { status, headers, body } = await exchange(new URL(incoming.url ?? '/', target), incoming, raw);
      if (weather === 'lose-answers') return void answer.destroy();
      record.status = status;
      answer.writeHead(status, headers).end(body);
    } catch {
      answer.destroy();
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    setWeather: (next) => (weather = next),
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

function exchange(
  url: URL,
  { method, headers }: http.IncomingMessage,
  raw: Buffer,
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method, headers: { ...headers, host: url.host } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 502, headers: response.headers, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    request.on('error', reject).end(raw);
  });
}
