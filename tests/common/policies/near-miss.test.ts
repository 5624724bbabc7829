import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance, isNearStoppingSwitch, nearestPolicyKey } from '../../../common/policies/near-miss.ts';

const KEY = 'DisableAutomaticSendTracing';

describe('a key near the stopping switch', () => {
  test.each([
    'disableautomaticsendtracing',
    'DisableAutomaticSendTracin',
    'DisableAutomatcSendTracng',
    'DisableAutomaticSendTracing ',
    'Disable-Automatic-SendTracing',
    'DisabledAutomaticSendTracing',
  ])('holds: %s', (key) => {
    expect(isNearStoppingSwitch(key)).toBe(true);
    expect(nearestPolicyKey(key)?.key).toBe(KEY);
  });

  test.each(['', 'LoggingLevel', 'DisableSendTracing', '__proto__', 'x'.repeat(100_000)])('does not: %.30s', (key) => {
    expect(isNearStoppingSwitch(key)).toBe(false);
  });

  test('holds whatever two letters are wrong', () => {
    const position = fc.nat({ max: KEY.length - 1 });
    fc.assert(
      fc.property(
        position,
        position,
        fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme-ascii' }),
        (a, b, letter) => {
          const mistyped = KEY.split('');
          mistyped[a] = letter;
          mistyped.splice(b, 1);
          expect(isNearStoppingSwitch(mistyped.join(''))).toBe(true);
        },
      ),
    );
  });
});

test('did-you-mean names the nearest policy and stays silent about strangers', () => {
  expect(nearestPolicyKey('LogingLevel')).toEqual({ key: 'LoggingLevel', edits: 1 });
  expect(nearestPolicyKey('Telemetry')).toBeNull();
});

test('the distance is a distance', () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, word, (a, b, c) => {
      expect(editDistance(a, a)).toBe(0);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      expect(editDistance(a, b)).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});
