import { describe, expect, test } from 'vitest';
import { describeEnvironment, firstExternalAddress, plainVersion } from '../../../electron/environment/describe.ts';
import { isValidValue } from '../../../common/catalogue/validate.ts';
import { catalogue } from '../../../common/catalogue/catalogue.ts';

const address = (text: string, family: 'IPv4' | 'IPv6', internal = false) =>
  ({
    address: text,
    family,
    internal,
    netmask: '',
    mac: '',
    cidr: null,
    ...(family === 'IPv6' ? { scopeid: 0 } : {}),
  }) as never;

const austria = { getPreferredSystemLanguages: () => ['de-AT', 'en'], getLocaleCountryCode: () => 'AT' };

describe('the environment', () => {
  test('fits the catalogue', async () => {
    const environment = await describeEnvironment('0.1.0', austria);
    const { fields } = catalogue['census.device'];
    expect(isValidValue(fields.OSName, environment.osName)).toBe(true);
    expect(isValidValue(fields.OSVersion, environment.osVersion)).toBe(true);
    expect(isValidValue(fields.UserLanguage, environment.language)).toBe(true);
  });

  test('names no more of a version than its numbers', () => {
    expect(plainVersion('6.1.0-18-contoso-ada')).toBe('6.1.0');
    expect(plainVersion('10.0.22631')).toBe('10.0.22631');
    expect(plainVersion('unknown')).toBe('0');
  });

  test('says what the system says of language and region, and guesses neither', async () => {
    expect(await describeEnvironment('0.1.0', austria)).toMatchObject({ language: 'de-AT', region: 'AT' });
    const silent = { getPreferredSystemLanguages: () => [], getLocaleCountryCode: () => '' };
    expect(await describeEnvironment('0.1.0', silent)).toMatchObject({ language: 'und', region: null });
  });

  test('prefers IPv4, and never names loopback or link-local addresses', () => {
    expect(
      firstExternalAddress({
        lo: [address('127.0.0.1', 'IPv4', true)],
        eth: [address('fe80::1', 'IPv6'), address('192.0.2.7', 'IPv4')],
      }),
    ).toBe('192.0.2.7');
    expect(firstExternalAddress({ eth: [address('fe80::1', 'IPv6'), address('2001:db8::1', 'IPv6')] })).toBe(
      '2001:db8::1',
    );
    expect(firstExternalAddress({ lo: [address('127.0.0.1', 'IPv4', true)] })).toBeNull();
  });
});
