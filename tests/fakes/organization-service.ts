/** A small organization service over node:http on 127.0.0.1: says what a test sets, and misbehaves on demand. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { TENANT_PATHS, type SignInAnswer, type SwitchPayload, type TenantPolicy } from '../../common/wire/tenant.ts';
import type { Transport } from '../../electron/network.ts';

export const FAKE_ACCOUNT = 'ada@contoso.example';
export const FAKE_PASSWORD = 'correct horse';
const TOKEN = 't'.repeat(43);
const HEX_64 = 'a'.repeat(64);

/** What a request gets instead of the ordinary answer. */
export type Misbehaviour = { readonly status: number; readonly body?: string } | 'hang' | 'cut';

export interface FakeOrganizationService {
  readonly url: string;
  readonly transport: Transport;
  /** Requests as `METHOD path`, in order. */
  readonly requests: string[];
  /** Per path; null or absent: the ordinary answer. */
  readonly misbehave: Map<string, Misbehaviour>;
  setPolicy(settings: Record<string, unknown>): TenantPolicy;
  /** As `setPolicy`, and told to every open stream. */
  pushPolicy(settings: Record<string, unknown>): void;
  setSwitch(next: Partial<SwitchPayload>): void;
  /** Writes to every open stream as it is. */
  writeToStreams(text: string): void;
  endStreams(): void;
  streamCount(): number;
  /** Sessions end: bearer requests are answered 401. */
  revokeSessions(): void;
  /** Stops listening and cuts every connection; `come back` on the same port with `start`. */
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function startOrganizationService(): Promise<FakeOrganizationService> {
  const requests: string[] = [];
  const misbehave = new Map<string, Misbehaviour>();
  const streams = new Set<http.ServerResponse>();
  let isRevoked = false;
  let policy: TenantPolicy = { revision: 1, issuedAt: 1, settings: {} };
  let payload: SwitchPayload = {
    tenantId: 'contoso',
    name: 'Contoso',
    disableAutomaticSendTracing: false,
    uploadTokenSha256: HEX_64,
    guestTokenSha256: HEX_64,
    serial: 1,
    issuedAt: 1,
  };

  const server = http.createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(`${request.method} ${path}`);
    const bad = misbehave.get(path);
    if (bad === 'hang') return;
    if (bad === 'cut') return void request.socket.destroy();
    if (bad) return void response.writeHead(bad.status).end(bad.body ?? '');
    const json = (status: number, body: unknown, headers = {}): void =>
      void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    if (path === TENANT_PATHS.stopSwitch) return json(200, { switch: signed(payload), guestToken: 'g'.repeat(43) });
    if (path === TENANT_PATHS.signIn) return void readText(request).then((text) => signIn(text, json));
    const isBearer = request.headers.authorization === `Bearer ${TOKEN}` && !isRevoked;
    if (!isBearer) return json(401, { error: 'unauthorized', message: 'no' });
    if (path === TENANT_PATHS.signOut) return void response.writeHead(204).end();
    if (path === TENANT_PATHS.policy) {
      const etag = `"${policy.revision}"`;
      if (request.headers['if-none-match'] === etag) return void response.writeHead(304).end();
      return json(200, policy, { etag });
    }
    if (path !== TENANT_PATHS.policyEvents) return json(404, { error: 'not-found', message: 'no' });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(eventOf(policy));
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });

  function signIn(text: string, json: (status: number, body: unknown) => void): void {
    const { account, password } = JSON.parse(text) as { account: string; password: string };
    if (account !== FAKE_ACCOUNT || password !== FAKE_PASSWORD)
      return json(401, { error: 'wrong-credentials', message: 'no' });
    isRevoked = false;
    const answer: SignInAnswer = {
      accountId: 'account-1',
      displayName: 'Ada Okafor',
      sipUri: 'sip:ada@contoso.example',
      organization: { tenantId: payload.tenantId, name: payload.name },
      hashingKey: 'k'.repeat(43),
      uploadToken: 'u'.repeat(43),
      sessionToken: TOKEN,
      policy,
    };
    json(200, answer);
  }

  let port = 0;
  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  }
  async function close(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
  const writeToStreams = (text: string): void => {
    for (const stream of streams) stream.write(text);
  };
  const setPolicy = (settings: Record<string, unknown>): TenantPolicy =>
    (policy = { revision: policy.revision + 1, issuedAt: policy.issuedAt + 1, settings });

  await listen();
  onTestFinished(close);
  return {
    url: `http://127.0.0.1:${port}`,
    transport: { fetch: (url, init) => fetch(url, init), closeAllConnections: () => Promise.resolve() },
    requests,
    misbehave,
    setPolicy,
    pushPolicy: (settings) => writeToStreams(eventOf(setPolicy(settings))),
    setSwitch: (next) => void (payload = { ...payload, serial: payload.serial + 1, ...next }),
    writeToStreams,
    endStreams: () => {
      for (const stream of streams) stream.end();
    },
    streamCount: () => streams.size,
    revokeSessions: () => void (isRevoked = true),
    goDown: close,
    comeBack: listen,
  };
}

const eventOf = (policy: TenantPolicy): string => `event: policy\ndata: ${JSON.stringify(policy)}\n\n`;
const signed = (payload: SwitchPayload): { payload: string; signature: string } => ({
  payload: Buffer.from(JSON.stringify(payload)).toString('base64url'),
  signature: 'c2lnbmF0dXJl',
});

async function readText(request: http.IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
