/**
 * One service in a process of its own, so that its CPU time is its own: Parley's, or a yardstick. Arguments: which one,
 * folder. Tells its address, then answers each message `cpu` with the CPU time that its threads used so far.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import Fastify, { type FastifyInstance } from 'fastify';
import { MAX_WIRE_BYTES, TELEMETRY_PATHS } from '../../../common/wire/telemetry.ts';
import { systemClock } from '../../../server/shared/clock.ts';
import { createLog } from '../../../server/shared/log.ts';
import { buildTelemetryService } from '../../../server/vendor/telemetry/app.ts';
import { readOrCreateKeys, watchKeys } from '../../../server/vendor/telemetry/keys/key-file.ts';
import { openSqliteStore } from '../../../server/vendor/telemetry/store/sqlite-store.ts';
import { MEDIA_TYPE } from './bodies.ts';

export const ORGANIZATION_NAME = 'Contoso';
export const UPLOAD_TOKEN = 'upload-token-of-the-benchmark-0123456789';
export const STORE_FILE = 'telemetry.db';

/**
 * - `parley`: the telemetry service on its SQLite store.
 * - `bare`: Fastify reads the body and answers.
 * - `file`: … appends it to a file as it came, and answers after fdatasync; who comes meanwhile shares the next one.
 */
export type HostKind = 'parley' | 'bare' | 'file';
export interface HostReply {
  readonly url?: string;
  readonly cpuMs?: number;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function buildParley(folder: string): Promise<FastifyInstance> {
  const store = openSqliteStore(path.join(folder, STORE_FILE));
  const tenantId = 'contoso';
  await store.register({ tenantId, name: ORGANIZATION_NAME, publicKey: 'none' });
  await store.saveSwitch(
    {
      tenantId,
      name: ORGANIZATION_NAME,
      disableAutomaticSendTracing: false,
      uploadTokenSha256: sha256(UPLOAD_TOKEN),
      guestTokenSha256: sha256('nobody'),
      serial: 1,
      issuedAt: systemClock.now(),
    },
    systemClock.now(),
  );
  const report = (error: unknown): void => console.error(error);
  return buildTelemetryService({
    store,
    keys: watchKeys(
      folder,
      readOrCreateKeys(folder, () => 1, systemClock.now()),
      report,
    ),
    readerToken: 'nobody reads',
    clock: systemClock,
    log: createLog('telemetry', (line) => void (line.includes('"error"') && console.error(line)), systemClock.now),
    // All of the load comes from one address.
    limits: { uploadsPerMinute: 1_000_000_000, maxRequestsPerNetwork: 64 },
  });
}

function buildYardstick(take: (body: Buffer) => Promise<void>): FastifyInstance {
  const app = Fastify({ bodyLimit: MAX_WIRE_BYTES });
  app.addContentTypeParser(Object.values(MEDIA_TYPE), { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  app.route({
    method: 'POST',
    url: TELEMETRY_PATHS.logs,
    handler: ({ body }) => take(body as Buffer).then(() => ({})),
  });
  return app;
}

/** Appends are gathered while the file is synced. */
function appendTo(file: string): (body: Buffer) => Promise<void> {
  const handle = fs.openSync(file, 'a');
  const writev = promisify(fs.writev);
  const fdatasync = promisify(fs.fdatasync);
  let waiting: { body: Buffer; done: () => void; failed: (error: unknown) => void }[] = [];
  let isWriting = false;
  async function write(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        await writev(
          handle,
          group.map(({ body }) => body),
        );
        await fdatasync(handle);
        for (const { done } of group) done();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
    }
    isWriting = false;
  }
  return (body) =>
    new Promise((done, failed) => {
      waiting.push({ body, done, failed });
      if (!isWriting) void write();
    });
}

async function serve(kind: HostKind, folder: string): Promise<void> {
  const app =
    kind === 'parley'
      ? await buildParley(folder)
      : buildYardstick(kind === 'file' ? appendTo(path.join(folder, 'appended')) : () => Promise.resolve());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const tell = (reply: HostReply): void => void process.send?.(reply);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    tell({ cpuMs: (user + system) / 1_000 });
  });
  process.on('disconnect', () => {
    app.server.closeAllConnections();
    void app.close();
  });
  tell({ url });
}

if (import.meta.main) await serve(process.argv[2] as HostKind, process.argv[3] ?? '');
