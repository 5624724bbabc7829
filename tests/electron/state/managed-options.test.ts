import { describe, expect, test } from 'vitest';
import { resolvePolicies } from '../../../common/policies/resolve.ts';
import type { PolicyValue } from '../../../common/policies/records.ts';
import { defaultOptions } from '../../../common/options/records.ts';
import { managedOptions } from '../../../electron/state/managed-options.ts';

const withLoggingLevel = (value: PolicyValue) =>
  resolvePolicies([
    { source: 'tenant', state: 'known', settings: [], problems: [], readAt: 0 },
    {
      source: 'machine',
      state: 'known',
      settings: [{ key: 'LoggingLevel', value, origin: { source: 'machine', file: '10.json', line: 1 } }],
      problems: [],
      readAt: 0,
    },
  ]);

const own = defaultOptions();

describe('managed options', () => {
  test('a policy decides, the own choice is kept beside it', () => {
    const managed = managedOptions({ ...own, theme: 'dark', logging: 'light' }, withLoggingLevel('full'));
    expect(managed.values).toEqual({ ...own, theme: 'dark', logging: 'full' });
    expect(managed.locks).toEqual({
      logging: { by: { source: 'machine', file: '10.json', line: 1 }, ownValue: 'light' },
    });
  });

  test('without a policy the own choice is back', () => {
    expect(managedOptions({ ...own, theme: 'dark', logging: 'light' }, resolvePolicies([]))).toEqual({
      values: { ...own, theme: 'dark', logging: 'light' },
      locks: {},
    });
  });
});
