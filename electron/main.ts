/**
 * The composition root of the client, and nothing else: reads like a table of contents. The only module of Parley that
 * does something when it is imported, since it is the program.
 */
import os from 'node:os';
import path from 'node:path';
import { createTranslate } from '../common/messages/format.ts';
import { createAccount } from './account/account.ts';
import { openSecretStore } from './account/secret-store.ts';
import { createTenantClient } from './account/tenant-client.ts';
import { ensurePrivateDirectory } from './atomic-file.ts';
import { controlAddress } from './cli/control-address.ts';
import { serveControl } from './cli/control-server.ts';
import { controlStatus } from './cli/status.ts';
import { systemClock as clock } from './clock.ts';
import { openConsentLedger } from './consent/consent-ledger.ts';
import { appName, localDataDirectory } from './data-paths.ts';
import { describeEnvironment } from './environment/describe.ts';
import { reportErrors } from './errors/report-errors.ts';
import { markRunning } from './errors/run-marker.ts';
import { countSignIns } from './errors/watch-sign-in.ts';
import * as host from './host.ts';
import { closeForeignChannels } from './ipc/foreign-channels.ts';
import { createHandlers } from './ipc/handlers.ts';
import { serveCalls } from './ipc/serve-calls.ts';
import { readLaunchSettings } from './launch-settings.ts';
import { openFileLogger } from './logging/file-logger.ts';
import { openOptionsStore } from './options/options-store.ts';
import { partitionTransport } from './partitions.ts';
import { createMachineDirectory, machinePolicyDirectory } from './policy/machine-directory.ts';
import { createPolicy } from './policy/policy.ts';
import { createTenantPolicy } from './policy/tenant-policy.ts';
import { createClient, UNKNOWN_FACTS } from './state/client.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { answerAppRequest } from './windows/app-protocol.ts';
import { followTheme } from './windows/follow-theme.ts';
import { denyAllPermissions, guardAllContents } from './windows/guard-contents.ts';
import { applicationMenu, trayMenu } from './windows/menu.ts';
import { createOpener } from './windows/opener.ts';
import { showTray } from './windows/tray.ts';
import { createWindows } from './windows/windows.ts';

const { app } = host;
const platform = process.platform;
const settings = readLaunchSettings(app.commandLine, app.isPackaged);
const dataDirectory =
  settings.userDataDirectory ??
  localDataDirectory({ platform, env: process.env, home: os.homedir(), isPackaged: app.isPackaged });

// Before the lock and before anything is stored: local, never the roaming default, and apart for development builds.
const sessionDirectory = path.join(dataDirectory, 'session');
ensurePrivateDirectory(dataDirectory);
ensurePrivateDirectory(sessionDirectory);
app.setName(appName(app.isPackaged));
app.setPath('userData', dataDirectory);
app.setPath('sessionData', sessionDirectory);
app.enableSandbox();
host.protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
]);

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

async function run(): Promise<void> {
  const startedAtMs = clock.monotonicMs();
  const appPath = app.getAppPath();
  const t = createTranslate(app.getLocale());

  // ── Ground: log, options, consent
  const logger = openFileLogger(path.join(dataDirectory, 'logs'), clock, 'light');
  for (const name of settings.refused) logger.warn('A switch was not taken.', { name });
  const options = openOptionsStore({ directory: dataDirectory, clock, logger });
  closeForeignChannels(host.ipcMain);
  const ledger = openConsentLedger({ directory: path.join(dataDirectory, 'consent'), clock, logger });
  const marker = markRunning(dataDirectory);

  // ── Policy and account
  const policyDirectory = settings.policyDirectory ?? machinePolicyDirectory(platform, process.env);
  const machine = createMachineDirectory({
    directory: policyDirectory,
    clock,
    logger,
    mustBeOwnedByAdmin: app.isPackaged,
  });
  const accountDirectory = path.join(dataDirectory, 'account');
  ensurePrivateDirectory(accountDirectory);
  const tenantHost = settings.tenantUrl && new URL(settings.tenantUrl).host;
  const tenant = createTenantPolicy({ directory: accountDirectory, clock, logger, host: tenantHost });
  const policy = createPolicy({ machine, tenant, logger });
  const account = createAccount({
    client:
      settings.tenantUrl === null
        ? null
        : createTenantClient({
            transport: partitionTransport(host.session, 'organization'),
            baseUrl: settings.tenantUrl,
            clock,
          }),
    tenantPolicy: tenant,
    directory: accountDirectory,
    clock,
    logger,
    secrets: await openSecretStore(host.safeStorage, platform),
  });

  // ── Telemetry, behind the gates
  const telemetry = createTelemetry({
    directory: path.join(dataDirectory, 'telemetry'),
    clock,
    logger,
    environment: describeEnvironment(app.getVersion(), app.getLocale()),
    serviceUrl: settings.telemetryUrl,
    transports: {
      census: partitionTransport(host.session, 'census'),
      usage: partitionTransport(host.session, 'usage'),
      error: partitionTransport(host.session, 'error'),
    },
    isOnline: () => host.net.isOnline(),
    facts: UNKNOWN_FACTS,
  });
  countSignIns(account, telemetry);

  // ── Windows
  const theme = followTheme(host.nativeTheme, () => changed());
  const windows = createWindows({
    BrowserWindow: host.BrowserWindow,
    appPath,
    title: app.getName(),
    icon: path.join(appPath, 'dist/assets/icons/app/256x256.png'),
    backgroundColor: theme.backgroundColor,
  });
  const opener = createOpener(windows, ledger, () => telemetry.count('usage.features/OptionsOpened'));
  const errors = reportErrors({
    app,
    telemetry,
    logger,
    appPath,
    monotonicMs: clock.monotonicMs,
    roleOfContents: windows.roleOfContents,
  });
  guardAllContents(app, logger);
  denyAllPermissions(host.session.defaultSession);
  host.protocol.handle('app', (request) => answerAppRequest(request.url, path.join(appPath, 'dist/renderer')));

  // ── State: facts for the gates first, a snapshot for the windows after
  const client = createClient({
    account,
    policy,
    ledger,
    options,
    telemetry,
    appVersion: app.getVersion(),
    describeApp: () => ({
      version: app.getVersion(),
      runtime: process.versions['electron'] ? 'electron' : 'preview',
      isDevelopment: !app.isPackaged,
      platform,
      locale: app.getLocale(),
      isDark: theme.isDark(),
      isHighContrast: theme.isHighContrast(),
      policyDirectory,
    }),
    onChanged: () => changed(),
  });
  telemetry.onChanged(() => windows.push('data.changed', null));

  let isPushDue = false;
  function changed(): void {
    if (isPushDue) return;
    isPushDue = true;
    // Once a turn, however many parts changed in it.
    setImmediate(() => {
      isPushDue = false;
      const { values } = client.effectiveOptions();
      logger.setLevel(values.logging);
      theme.apply(values.theme);
      windows.push('app.changed', client.snapshot());
    });
  }

  serveCalls({
    ipcMain: host.ipcMain,
    callerOf: windows.roleOf,
    logger,
    handlers: createHandlers({
      client,
      account,
      ledger,
      telemetry,
      errors,
      openOptions: opener.options,
      finishFirstRun(isOptionsWanted) {
        client.noteNoticeShown();
        opener.main();
        if (isOptionsWanted) opener.options('general');
        windows.close('first-run');
      },
      openExternal: (address) => host.shell.openExternal(address),
    }),
  });

  // ── Menus and tray
  const actions = {
    openMain: opener.main,
    openOptions: () => opener.options('general'),
    quit: () => app.quit(),
    ...(app.isPackaged
      ? {}
      : {
          throwInMain: () => void setImmediate(() => throwForDevelopers()),
          flushUsage: () => telemetry.flushUsage(),
        }),
  };
  host.Menu.setApplicationMenu(applicationMenu(host.Menu, t, actions, platform));
  const tray = showTray({
    Tray: host.Tray,
    nativeImage: host.nativeImage,
    appPath,
    platform,
    isDark: theme.isDark(),
    tooltip: app.getName(),
    menu: trayMenu(host.Menu, t, actions),
    onClick: opener.main,
  });

  // ── Life and death
  process.on('uncaughtException', (error) => {
    errors.mainError(error, true);
    telemetry.flushNow();
    host.dialog.showErrorBox(t('dialog.crash.title'), t('dialog.crash.text'));
    app.exit(1);
  });
  process.on('unhandledRejection', (reason) => errors.mainError(reason, false));
  app.on('second-instance', opener.main);
  app.on('activate', opener.main);
  app.on('window-all-closed', () => {
    if (platform !== 'darwin' && !settings.isHidden) app.quit();
  });
  host.powerMonitor.on('resume', () => {
    telemetry.resumed();
    account.resumed();
    void machine.refresh();
  });
  const control = serveControl(controlAddress(dataDirectory), () => controlStatus(client.snapshot()), logger);
  app.on('will-quit', (event) => {
    event.preventDefault();
    control.close();
    tray.destroy();
    policy.stop();
    account.stop();
    void telemetry.stop().finally(() => {
      marker.clear();
      app.exit(0);
    });
  });

  // ── Start: what is known locally first, then telemetry, then what a person sees
  // Dumps are never uploaded; they may hold memory with personal data.
  host.crashReporter.start({ uploadToServer: false });
  await account.start();
  await client.start();
  telemetry.start();
  telemetry.count('usage.stability/Starts');
  if (marker.wasUncleanExit) telemetry.count('usage.stability/UncleanExits');
  if (!settings.isHidden) opener.main();
  telemetry.record('error.performance', {
    StartUpMs: Math.round(clock.monotonicMs() - startedAtMs),
    MemoryMiB: Math.round(process.memoryUsage.rss() / 2 ** 20),
    ProcessorCount: os.availableParallelism(),
    TotalMemoryMiB: Math.round(os.totalmem() / 2 ** 20),
  });
}

function throwForDevelopers(): never {
  throw new Error('thrown on purpose from the Developer menu');
}
