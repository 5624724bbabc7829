/** How Parley lives on a desktop: tray, windows that hide, second launches, links, log-on, log-off. @preview */
import fs from 'node:fs';
import path from 'node:path';
import { callFrom, expect, test, type Desktop, type WindowName } from './desktop.ts';
import type { Page } from '@playwright/test';

const isVisible = (desktop: Desktop, name: WindowName) => async () => (await desktop.window(name))?.isVisible ?? false;
const selectedTab = (options: Page) => options.getByRole('tab', { selected: true });
const openOptions = async (desktop: Desktop, main: Page): Promise<Page> => {
  await main.getByRole('button', { name: 'Options' }).click();
  return desktop.page('options');
};
const stayInTray = async (desktop: Desktop, main: Page): Promise<void> => {
  const options = await openOptions(desktop, main);
  await options.getByRole('checkbox', { name: 'Minimize to the notification area' }).check();
  await expect.poll(() => callFrom(options, 'app.snapshot').then((now) => now.options.minimizeToTray)).toBe(true);
};
const logFile = (desktop: Desktop): string =>
  fs.readFileSync(path.join(desktop.userDataDir, 'logs/parley.log'), 'utf8');

test.describe('the tray', () => {
  test('has a menu that opens Parley, opens the options and quits, and says who is there', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await expect(main.getByRole('button', { name: 'Options' })).toBeVisible();
    const { trays } = await desktop.state();
    expect(trays.map(({ toolTip, menu }) => [toolTip, menu?.map(({ label }) => label)])).toEqual([
      ['Parley: signed out', ['Open Parley', 'Options…', '', 'Quit Parley']],
    ]);
    await desktop.click('Options…');
    await expect(selectedTab(await desktop.page('options'))).toHaveText('General');
    await desktop.click('Quit Parley');
    expect(await desktop.exited()).toEqual({ code: 0, signal: null });
  });

  test('keeps Parley when its window is closed or minimized, if the user wants that, and brings it back', async ({
    desktop,
  }) => {
    desktop.start();
    const main = await desktop.begin();
    await stayInTray(desktop, main);
    await desktop.frame('options', 'close');
    await desktop.frame('main', 'close');
    expect((await desktop.state()).windows.map((each) => each.isVisible)).toEqual([false, false]);
    await desktop.raise('tray-click');
    expect(await desktop.window('main')).toMatchObject({ isVisible: true, isFocused: true });
    await desktop.frame('main', 'minimize');
    expect(await desktop.window('main')).toMatchObject({ isVisible: false });
    await desktop.click('Open Parley');
    expect(await desktop.window('main')).toMatchObject({ isVisible: true, isMinimized: false });
  });

  test('is not needed: closing the main window quits unless the user asked for more', async ({ desktop }) => {
    desktop.start();
    await openOptions(desktop, await desktop.begin());
    await desktop.frame('main', 'close');
    expect(await desktop.exited()).toEqual({ code: 0, signal: null });
  });

  test('without a host, the option says why it is not there, and closing quits whatever was chosen', async ({
    desktop,
  }) => {
    desktop.start({ env: { XDG_CURRENT_DESKTOP: 'GNOME' } });
    const options = await openOptions(desktop, await desktop.begin());
    const box = options.getByRole('checkbox', { name: 'Minimize to the notification area' });
    await expect(box).toHaveAttribute('aria-disabled', 'true');
    await expect(
      options.getByText('Not available: this desktop has no notification area', { exact: false }),
    ).toBeVisible();
    // The choice of another desktop, or of a hand-edited file.
    expect(await callFrom(options, 'options.set', 'minimizeToTray', true)).toEqual({ ok: true, value: null });
    await expect(box).not.toBeChecked();
    await desktop.frame('main', 'close');
    expect(await desktop.exited()).toEqual({ code: 0, signal: null });
  });
});

test.describe('a second launch', () => {
  test('ends at once, and the first one shows, restores and focuses its window', async ({ desktop }) => {
    desktop.start();
    await desktop.begin();
    await desktop.frame('main', 'minimize');
    expect(await desktop.launchAgain()).toEqual({ code: 0, signal: null });
    await expect
      .poll(() => desktop.window('main'))
      .toMatchObject({ isVisible: true, isMinimized: false, isFocused: true });
  });

  test('opens the page that its link names, ignores an unknown one and says so in the log', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await desktop.launchAgain('parley://options/policies');
    const options = await desktop.page('options');
    await expect(selectedTab(options)).toHaveText('Policies');
    await desktop.launchAgain('parley://options/data');
    await expect(selectedTab(options)).toHaveText('Diagnostic data');
    await desktop.launchAgain('parley://options/general?consent=in');
    await expect.poll(() => logFile(desktop)).toContain('A link was ignored');
    await expect(selectedTab(options)).toHaveText('Diagnostic data');
    expect(logFile(desktop)).not.toContain('consent=in');
    // As macOS hands it over.
    await desktop.raise('open-url', 'parley://options/personal');
    await expect(selectedTab(options)).toHaveText('Personal');
    expect((await callFrom(main, 'app.snapshot')).consent.choice).toBe('out');
  });

  test('from the log-on shows nothing', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await stayInTray(desktop, main);
    await desktop.frame('main', 'close');
    await desktop.launchAgain('--hidden');
    await desktop.launchAgain('parley://options/policies');
    await expect.poll(isVisible(desktop, 'options')).toBe(true);
    expect(await isVisible(desktop, 'main')()).toBe(false);
  });
});

test.describe('starting', () => {
  test('hidden shows no window until somebody asks, and lives on without one', async ({ desktop }) => {
    desktop.start();
    await desktop.begin();
    await desktop.stop();
    desktop.start({ args: ['--hidden'] });
    // It is up once it has answered a second launch.
    await expect.poll(() => fs.existsSync(path.join(desktop.userDataDir, 'running')), { timeout: 20_000 }).toBe(true);
    await desktop.launchAgain('--hidden');
    expect(desktop.log()).not.toContain('[preview] window');
    await desktop.launchAgain();
    await desktop.page('main');
    expect(await desktop.window('main')).toMatchObject({ isVisible: true, isFocused: true });
  });

  test('with a link opens the page that it names', async ({ desktop }) => {
    desktop.start();
    await desktop.begin();
    await desktop.stop();
    desktop.start({ args: ['parley://options/data'] });
    await expect(selectedTab(await desktop.page('options'))).toHaveText('Diagnostic data');
  });

  test('with a link for the first time shows the notice, and nothing before it', async ({ desktop }) => {
    desktop.start({ args: ['parley://options/data'] });
    await desktop.page('first-run');
    expect((await desktop.state()).windows).toHaveLength(1);
  });

  test('at log-on is registered by a file, and only by a packaged Parley', async ({ desktop }) => {
    const file = path.join(desktop.configDir, 'autostart', 'parley.desktop');
    const boxOf = (options: Page) => options.getByRole('checkbox', { name: 'Start Parley when I log on' });
    desktop.start();
    const development = await openOptions(desktop, await desktop.begin());
    await expect(boxOf(development)).toHaveAttribute('aria-disabled', 'true');
    await expect(development.getByText('Not available in a development build.')).toBeVisible();
    expect(await callFrom(development, 'options.set', 'openAtLogin', true)).toEqual({ ok: true, value: null });
    await desktop.stop();
    expect(fs.existsSync(file)).toBe(false);

    // A packaged Parley on the same data: wanted, but not registered behind anybody's back.
    desktop.start({ env: { PREVIEW_PACKAGED: '1', APPIMAGE: '/home/ada/Apps/Parley.AppImage' } });
    const options = await openOptions(desktop, await desktop.page('main'));
    await expect(boxOf(options)).toBeChecked();
    await expect(
      options.getByText('The settings of this computer have switched it off.', { exact: false }),
    ).toBeVisible();
    await boxOf(options).uncheck();
    await boxOf(options).check();
    await expect.poll(() => fs.existsSync(file)).toBe(true);
    expect(fs.readFileSync(file, 'utf8')).toContain('Exec="/home/ada/Apps/Parley.AppImage" --hidden\n');
    expect((await callFrom(options, 'app.snapshot')).app.loginItem).toBe('on');
    await boxOf(options).uncheck();
    await expect.poll(() => fs.existsSync(file)).toBe(false);
  });
});

test.describe('windows', () => {
  test('Options hides rather than closes, and is there again at once, always on General', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    const options = await openOptions(desktop, main);
    const { id } = (await desktop.window('options')) ?? {};
    const times: number[] = [];
    for (let round = 0; round < 20; round++) {
      await options.getByRole('tab', { name: 'Policies' }).click();
      await desktop.frame('options', 'close');
      expect(await desktop.window('options')).toMatchObject({ id, isVisible: false });
      await expect(selectedTab(options)).toHaveText('General');
      const before = performance.now();
      await main.getByRole('button', { name: 'Options' }).click();
      await expect.poll(() => desktop.announcedAt('options') ?? 0, { intervals: [1] }).toBeGreaterThan(before);
      times.push((desktop.announcedAt('options') ?? Infinity) - before);
      expect(await desktop.window('options')).toMatchObject({ id, isVisible: true, isFocused: true });
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? NaN).toFixed(0);
    console.log(`options reopened, from click to shown: median ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
  });

  test('are where they were, each by itself, and never where no display is', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await openOptions(desktop, main);
    const [mainPlace, optionsPlace] = [
      { x: 40, y: 60, width: 400, height: 620 },
      { x: 300, y: 20, width: 900, height: 700 },
    ];
    await desktop.frame('main', 'move', mainPlace);
    await desktop.frame('options', 'move', optionsPlace);
    const file = path.join(desktop.userDataDir, 'windows.json');
    await expect
      .poll(() => (fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as unknown) : null))
      .toEqual({ main: mainPlace, options: optionsPlace });
    // Without any event of quitting: what counts is on disk already.
    await desktop.kill();
    desktop.start();
    await openOptions(desktop, await desktop.page('main'));
    expect((await desktop.window('main'))?.bounds).toEqual(mainPlace);
    expect((await desktop.window('options'))?.bounds).toEqual(optionsPlace);
    await desktop.stop();

    fs.writeFileSync(file, JSON.stringify({ main: { ...mainPlace, x: 9_000 }, options: 'anything' }));
    desktop.start();
    await openOptions(desktop, await desktop.page('main'));
    expect((await desktop.window('main'))?.bounds).toMatchObject({ x: 0, width: 400, height: 620 });
    expect((await desktop.window('options'))?.bounds).toMatchObject({ width: 780, height: 640 });
  });

  test('that crash are offered again', async ({ desktop }) => {
    desktop.start({ env: { PREVIEW_DIALOG: '0' } });
    const main = await desktop.begin();
    await expect(main.getByRole('button', { name: 'Options' })).toBeVisible();
    const session = await main.context().newCDPSession(main);
    const before = desktop.announcedAt('main') ?? 0;
    void session.send('Page.crash').catch(() => {});
    await expect.poll(() => desktop.log()).toContain('message box: A window of Parley ended unexpectedly');
    await expect.poll(() => desktop.announcedAt('main') ?? 0).toBeGreaterThan(before);
  });
});

test.describe('the system', () => {
  test('that logs off without a word leaves nothing that looks like a crash', async ({ desktop }) => {
    desktop.start();
    await desktop.begin();
    const marker = path.join(desktop.userDataDir, 'running');
    expect(fs.existsSync(marker)).toBe(true);
    await desktop.raise('session-end');
    expect(fs.existsSync(marker)).toBe(false);
    await desktop.kill();
  });

  test('that sleeps and wakes finds everything as it was', async ({ desktop }) => {
    desktop.start();
    const main = await desktop.begin();
    await desktop.raise('suspend');
    fs.writeFileSync(path.join(desktop.policyDir, '10-test.json'), JSON.stringify({ LoggingLevel: 'full' }));
    await desktop.raise('resume');
    await expect.poll(() => callFrom(main, 'app.snapshot').then((now) => now.options.logging)).toBe('full');
    expect(await isVisible(desktop, 'main')()).toBe(true);
  });

  test('shows the folder of the log files, and deletes what crashed before', async ({ desktop }) => {
    const dumps = path.join(desktop.userDataDir, 'crashes', 'completed');
    fs.mkdirSync(dumps, { recursive: true });
    fs.writeFileSync(path.join(dumps, 'a.dmp'), 'memory');
    desktop.start();
    const options = await openOptions(desktop, await desktop.begin());
    await options.getByRole('button', { name: 'Open log folder' }).click();
    await expect.poll(() => desktop.log()).toContain(`openPath ${path.join(desktop.userDataDir, 'logs')}`);
    expect(fs.existsSync(dumps)).toBe(false);
  });
});

test('a managed option is locked in main: for every window, over IPC and against a hand-edited file', async ({
  desktop,
}) => {
  fs.writeFileSync(path.join(desktop.policyDir, '10-test.json'), JSON.stringify({ LoggingLevel: 'off' }));
  desktop.start();
  const main = await desktop.begin();
  const options = await openOptions(desktop, main);
  for (const page of [main, options])
    expect(await callFrom(page, 'options.set', 'logging', 'full')).toEqual({ ok: false, reason: { kind: 'managed' } });
  await expect(options.getByText(/10-test\.json.*Your choice \(Only what matters\) is kept\./)).toBeVisible();
  await desktop.stop();
  const file = path.join(desktop.userDataDir, 'options.json');
  fs.writeFileSync(file, JSON.stringify({ logging: 'full', theme: 'dark' }));
  desktop.start();
  const again = await openOptions(desktop, await desktop.page('main'));
  const { options: values, locks, app } = await callFrom(again, 'app.snapshot');
  expect([values.logging, locks.logging?.ownValue, app.isDark]).toEqual(['off', 'full', true]);
});
