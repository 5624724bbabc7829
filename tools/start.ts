/**
 * `npm start`: builds, starts the two services and the client as processes of their own, says where everything is, and
 * stops what it started when it is told to, when the client is closed, or when a part dies.
 */
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { buildProject, describeBuild } from './build.ts';
import { findBrowser } from './browser.ts';
import { describeExit, LaunchError, type Child } from './child.ts';
import { startClient, startServices, type Client } from './launch.ts';
import { findBusyPort } from './ports.ts';
import { isProgram } from './project.ts';
import { chooseRuntime, describeRuntime, hasDisplay, machineProbe, type Runtime } from './runtime.ts';
import { takeLock } from './start-lock.ts';
import { readStartArguments, type StartOptions } from './start-options.ts';
import { summarize, type ReadyReport } from './start-summary.ts';

const PRIVATE_FOLDER = 0o700;
const SIGNAL_GRACE_MS = 300;

/** Something that the person at the terminal can mend: said without a stack. */
class StartError extends Error {}

interface Presentation {
  readonly runtime: Runtime;
  readonly mode: 'app' | 'url';
  readonly browser?: string;
  /** Windows were wanted and could not be had. */
  readonly isWindowMissing: boolean;
}

/** What to run on, and whether it opens windows or gives an address. */
async function choosePresentation(env: NodeJS.ProcessEnv): Promise<Presentation> {
  const choice = await chooseRuntime(machineProbe(env));
  if (!choice.ok) throw new StartError(choice.reason);
  const { runtime } = choice;
  console.log(describeRuntime(runtime));
  if (runtime.kind === 'electron') return { runtime, mode: 'app', isWindowMissing: false };
  const wantsUrl = env['PREVIEW_MODE'] === 'url' || !hasDisplay(process.platform, env);
  if (wantsUrl) return { runtime, mode: 'url', isWindowMissing: false };
  const browser = await findBrowser({ log: console.log, env });
  if (!browser.ok) console.error(`${browser.reason}\nUntil then: open the address below in any browser.`);
  return browser.ok && browser.hasWindows
    ? { runtime, mode: 'app', browser: browser.executable, isWindowMissing: false }
    : { runtime, mode: 'url', isWindowMissing: true };
}

/** The three ports: the wanted ones, or free ones (0) when they are taken and nobody relies on them. */
async function choosePorts({
  port,
  isPortFixed,
}: StartOptions): Promise<{ client: number; tenant: number; telemetry: number }> {
  const wanted = { client: port, tenant: port + 1, telemetry: port + 2 };
  const busy = await findBusyPort(Object.values(wanted));
  if (busy === undefined) return wanted;
  if (isPortFixed) {
    throw new StartError(
      `Port ${busy} is in use, and --port=${port} needs ${port} to ${port + 2}. Stop what listens there, or choose another --port.`,
    );
  }
  console.log(`Port ${busy} is in use: free ports are taken instead.`);
  return { client: 0, tenant: 0, telemetry: 0 };
}

/** Aborted by the first signal to stop; later ones change nothing, since stopping has a time limit of its own. */
function stopOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<'stop'> {
  if (signal.aborted) return Promise.resolve('stop');
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('stop')));
}

/** Waits until it is time to stop; the exit code to end with. */
async function watch(client: Client, services: readonly Child[], stopping: AbortSignal): Promise<number> {
  const ends = [client, ...services].map(async (part) => ({ part, exit: await part.exited }));
  const first = await Promise.race([aborted(stopping), ...ends]);
  // A signal to the whole group may end a part before we hear of it ourselves.
  const end = (await Promise.race([aborted(stopping), setTimeout(SIGNAL_GRACE_MS)])) ?? first;
  if (end === 'stop') {
    console.log('\nStopping …');
    return 0;
  }
  if (end.part.name === client.name && end.exit.code === 0) {
    console.log('\nThe client was closed. Stopping …');
    return 0;
  }
  console.error(`\n${new LaunchError(end.part.name, describeExit(end.exit), end.part.log()).message}`);
  return 1;
}

async function start(options: StartOptions, env: NodeJS.ProcessEnv, stopping: AbortSignal): Promise<number> {
  const build = await buildProject();
  console.log(describeBuild(build));
  if (!build.ok) return 1;
  const presentation = await choosePresentation(env);
  const ports = await choosePorts(options);
  const { userDataDir, policyDir } = options;
  const servicesDir = path.join(userDataDir, 'services');
  const logsDir = path.join(servicesDir, 'output');
  mkdirSync(logsDir, { recursive: true, mode: PRIVATE_FOLDER });
  mkdirSync(policyDir, { recursive: true });

  const parts: Child[] = [];
  let code = 1;
  try {
    stopping.throwIfAborted();
    const services = await startServices({ dataDir: servicesDir, ports, logsDir, signal: stopping });
    const { tenant, telemetry } = services;
    parts.push(tenant, telemetry);
    const { runtime, mode, browser } = presentation;
    const client = await startClient({
      runtime,
      mode,
      port: ports.client,
      userDataDir,
      policyDir,
      tenantUrl: tenant.url,
      telemetryUrl: telemetry.url,
      env,
      signal: stopping,
      ...(browser === undefined ? {} : { browser }),
      logFile: path.join(logsDir, 'client.log'),
    });
    // The client is stopped first: what it still has to say, it says to the services.
    parts.unshift(client);
    const report: ReadyReport = {
      runtime: runtime.kind,
      client: { url: client.url, userDataDir, logsDir: path.join(userDataDir, 'logs'), policyDir },
      tenant: { url: tenant.url, adminUrl: tenant.adminUrl, accounts: tenant.accounts },
      telemetry: { url: telemetry.url, pageUrl: telemetry.pageUrl, token: telemetry.token },
      pids: { client: client.pid, tenant: tenant.pid, telemetry: telemetry.pid },
    };
    if (!client.hasExited()) {
      console.log(summarize(report, servicesDir, process.platform));
      console.log(`ready ${JSON.stringify(report)}`);
    }
    const watched = await watch(client, [tenant, telemetry], stopping);
    code = presentation.isWindowMissing ? 1 : watched;
  } finally {
    for (const part of parts) {
      if (await part.stop()) continue;
      console.error(`${part.name} did not stop in time and was killed.`);
      code = 1;
    }
  }
  return code;
}

async function main(): Promise<number> {
  const cwd = process.env['INIT_CWD'] ?? process.cwd();
  const around = { platform: process.platform, env: process.env, home: os.homedir(), cwd };
  const read = readStartArguments(process.argv.slice(2), around);
  if (!read.ok) {
    console.error(read.reason);
    return 1;
  }
  const lock = takeLock(path.join(read.options.userDataDir, 'services'));
  if (!lock.ok) {
    console.error(lock.reason);
    return 1;
  }
  const stopping = stopOnSignal();
  try {
    return await start(read.options, process.env, stopping);
  } catch (error) {
    if (stopping.aborted) return 0;
    const isExpected = error instanceof StartError || error instanceof LaunchError;
    console.error(isExpected ? error.message : error);
    return 1;
  } finally {
    lock.release();
  }
}

if (isProgram(import.meta.filename)) process.exit(await main());
