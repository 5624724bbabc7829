import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POLICY_KEYS, policyValueProblem } from '../../../../common/policies/records.ts';
import {
  isStopped,
  parseSettings,
  TENANT_POLICY_KEYS,
} from '../../../../server/organization/tenant/policy-settings.ts';

const reasonOf = (input: unknown): string => {
  const result = parseSettings(input);
  return result.ok ? '' : result.reason.join(' ');
};

describe('settings', () => {
  it('are refused with a suggestion when a key is misspelt', () => {
    expect(reasonOf({ DisableAutomaticSendTracng: true })).toBe(
      '"DisableAutomaticSendTracng" is not a policy. Did you mean "DisableAutomaticSendTracing"?',
    );
    expect(reasonOf({ loggingLevel: 'off' })).toContain('Did you mean "LoggingLevel"?');
    expect(reasonOf({ Colour: 'red' })).toContain(`Policies are: ${TENANT_POLICY_KEYS.join(', ')}.`);
  });

  it('are refused with what is expected when a value is wrong', () => {
    expect(reasonOf({ DisableAutomaticSendTracing: 'true' })).toContain(
      'must be true or false, without quotation marks',
    );
    expect(reasonOf({ LoggingLevel: 'loud' })).toContain('must be one of "off", "light", "full"');
  });

  it('are refused whole: a good value does not pass beside a bad one', () => {
    expect(parseSettings({ DisableAutomaticSendTracing: true, LoggingLevel: 'loud' }).ok).toBe(false);
  });

  it.each([[null], [undefined], [[]], ['x'], [3], [true]])('are refused when they are %j', (input) => {
    expect(parseSettings(input).ok).toBe(false);
  });

  it('stop only with the value that stops', () => {
    expect(isStopped({})).toBe(false);
    expect(isStopped({ DisableAutomaticSendTracing: false })).toBe(false);
    expect(isStopped({ DisableAutomaticSendTracing: true })).toBe(true);
  });

  it('hold, whatever comes in, known policies with valid values and nothing else', () => {
    const key = fc.oneof(fc.constantFrom<string>(...POLICY_KEYS, '__proto__', 'constructor'), fc.string());
    const value = fc.oneof(fc.boolean(), fc.constantFrom('off', 'light', 'full'), fc.jsonValue());
    fc.assert(
      fc.property(fc.oneof(fc.dictionary(key, value), fc.anything()), (input) => {
        const result = parseSettings(input);
        if (!result.ok) return;
        expect(result.value).toEqual({ ...(input as object) });
        for (const [name, setting] of Object.entries(result.value)) {
          expect(policyValueProblem(POLICY_KEYS.find((known) => known === name) ?? 'LoggingLevel', setting)).toBeNull();
        }
      }),
    );
  });
});
