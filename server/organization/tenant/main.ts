/** The organization service's program: registration, accounts, and serving. `--help` lists what it can do. */
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../shared/clock.ts';
import { openDatabase } from '../../shared/database.ts';
import { createLog } from '../../shared/log.ts';
import { SetupError } from '../../shared/private-files.ts';
import { serve } from '../../shared/serve.ts';
import { buildTenantApp } from './app.ts';
import { parseCommand, readPort, readUrl, USAGE, type Command } from './command-line.ts';
import { openOrganization, type Organization } from './data-dir.ts';
import { DEVELOPMENT_ORGANIZATION, readDevelopmentAccounts, seedDevelopment } from './development.ts';
import { createPasswordHasher } from './passwords.ts';
import { problemsOf } from './routes/problems.ts';
import { databaseFile } from './service.ts';
import { createAccounts, newAccount, type Accounts } from './store/accounts.ts';
import { MIGRATIONS } from './store/schema.ts';

const DEFAULT_HOST = '127.0.0.1';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const command = parseCommand(args);
  switch (command.name) {
    case 'registration':
      return register(command);
    case 'serve':
      return serveTenant(command);
    case 'accounts add':
      return addAccount(command);
    case 'accounts remove':
      return removeAccount(command);
  }
}

function register(command: Command): void {
  const { tenantId, name, publicKey } = openFor(command);
  console.log(JSON.stringify({ tenantId, name, publicKey }));
}

async function serveTenant(command: Command): Promise<void> {
  const dataDir = command.required('data-dir');
  const log = createLog('tenant', (line) => process.stderr.write(`${line}\n`));
  const publicUrl = command.option('public-url');
  const trustProxy = command.option('trust-proxy');
  const telemetryUrl = readUrl('telemetry-url', command.required('telemetry-url')).href;
  const port = readPort(command.option('port'));
  const organization = openFor(command);
  const hasher = createPasswordHasher();
  const seeds = command.has('seed-development') ? readDevelopmentAccounts(dataDir) : null;
  if (seeds) {
    await withAccounts(dataDir, (accounts) => seedDevelopment(seeds, { accounts, hasher, now: systemClock.now() }));
  }
  const app = await buildTenantApp({
    dataDir,
    organization,
    telemetryUrl,
    clock: systemClock,
    fetch: globalThis.fetch,
    log,
    hasher,
    ...(publicUrl === undefined ? {} : { publicUrl: readUrl('public-url', publicUrl) }),
    ...(trustProxy === undefined ? {} : { trustProxy: trustProxy.split(',') }),
  });
  const announce = (url: string): object => ({
    url,
    adminUrl: new URL('/admin', publicUrl ?? url).href,
    ...(seeds ? { accounts: seeds } : {}),
  });
  await serve(app, { host: command.option('host') ?? DEFAULT_HOST, port, log, announce });
}

async function addAccount(command: Command): Promise<void> {
  const parsed = newAccount.safeParse({
    account: command.required('account'),
    displayName: command.required('name'),
    role: command.required('role'),
    password: (await text(process.stdin)).replace(/\r?\n$/, ''),
  });
  if (!parsed.success) throw new SetupError(`The account was not added. ${problemsOf(parsed.error)}`);
  const { password, ...account } = parsed.data;
  const dataDir = command.required('data-dir');
  openOrganization(dataDir, null);
  const hash = await createPasswordHasher().hash(password);
  const result = await withAccounts(dataDir, (accounts) => accounts.add(account, hash, systemClock.now()));
  if (!result.ok) throw new SetupError(`${account.account} exists already: remove it first, or choose another name.`);
  console.log(JSON.stringify({ accountId: result.value.accountId }));
}

async function removeAccount(command: Command): Promise<void> {
  const account = command.required('account');
  const dataDir = command.required('data-dir');
  openOrganization(dataDir, null);
  const isRemoved = await withAccounts(dataDir, (accounts) => accounts.remove(account));
  if (!isRemoved) throw new SetupError(`There is no account ${account}.`);
  console.log(JSON.stringify({ removed: account }));
}

/** The organization in `--data-dir`, named by the command the first time. */
function openFor(command: Command): Organization {
  const tenantId = command.option('tenant-id');
  const name = command.option('name');
  if (command.has('seed-development')) return openOrganization(command.required('data-dir'), DEVELOPMENT_ORGANIZATION);
  if ((tenantId === undefined) !== (name === undefined)) {
    throw new SetupError('--tenant-id and --name belong together: give both or neither.');
  }
  const identity = tenantId !== undefined && name !== undefined ? { tenantId, name } : null;
  return openOrganization(command.required('data-dir'), identity);
}

async function withAccounts<T>(dataDir: string, use: (accounts: Accounts) => T | Promise<T>): Promise<T> {
  const database = openDatabase(databaseFile(dataDir), MIGRATIONS);
  try {
    return await use(createAccounts(database));
  } finally {
    database.close();
  }
}

if (import.meta.main) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof SetupError ? error.message : error);
    process.exitCode = 1;
  });
}
