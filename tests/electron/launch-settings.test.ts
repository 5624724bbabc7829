import { describe, expect, test } from 'vitest';
import { VENDOR_TELEMETRY_URL } from '../../common/policies/service-url.ts';
import { localDataDirectory } from '../../electron/data-paths.ts';
import { readLaunchSettings } from '../../electron/launch-settings.ts';

const switches = (values: Record<string, string>) => ({
  hasSwitch: (name: string) => name in values,
  getSwitchValue: (name: string) => values[name] ?? '',
});

describe('launch settings', () => {
  test('a development build may point at another policy folder and at services on this computer', () => {
    const settings = readLaunchSettings(
      switches({
        'policy-dir': '/tmp/p',
        'tenant-url': 'http://127.0.0.1:4871',
        'telemetry-url': 'http://localhost:4872',
        hidden: '',
      }),
      false,
    );
    expect(settings).toMatchObject({
      policyDirectory: '/tmp/p',
      tenantUrl: 'http://127.0.0.1:4871',
      telemetryUrl: 'http://localhost:4872',
      isHidden: true,
      refused: [],
    });
  });

  test('a packaged app takes neither another policy folder nor another telemetry service', () => {
    const settings = readLaunchSettings(
      switches({
        'policy-dir': '/tmp/p',
        'telemetry-url': 'https://collector.example',
        'tenant-url': 'https://parley.contoso.example',
      }),
      true,
    );
    expect(settings).toMatchObject({
      policyDirectory: null,
      telemetryUrl: VENDOR_TELEMETRY_URL,
      tenantUrl: 'https://parley.contoso.example',
      refused: ['policy-dir', 'telemetry-url'],
    });
  });

  test.each([
    'http://contoso.example',
    'ftp://127.0.0.1',
    'https://user:password@contoso.example',
    'https://contoso.example/?x=1',
    'contoso',
    'http://127.0.0.1.evil.example',
  ])('refuses %s as a service', (url) => {
    expect(readLaunchSettings(switches({ 'tenant-url': url }), false)).toMatchObject({
      tenantUrl: null,
      refused: ['tenant-url'],
    });
  });
});

describe('the data folder', () => {
  const home = '/home/ada';
  test.each([
    ['linux', {}, '/home/ada/.local/state/Parley'],
    ['linux', { XDG_STATE_HOME: '/state' }, '/state/Parley'],
    ['darwin', {}, '/home/ada/Library/Application Support/Parley'],
    ['win32', { LOCALAPPDATA: '/local' }, '/local/Parley'],
  ] as const)('is local on %s', (platform, env, expected) => {
    expect(localDataDirectory({ platform, env, home, isPackaged: true })).toBe(expected);
  });

  test('of a development build is apart from an installed Parley', () => {
    expect(localDataDirectory({ platform: 'linux', env: {}, home, isPackaged: false })).toBe(
      '/home/ada/.local/state/Parley Dev',
    );
  });
});
