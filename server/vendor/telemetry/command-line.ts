/** The service's command line: `tenants add`, `tenants list`, `keys rotate`, `serve`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../../shared/log.ts';
import { systemClock, type Clock } from '../../shared/clock.ts';
import { ensurePrivateFolder, SetupError } from '../../shared/private-files.ts';
import { serve } from '../../shared/serve.ts';
import { buildTelemetryService, type TelemetryServiceParts } from './app.ts';
import { readOrCreateKeys, rotateKeys, watchKeys } from './keys/key-file.ts';
import { readOrCreateReaderToken } from './reader/access.ts';
import { openSqliteStore, type SqliteStore } from './store/sqlite-store.ts';
import { parseRegistration } from './tenants/registration.ts';

export const USAGE = `Usage:
  serve        --data-dir=DIR [--host=127.0.0.1] [--port=0]
               [--public-url=https://HOST --trust-proxy=ADDRESS[,…]]  behind a proxy that ends TLS
  tenants add  --data-dir=DIR --file=REGISTRATION.json   also while serving; {"tenantId", "name", "publicKey"}
  tenants list --data-dir=DIR
  keys rotate  --data-dir=DIR                            also while serving`;

const STORE_FILE = 'telemetry.db';

/** Runs one command. Throws a SetupError for what the operator must mend. `serve` resolves once it listens. */
export async function run(args: readonly string[], print: (line: string) => void): Promise<void> {
  const { command, option } = parse(args);
  const folder = path.resolve(option('data-dir'));
  switch (command) {
    case 'serve':
      return serveTelemetry(folder, {
        host: option('host', '127.0.0.1'),
        port: portOf(option('port', '0')),
        front: frontOf(option('public-url', NONE), option('trust-proxy', NONE)),
        print,
      });
    case 'tenants add':
      return withStore(folder, (store) => addTenant(store, option('file'), print));
    case 'tenants list':
      return withStore(folder, async (store) => {
        for (const { tenantId, name, knownSwitch } of await store.tenants())
          print(JSON.stringify({ tenantId, name, switchSerial: knownSwitch?.payload.serial ?? null }));
      });
    case 'keys rotate':
      return withStore(folder, async (store) => {
        const { epoch } = rotateKeys(folder, firstEpoch(store), systemClock.now());
        print(JSON.stringify({ keyEpoch: epoch }));
      });
    default:
      throw new SetupError(`There is no command ${JSON.stringify(command)}.\n${USAGE}`);
  }
}

interface Serving {
  readonly host: string;
  readonly port: number;
  readonly front: Front;
  readonly print: (line: string) => void;
}
/** What stands before the service; both or nothing. */
type Front = Pick<TelemetryServiceParts, 'publicUrl' | 'trustProxy'>;
const NONE = 'none';

function frontOf(publicUrl: string, trustProxy: string): Front {
  if (publicUrl === NONE && trustProxy === NONE) return {};
  const url = URL.parse(publicUrl);
  if (url?.protocol !== 'https:' || trustProxy === NONE)
    throw new SetupError('Behind a proxy name both: --public-url=https://HOST and --trust-proxy=ADDRESS.');
  return { publicUrl: url, trustProxy: trustProxy.split(',') };
}

async function serveTelemetry(
  folder: string,
  { host, port, front, print }: Serving,
  clock: Clock = systemClock,
): Promise<void> {
  const log = createLog('telemetry', (line) => process.stderr.write(`${line}\n`));
  const store = openStore(folder);
  const first = readOrCreateKeys(folder, firstEpoch(store), clock.now());
  const keys = watchKeys(folder, first, (error) => log.error('keys-unreadable', error));
  const readerToken = readOrCreateReaderToken(folder);
  const app = await buildTelemetryService({ store, keys, readerToken, clock, log, ...front });
  const announce = (url: string): object => ({
    url,
    pageUrl: `${front.publicUrl?.origin ?? url}/`,
    token: readerToken,
  });
  try {
    await serve(app, { host, port, log, print, announce });
  } catch (error) {
    await app.close();
    throw new SetupError(`${host}:${port} cannot be listened on: ${(error as Error).message}`, { cause: error });
  }
}

async function addTenant(store: SqliteStore, file: string, print: (line: string) => void): Promise<void> {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SetupError(`${file} cannot be read: name a registration with --file.`, { cause: error });
  }
  const registration = parseRegistration(content);
  if (!registration.ok) throw new SetupError(`${file} is not a registration: ${registration.reason}.`);
  const { tenantId } = registration.value;
  print(JSON.stringify({ tenantId, outcome: await store.register(registration.value) }));
}

async function withStore(folder: string, work: (store: SqliteStore) => Promise<void>): Promise<void> {
  const store = openStore(folder);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

function openStore(folder: string): SqliteStore {
  ensurePrivateFolder(folder);
  return openSqliteStore(path.join(folder, STORE_FILE));
}

/** Keys that were lost get a number that no stored record has, so that old and new hashes are never taken for alike. */
const firstEpoch = (store: SqliteStore) => (): number => store.highestKeyEpoch() + 1;

interface Parsed {
  readonly command: string;
  /** Throws a SetupError when it is missing and has no default. */
  readonly option: (
    name: 'data-dir' | 'file' | 'host' | 'port' | 'public-url' | 'trust-proxy',
    byDefault?: string,
  ) => string;
}

function parse(args: readonly string[]): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'data-dir': { type: 'string' },
        file: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        'public-url': { type: 'string' },
        'trust-proxy': { type: 'string' },
      },
    });
    return {
      command: positionals.join(' '),
      option(name, byDefault) {
        const value = values[name] ?? byDefault;
        if (value === undefined || value === '') throw new SetupError(`--${name} is missing.\n${USAGE}`);
        return value;
      },
    };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError(`${(error as Error).message}\n${USAGE}`, { cause: error });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new SetupError(`--port=${text} is not a port: name 0 to 65535.`);
  return port;
}
