/**
 * The composition root of the client, and nothing else: reads like a table of contents. The only module of Parley that
 * does something when it is imported, since it is the program.
 */
import os from 'node:os';
import path from 'node:path';
import { createAccount } from './account/account.ts';
import { openSecretStore } from './account/secret-store.ts';
import { createTenantClient } from './account/tenant-client.ts';
import { ensurePrivateDirectory } from './atomic-file.ts';
import { newControlAddress } from './cli/control-address.ts';
import { controlRoutes, policyFeed } from './cli/control-routes.ts';
import { serveControl } from './cli/control-server.ts';
import { cliWords, runInTerminal } from './cli/program.ts';
import { systemClock as clock } from './clock.ts';
import { openConsentLedger } from './consent/consent-ledger.ts';
import { localDataDirectory } from './data-paths.ts';
import { describeEnvironment } from './environment/describe.ts';
import { recordStart } from './environment/record-start.ts';
import { hasTrayHost } from './environment/tray-host.ts';
import { reportErrors } from './errors/report-errors.ts';
import { markRunning } from './errors/run-marker.ts';
import { countSignIns } from './errors/watch-sign-in.ts';
import * as host from './host.ts';
import { closeForeignChannels } from './ipc/foreign-channels.ts';
import { createHandlers } from './ipc/handlers.ts';
import { serveCalls } from './ipc/serve-calls.ts';
import { readLaunchSettings } from './launch-settings.ts';
import { watchArrivals, type Arrivals } from './lifecycle/arrivals.ts';
import { whatClosingDoes } from './lifecycle/closing.ts';
import { deleteCrashDumps } from './lifecycle/crash-dumps.ts';
import { claimDeepLinks } from './lifecycle/deep-link.ts';
import { watchEnding } from './lifecycle/ending.ts';
import { createLoginItem, loginItemPlace } from './lifecycle/login-item.ts';
import { onceATurn } from './lifecycle/once-a-turn.ts';
import { prepareApp } from './lifecycle/prepare-app.ts';
import { offerReloads } from './lifecycle/window-health.ts';
import { openFileLogger } from './logging/file-logger.ts';
import { createReportingLogger } from './logging/report-log.ts';
import { openOptionsStore } from './options/options-store.ts';
import { partitionTransport } from './partitions.ts';
import { createLocalSources } from './policy/local-sources.ts';
import { createPolicy } from './policy/policy.ts';
import { organizationUrl, telemetryUrl } from './policy/service-addresses.ts';
import { createTenantPolicy } from './policy/tenant-policy.ts';
import { createClient, UNKNOWN_FACTS } from './state/client.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { answerAppRequest } from './windows/app-protocol.ts';
import { followLanguage } from './windows/follow-language.ts';
import { followTheme } from './windows/follow-theme.ts';
import { denyAllPermissions, guardAllContents } from './windows/guard-contents.ts';
import { applicationMenu, trayMenu } from './windows/menu.ts';
import { createOpener } from './windows/opener.ts';
import { showTray, trayToolTip } from './windows/tray.ts';
import { openWindowPlaces } from './windows/window-places.ts';
import { createWindows } from './windows/windows.ts';

const { app } = host;
const platform = process.platform;
const settings = readLaunchSettings(app.commandLine, app.isPackaged);
const dataDirectory =
  settings.userDataDirectory ??
  localDataDirectory({ platform, env: process.env, home: os.homedir(), isPackaged: app.isPackaged });

// `parley …` on the command line: no lock, no window, nothing stored; over before Electron is ready.
const words = cliWords(process.argv);
if (words !== null) {
  app.exit(await runInTerminal(words, { version: app.getVersion(), defaultDataDirectory: dataDirectory }));
  await new Promise(() => {}); // The exit is on its way; nothing below may happen.
}

const folders = prepareApp(app, host.protocol, dataDirectory);
if (app.requestSingleInstanceLock()) {
  const arrivals = watchArrivals(app, process.argv);
  app
    .whenReady()
    .then(() => run(arrivals))
    .catch(failToStart);
} else app.quit();

async function run(arrivals: Arrivals): Promise<void> {
  const startedAtMs = clock.monotonicMs();
  const appPath = app.getAppPath();
  const speech = followLanguage(app.getLocale(), app.isPackaged);
  const { t } = speech;

  // ── Ground: log, options, consent
  const log = openFileLogger(folders.logs, clock, 'light');
  const logger = createReportingLogger(log, clock);
  for (const name of settings.refused) logger.warn('A switch was not taken.', { name });
  const options = openOptionsStore({ directory: folders.data, clock, logger });
  closeForeignChannels(host.ipcMain);
  // Dumps may hold memory with personal data: never uploaded, and gone with the next start.
  deleteCrashDumps(folders.dumps, logger);
  host.crashReporter.start({ uploadToServer: false });
  const ledger = openConsentLedger({ directory: folders.consent, clock, logger });
  if (options.wasSetAside) ledger.voidAll('options-set-aside');
  const marker = markRunning(folders.data);

  const environment = describeEnvironment(app.getVersion(), app);

  // ── Policy and account
  const local = createLocalSources({
    platform,
    env: process.env,
    userName: os.userInfo().username,
    isPackaged: app.isPackaged,
    directory: settings.policyDirectory,
    clock,
    logger,
  });
  // Where people sign in is the one thing that must be known before anything else is made.
  await local.start();
  const tenantUrl = organizationUrl(local.readings(), settings.tenantUrl);
  const tenantHost = tenantUrl && new URL(tenantUrl).host;
  const tenant = createTenantPolicy({ directory: folders.account, clock, logger, host: tenantHost });
  const policy = createPolicy({ local: local.sources, tenant, logger });
  const account = createAccount({
    client:
      tenantUrl === null
        ? null
        : createTenantClient({
            transport: partitionTransport(host.session, 'organization'),
            baseUrl: tenantUrl,
            clock,
          }),
    tenantPolicy: tenant,
    directory: folders.account,
    clock,
    logger,
    secrets: await openSecretStore(host.safeStorage, platform),
  });

  // ── Telemetry, behind the gates
  const telemetry = createTelemetry({
    directory: folders.telemetry,
    clock,
    logger,
    environment: await environment,
    serviceUrl: () => telemetryUrl(policy.resolved(), settings.telemetryUrl),
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
  const staysInTray = (): boolean =>
    platform !== 'darwin' && tray.state === 'working' && client.effectiveOptions().values.minimizeToTray;
  const windows = createWindows({
    BrowserWindow: host.BrowserWindow,
    appPath,
    title: app.getName(),
    icon: path.join(appPath, 'dist/assets/icons/app/256x256.png'),
    places: openWindowPlaces({
      directory: folders.data,
      clock,
      logger,
      workAreas: () => [host.screen.getPrimaryDisplay(), ...host.screen.getAllDisplays()].map((each) => each.workArea),
    }),
    backgroundColor: theme.backgroundColor,
    whatClosingDoes: (role) =>
      whatClosingDoes(role, { platform, isQuitting: ending.isQuitting(), staysInTray: staysInTray() }),
    staysInTray,
    quit: () => app.quit(),
    onSessionEnd: () => ending.endOfSession(),
  });
  const opener = createOpener(windows, ledger, () => {
    telemetry.count('usage.features/OptionsOpened');
    // The system's own settings may have changed since.
    loginItem.refresh();
    changed();
  });
  const errors = reportErrors({
    app,
    telemetry,
    logger,
    appPath,
    monotonicMs: clock.monotonicMs,
    roleOfContents: windows.roleOfContents,
  });
  offerReloads({
    app,
    dialog: host.dialog,
    t,
    windowOfContents: windows.windowOfContents,
    isQuitting: () => ending.isQuitting(),
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
      locale: speech.locale(),
      isDark: theme.isDark(),
      isHighContrast: theme.isHighContrast(),
      policyDirectory: local.directories.managed,
      tray: tray.state,
      loginItem: loginItem.state(),
    }),
    onChanged: () => changed(),
  });
  telemetry.onChanged(() => windows.push('data.changed', null));

  const changed = onceATurn(() => {
    applyOptions();
    const snapshot = client.snapshot();
    tray.setToolTip(trayToolTip(snapshot.account, t));
    windows.push('app.changed', snapshot);
  });

  const loginItem = createLoginItem(
    loginItemPlace({ app, platform, env: process.env, home: os.homedir(), executable: process.execPath }),
    logger,
  );
  function applyOptions(): void {
    const { values, locks } = client.effectiveOptions();
    log.setLevel(values.logging);
    theme.apply(values.theme);
    if (speech.apply(values.language)) showMenus();
    // Not before the policies were read: a registration must not come and go with every start.
    if (policy.isStarted()) loginItem.follow(values.openAtLogin, locks.openAtLogin !== undefined);
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
      openLogFolder: async () => {
        ensurePrivateDirectory(folders.logs);
        return (await host.shell.openPath(folders.logs)) === '';
      },
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
  const tray = showTray({
    Tray: host.Tray,
    nativeImage: host.nativeImage,
    appPath,
    platform,
    hasHost: hasTrayHost(platform, process.env),
    isDark: theme.isDark(),
    menu: trayMenu(host.Menu, t, actions),
    logger,
    onClick: opener.main,
  });
  function showMenus(): void {
    host.Menu.setApplicationMenu(applicationMenu(host.Menu, t, actions, platform));
    tray.setMenu(trayMenu(host.Menu, t, actions));
  }
  speech.apply(client.effectiveOptions().values.language);
  showMenus();

  // ── Life and death
  const isHidden = settings.isHidden || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
  const ending = watchEnding({
    app,
    process,
    powerMonitor: host.powerMonitor,
    dialog: host.dialog,
    t,
    errors,
    telemetry,
    marker,
    livesWithoutWindows: isHidden || platform === 'darwin',
    release() {
      control.close();
      tray.destroy();
      policy.stop();
      account.stop();
    },
  });
  host.powerMonitor.on('resume', () => {
    telemetry.resumed();
    account.resumed();
    void local.refresh();
  });
  const state = { client, policy, telemetry };
  const control = serveControl({
    address: newControlAddress(folders.data),
    routes: controlRoutes(state),
    feed: policyFeed(state),
    logger,
  });

  // ── Start: what is known locally first, then telemetry, then what a person sees
  await account.start();
  await client.start();
  telemetry.start();
  logger.recordWith((fields) => telemetry.record('error.log', fields));
  if (!isHidden) opener.main();
  claimDeepLinks(app, platform, app.isPackaged, process.execPath);
  arrivals.serve(opener, logger);
  recordStart(telemetry, marker, clock.monotonicMs() - startedAtMs);
}

/** Whatever it is, a process that lives on without windows and without a word would be worse. */
function failToStart(error: unknown): void {
  const { t } = followLanguage(app.getLocale(), app.isPackaged);
  console.error(error);
  host.dialog.showErrorBox(t('dialog.crash.title'), t('dialog.crash.text'));
  app.exit(1);
}

function throwForDevelopers(): never {
  throw new Error('thrown on purpose from the Developer menu');
}
