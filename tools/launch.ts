/**
 * Starts the parts of a whole Parley as separate processes: the organization's tenant service, the vendor's telemetry
 * service, the client. `npm start`, the tour, the end-to-end tests and the benches all start them here.
 *
 * Everything listens on loopback. A part that does not come up is a LaunchError that names it and its last lines.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startChild, type Child } from './child.ts';
import { projectRoot } from './project.ts';
import { runCommand } from './run-command.ts';
import type { Runtime } from './runtime.ts';

const START_TIMEOUT_MS = 30_000;
const COMMAND_TIMEOUT_MS = 30_000;
const PRIVATE_FOLDER = 0o700;

const TENANT = path.join('server', 'organization', 'tenant', 'main.ts');
const TELEMETRY = path.join('server', 'vendor', 'telemetry', 'main.ts');

export interface Account {
  readonly account: string;
  readonly password: string;
  readonly role: string;
}

export interface TelemetryService extends Child {
  readonly url: string;
  /** The page that shows what is stored; it asks for the token. */
  readonly pageUrl: string;
  readonly token: string;
}

export interface TenantService extends Child {
  readonly url: string;
  readonly adminUrl: string;
  readonly accounts: readonly Account[];
}

export interface ServiceOptions {
  /** This service's own folder; created for this user alone. */
  readonly dataDir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly logFile?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Gives up starting. What has started is stopped by its handle alone. */
  readonly signal?: AbortSignal;
  /** The project whose services are started. */
  readonly root?: string;
}

/** Reads `listening {json}`; other lines are none of its business. */
export function readListening(line: string): object | undefined {
  return line.startsWith('listening {') ? (JSON.parse(line.slice('listening '.length)) as object) : undefined;
}

async function startService<T>(
  name: string,
  program: string,
  options: ServiceOptions,
  extra: string[],
): Promise<T & Child> {
  const { dataDir, port = 0, logFile, env, signal, root = projectRoot } = options;
  mkdirSync(dataDir, { recursive: true, mode: PRIVATE_FOLDER });
  const child = startChild({
    name,
    command: process.execPath,
    args: [program, 'serve', `--port=${port}`, `--data-dir=${dataDir}`, ...extra],
    cwd: root,
    ...(env === undefined ? {} : { env }),
    ...(logFile === undefined ? {} : { logFile }),
  });
  try {
    const listening = await child.waitForLine(readListening, START_TIMEOUT_MS, signal);
    return { ...child, ...(listening as T) };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

/** Starts the vendor's telemetry service. */
export function startTelemetry(options: ServiceOptions): Promise<TelemetryService> {
  return startService<Omit<TelemetryService, keyof Child>>('telemetry service', TELEMETRY, options, []);
}

/** Starts the organization's tenant service with its seeded development organization. */
export function startTenant(options: ServiceOptions & { readonly telemetryUrl: string }): Promise<TenantService> {
  const extra = [`--telemetry-url=${options.telemetryUrl}`, '--seed-development'];
  return startService<Omit<TenantService, keyof Child>>('tenant service', TENANT, options, extra);
}

/** Makes the tenant known to the telemetry service, as the two parties would by handing over a file. */
export async function registerTenant(options: {
  readonly tenantDataDir: string;
  readonly telemetryDataDir: string;
  readonly root?: string;
}): Promise<void> {
  const { tenantDataDir, telemetryDataDir, root = projectRoot } = options;
  for (const folder of [tenantDataDir, telemetryDataDir]) mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const run = async (what: string, args: string[]): Promise<string> => {
    const result = await runCommand(process.execPath, args, { cwd: root, timeoutMs: COMMAND_TIMEOUT_MS });
    if (!result.isOk) throw new Error(`${what} failed: ${result.reason}`);
    return result.stdout;
  };
  const seed = [TENANT, 'registration', `--data-dir=${tenantDataDir}`, '--seed-development'];
  const registration = await run("the tenant's registration", seed);
  const file = path.join(tenantDataDir, 'registration.json');
  writeFileSync(file, registration, { mode: 0o600 });
  const add = [TELEMETRY, 'tenants', 'add', `--data-dir=${telemetryDataDir}`, `--file=${file}`];
  await run('adding the tenant to the telemetry service', add);
}

export interface Services {
  readonly tenant: TenantService;
  readonly telemetry: TelemetryService;
  /** Stops both; false when one had to be killed. */
  readonly stop: () => Promise<boolean>;
}

export interface ServicesOptions {
  /** Holds one folder for each service. */
  readonly dataDir: string;
  readonly ports?: { readonly tenant: number; readonly telemetry: number };
  /** Gets `tenant.log` and `telemetry.log`. */
  readonly logsDir?: string;
  readonly signal?: AbortSignal;
  readonly root?: string;
}

/** Registers the tenant and starts both services. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { dataDir, ports = { tenant: 0, telemetry: 0 }, logsDir, signal, root = projectRoot } = options;
  const folders = { tenant: path.join(dataDir, 'tenant'), telemetry: path.join(dataDir, 'telemetry') };
  const service = (name: 'tenant' | 'telemetry'): ServiceOptions => ({
    dataDir: folders[name],
    port: ports[name],
    root,
    ...(signal === undefined ? {} : { signal }),
    ...(logsDir === undefined ? {} : { logFile: path.join(logsDir, `${name}.log`) }),
  });
  await registerTenant({ tenantDataDir: folders.tenant, telemetryDataDir: folders.telemetry, root });
  const telemetry = await startTelemetry(service('telemetry'));
  try {
    const tenant = await startTenant({ ...service('tenant'), telemetryUrl: telemetry.url });
    const stop = async (): Promise<boolean> => {
      const isClean = await tenant.stop();
      return (await telemetry.stop()) && isClean;
    };
    return { tenant, telemetry, stop };
  } catch (error) {
    await telemetry.stop();
    throw error;
  }
}

export interface ClientOptions {
  readonly runtime: Runtime;
  readonly userDataDir: string;
  readonly policyDir: string;
  readonly tenantUrl: string;
  readonly telemetryUrl: string;
  /** Preview only. `app` opens windows; `url` opens none and gives the address of the first one. */
  readonly mode: 'app' | 'url';
  /** Preview only: where it listens; 0, the default, takes a free port. */
  readonly port?: number;
  /** Preview only: the browser it opens its windows in. */
  readonly browser?: string;
  /** Further arguments of the client, such as `--hidden`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile?: string;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
  readonly root?: string;
}

export interface Client extends Child {
  /** The address to open, in the preview's url mode; null otherwise. */
  readonly url: string | null;
}

/** How long a runtime without a ready line must live to count as started. */
const SETTLE_MS = 1_500;

/** Reads the address that the preview prints for a window. */
export function readWindow(line: string): string | undefined {
  return /^\[preview\] window \d+ (https?:\/\/\S+)/.exec(line)?.[1];
}

/** Starts the client and waits until it is up. */
export async function startClient(options: ClientOptions): Promise<Client> {
  const {
    runtime,
    mode,
    port = 0,
    browser,
    args = [],
    env = process.env,
    logFile,
    onLine,
    root = projectRoot,
  } = options;
  const child = startChild({
    name: 'client',
    command: runtime.executable,
    args: [
      ...runtime.args,
      `--user-data-dir=${options.userDataDir}`,
      `--policy-dir=${options.policyDir}`,
      `--tenant-url=${options.tenantUrl}`,
      `--telemetry-url=${options.telemetryUrl}`,
      ...args,
    ],
    cwd: root,
    env: { ...env, PREVIEW_MODE: mode, PREVIEW_PORT: String(port), ...(browser ? { PARLEY_CHROMIUM: browser } : {}) },
    ...(logFile === undefined ? {} : { logFile }),
    ...(onLine === undefined ? {} : { onLine }),
  });
  if (runtime.kind === 'preview' && mode === 'url') {
    try {
      return { ...child, url: await child.waitForLine(readWindow, START_TIMEOUT_MS, options.signal) };
    } catch (error) {
      await child.stop();
      throw error;
    }
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, SETTLE_MS);
  await Promise.race([child.exited, promise]);
  clearTimeout(timer);
  return { ...child, url: null };
}
