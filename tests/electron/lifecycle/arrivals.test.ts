import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPTION_TABS } from '../../../common/ipc/contract.ts';
import { watchArrivals } from '../../../electron/lifecycle/arrivals.ts';
import { claimDeepLinks, linkAmong, parseDeepLink } from '../../../electron/lifecycle/deep-link.ts';
import { fakeApp, preventable } from '../../fakes/electron-app.ts';
import { capturingLogger } from '../../fakes/logger.ts';

const secondLaunch = (...argv: string[]): [unknown, string[]] => [{}, ['/opt/parley', ...argv]];

function arrive(firstArgv: readonly string[] = []) {
  const app = fakeApp();
  const logger = capturingLogger();
  const shown: string[] = [];
  const arrivals = watchArrivals(app, ['/opt/parley', ...firstArgv]);
  const serve = (): void =>
    arrivals.serve({ main: () => void shown.push('main'), options: (tab) => void shown.push(tab) }, logger);
  return { app, logger, shown, serve };
}

describe('a second launch', () => {
  test('shows the main window', () => {
    const { app, shown, serve } = arrive();
    serve();
    app.raise('second-instance', ...secondLaunch('--user-data-dir=/somewhere'));
    expect(shown).toEqual(['main']);
  });

  test('shows nothing when it came from the log-on', () => {
    const { app, shown, serve } = arrive();
    serve();
    app.raise('second-instance', ...secondLaunch('--hidden'));
    expect(shown).toEqual([]);
  });

  test('opens the page that its link names, wherever Chromium put the link', () => {
    const { app, shown, serve } = arrive();
    serve();
    app.raise('second-instance', ...secondLaunch('parley://options/data', '--allow-file-access-from-files'));
    app.raise('second-instance', ...secondLaunch('--', 'parley://options/personal'));
    expect(shown).toEqual(['data', 'personal']);
  });
});

describe('macOS', () => {
  test('activate shows the main window', () => {
    const { app, shown, serve } = arrive();
    serve();
    app.raise('activate', {}, false);
    expect(shown).toEqual(['main']);
  });

  test('a link that started the app waits until windows can open', () => {
    const { app, shown, serve } = arrive();
    const event = preventable();
    app.raise('open-url', event, 'parley://options/policies');
    expect([shown, event.defaultPrevented]).toEqual([[], true]);
    serve();
    expect(shown).toEqual(['policies']);
  });
});

describe('deep links', () => {
  test('the first launch takes the link among its own arguments', () => {
    const { shown, serve } = arrive(['--user-data-dir=/x', 'parley://options/general']);
    serve();
    expect(shown).toEqual(['general']);
  });

  test('every tab has its link', () => {
    for (const tab of OPTION_TABS) expect(parseDeepLink(`parley://options/${tab}`)).toBe(tab);
  });

  test.each([
    'parley://options',
    'parley://options/',
    'parley://options/general/',
    'parley://options/general?consent=in',
    'parley://options/general#x',
    'parley://options/General',
    'parley://options/../general',
    'parley://options@evil/general',
    'parley:options/general',
    'PARLEY://options/general',
    ' parley://options/general',
    'parley://options/toString',
    'https://options/general',
    '',
  ])('%j is none', (text) => expect(parseDeepLink(text)).toBeNull());

  test('what is unknown is ignored, and the log says so without a word of it', () => {
    const { app, logger, shown, serve } = arrive();
    serve();
    app.raise('open-url', preventable(), 'parley://options/ada@contoso.example');
    app.raise('second-instance', ...secondLaunch('parley://erase/everything'));
    expect(shown).toEqual([]);
    expect(logger.lines).toHaveLength(2);
    expect(JSON.stringify(logger.lines)).not.toMatch(/contoso|erase/);
  });

  test('no text but the links themselves is taken', () => {
    const links = OPTION_TABS.map((tab) => `parley://options/${tab}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl().map((url) => url.replace(/^https?/, 'parley')),
          fc.tuple(fc.constantFrom(...links), fc.string({ minLength: 1 })).map(([link, more]) => link + more),
        ),
        (text) => (parseDeepLink(text) !== null) === links.includes(text),
      ),
    );
  });

  test('a link is found among arguments in any spelling of its scheme, so that it is judged rather than overlooked', () => {
    expect(linkAmong(['/opt/parley', '--x', 'Parley://nowhere'])).toBe('Parley://nowhere');
    expect(linkAmong(['/opt/parley', 'https://parley.example/'])).toBeNull();
  });

  test('only an installed Parley claims them, on Windows behind an end of all switches', () => {
    const claims: unknown[][] = [];
    const app = { setAsDefaultProtocolClient: (...args: unknown[]) => claims.push(args) > 0 };
    claimDeepLinks(app, 'win32', false, 'parley.exe');
    claimDeepLinks(app, 'linux', true, '/opt/parley');
    expect(claims).toEqual([]);
    claimDeepLinks(app, 'win32', true, 'parley.exe');
    claimDeepLinks(app, 'darwin', true, '/Applications/Parley.app');
    expect(claims).toEqual([['parley', 'parley.exe', ['--']], ['parley']]);
  });
});
