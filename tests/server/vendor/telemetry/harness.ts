/** The telemetry service on a real data folder, with a clock that stands and one registered organization, Contoso. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { expect, onTestFinished } from 'vitest';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import type { OtlpLogsRequest } from '../../../../common/otlp/types.ts';
import type { SignedSwitch, SwitchPayload } from '../../../../common/wire/tenant.ts';
import { createLog } from '../../../../server/shared/log.ts';
import { buildTelemetryService, type TelemetryServiceParts } from '../../../../server/vendor/telemetry/app.ts';
import { readOrCreateKeys, watchKeys } from '../../../../server/vendor/telemetry/keys/key-file.ts';
import {
  HOUR_MS,
  STORE_QUOTAS,
  type ServiceLimits,
  type StoreQuotas,
} from '../../../../server/vendor/telemetry/limits.ts';
import { openSqliteStore, type SqliteStore } from '../../../../server/vendor/telemetry/store/sqlite-store.ts';
import type { Registration, TelemetryStore } from '../../../../server/vendor/telemetry/store/store.ts';
import { fakeClock, type FakeClock } from '../../../fakes/clock.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { gzipped, type TestBatch } from './batches.ts';
import { PROTOBUF, responseOf } from './protobuf.ts';

export const READER_TOKEN = 'reader-token-of-the-tests';
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const freshToken = (): string => randomBytes(32).toString('base64url');

/** What an organization's own service holds: its signing key and its tokens. */
export interface Organization {
  readonly registration: Registration;
  readonly uploadToken: string;
  readonly guestToken: string;
  switchPayload(changes?: Partial<SwitchPayload>): SwitchPayload;
  sign(payload: unknown, key?: KeyObject): SignedSwitch;
}

export function organization(tenantId = 'contoso', name = 'Contoso'): Organization {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const [uploadToken, guestToken] = [freshToken(), freshToken()];
  return {
    registration: {
      tenantId,
      name,
      publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
    },
    uploadToken,
    guestToken,
    switchPayload: (changes = {}) => ({
      tenantId,
      name,
      disableAutomaticSendTracing: false,
      uploadTokenSha256: sha256(uploadToken),
      guestTokenSha256: sha256(guestToken),
      serial: 1,
      issuedAt: Date.UTC(2026, 0, 5),
      ...changes,
    }),
    sign(payload, key = privateKey) {
      const bytes = Buffer.from(JSON.stringify(payload));
      return { payload: bytes.toString('base64url'), signature: sign(null, bytes, key).toString('base64url') };
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
}
export interface ReadRecord {
  readonly id: number;
  readonly category: string;
  readonly event: string;
  readonly tenantId: string | null;
  readonly batchId: string;
  readonly sequence: number;
  readonly at: string;
  readonly receivedAt: string;
  readonly keyEpoch: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Harness {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly contoso: Organization;
  readonly logLines: string[];
  /** The running instance; another one after `restart`. */
  readonly app: FastifyInstance;
  readonly store: SqliteStore;
  /** Sends gzip; the token belongs to the category: none for census, the upload token else. */
  upload(batch: TestBatch, options?: { token?: string | null }): Promise<Answer>;
  uploadRequest(request: OtlpLogsRequest, headers?: Record<string, string>): Promise<Answer>;
  /** Sends bytes as they are, as JSON unless the headers say otherwise. */
  uploadRaw(payload: Buffer | string, headers?: Record<string, string>): Promise<Answer>;
  erase(...batches: readonly { batchId: string; secret: string }[]): Promise<Answer>;
  /** Signed now, unless `changes` says otherwise. */
  pushSwitch(changes?: Partial<SwitchPayload>, from?: Organization): Promise<Answer>;
  read(query?: string): Promise<ReadRecord[]>;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  /** Closes the service and builds it anew on the same folder. */
  restart(): Promise<void>;
  /** Everything in the data folder as one text: database, log, keys. */
  everyByte(): string;
}

export interface HarnessOptions {
  readonly limits?: Partial<ServiceLimits>;
  readonly wrapStore?: (store: TelemetryStore) => TelemetryStore;
  /** By default Contoso is registered and its permitting switch is known. */
  readonly isWithoutTenant?: boolean;
  readonly folder?: string;
  readonly quotas?: Partial<StoreQuotas>;
  readonly front?: Pick<TelemetryServiceParts, 'publicUrl' | 'trustProxy'>;
}

export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = options.folder ?? tempDirectory();
  const clock = fakeClock();
  const contoso = organization();
  const logLines: string[] = [];
  const limits = { erasuresPerMinute: 10_000, switchesPerMinute: 10_000, ...options.limits };
  let store: SqliteStore;
  let app: FastifyInstance;

  async function build(): Promise<void> {
    store = openSqliteStore(path.join(folder, 'telemetry.db'), { ...STORE_QUOTAS, ...options.quotas });
    const first = readOrCreateKeys(folder, () => store.highestKeyEpoch() + 1, clock.now());
    const log = createLog('telemetry', (line) => logLines.push(line), clock.now);
    app = await buildTelemetryService({
      store: options.wrapStore?.(store) ?? store,
      keys: watchKeys(folder, first, (error) => log.error('keys-unreadable', error)),
      readerToken: READER_TOKEN,
      clock,
      log,
      limits,
      ...options.front,
    });
    await app.ready();
  }
  const inject = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    payload?: Buffer | string,
  ): Promise<Answer> => {
    const answer = await app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    const type = String(answer.headers['content-type']);
    const body = type.startsWith('application/json')
      ? answer.json<Record<string, unknown>>()
      : type === PROTOBUF['content-type']
        ? responseOf(answer.rawPayload)
        : { text: answer.body };
    return { status: answer.statusCode, headers: answer.headers, body };
  };
  const json = { 'content-type': 'application/json' };
  const reader = { authorization: `Bearer ${READER_TOKEN}` };

  await build();
  onTestFinished(() => app.close());
  const harness: Harness = {
    folder,
    clock,
    contoso,
    logLines,
    get app() {
      return app;
    },
    get store() {
      return store;
    },
    upload(batch, { token = batch.category === 'census' ? null : contoso.uploadToken } = {}) {
      return harness.uploadRequest(encodeBatch(batch), token === null ? {} : { authorization: `Bearer ${token}` });
    },
    uploadRequest: (request, headers = {}) =>
      inject('POST', '/v1/logs', { ...json, 'content-encoding': 'gzip', ...headers }, Buffer.from(gzipped(request))),
    uploadRaw: (payload, headers = {}) => inject('POST', '/v1/logs', { ...json, ...headers }, payload),
    erase: (...batches) =>
      inject(
        'POST',
        '/v1/erasure',
        json,
        JSON.stringify({ batches: batches.map(({ batchId, secret }) => ({ batchId, secret })) }),
      ),
    pushSwitch: (changes = {}, from = contoso) =>
      inject(
        'POST',
        '/v1/tenant-switch',
        json,
        JSON.stringify({ switch: from.sign(from.switchPayload({ issuedAt: clock.now(), ...changes })) }),
      ),
    async read(query = '') {
      const answer = await inject('GET', `/api/records?limit=1000&${query}`, reader);
      expect(answer.status).toBe(200);
      return answer.body['records'] as ReadRecord[];
    },
    get: (url, headers = reader) => inject('GET', url, headers),
    async restart() {
      await app.close();
      await build();
    },
    everyByte: () =>
      readdirSync(folder)
        .map((name) => readFileSync(path.join(folder, name), 'latin1'))
        .join('\n'),
  };
  if (!options.isWithoutTenant) {
    await harness.store.register(contoso.registration);
    expect((await harness.pushSwitch()).status).toBe(200);
  }
  return harness;
}

export const clockHour = (clock: FakeClock): string =>
  new Date(Math.floor(clock.now() / HOUR_MS) * HOUR_MS).toISOString();
