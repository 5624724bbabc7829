import { describe, expect, test } from 'vitest';
import { resolvePolicies } from '../../../common/policies/resolve.ts';
import type { PolicyValue } from '../../../common/policies/records.ts';
import { defaultOptions, OPTION_KEYS } from '../../../common/options/records.ts';
import { managedOptions } from '../../../electron/state/managed-options.ts';

const withLoggingLevel = (value: PolicyValue, source: 'machine' | 'recommended' = 'machine') =>
  resolvePolicies([
    { source: 'tenant', state: 'known', settings: [], problems: [], readAt: 0 },
    {
      source,
      state: 'known',
      settings: [{ key: 'LoggingLevel', value, origin: { source, file: '10.json', line: 1 } }],
      problems: [],
      readAt: 0,
    },
  ]);

const own = defaultOptions();
const ALL = new Set(OPTION_KEYS);

describe('managed options', () => {
  test('a policy decides, the own choice is kept beside it', () => {
    const managed = managedOptions({ ...own, theme: 'dark', logging: 'light' }, ALL, withLoggingLevel('full'));
    expect(managed.values).toEqual({ ...own, theme: 'dark', logging: 'full' });
    expect(managed.locks).toEqual({
      logging: { by: { source: 'machine', file: '10.json', line: 1 }, ownValue: 'light' },
    });
  });

  test('what is recommended applies until the user chooses, and locks nothing', () => {
    const recommended = withLoggingLevel('full', 'recommended');
    expect(managedOptions(own, new Set(), recommended)).toEqual({ values: { ...own, logging: 'full' }, locks: {} });
    expect(managedOptions(own, new Set(['theme']), recommended).values.logging).toBe('full');
    expect(managedOptions(own, new Set(['logging']), recommended)).toEqual({ values: own, locks: {} });
  });

  test('OpenAtLogin locks the option that starts Parley at log-on', () => {
    const policies = resolvePolicies([
      {
        source: 'user',
        state: 'known',
        settings: [{ key: 'OpenAtLogin', value: true, origin: { source: 'user' } }],
        problems: [],
        readAt: 0,
      },
    ]);
    expect(managedOptions(own, ALL, policies)).toEqual({
      values: { ...own, openAtLogin: true },
      locks: { openAtLogin: { by: { source: 'user' }, ownValue: false } },
    });
  });

  test('without a policy the own choice is back', () => {
    expect(managedOptions({ ...own, theme: 'dark', logging: 'light' }, ALL, resolvePolicies([]))).toEqual({
      values: { ...own, theme: 'dark', logging: 'light' },
      locks: {},
    });
  });
});
