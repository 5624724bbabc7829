import { describe, expect, test } from 'vitest';
import { policyValueProblem } from '../../../common/policies/records.ts';
import { isServiceUrl, isTelemetryUrl, RELEASE_RULES, TELEMETRY_HOSTS } from '../../../common/policies/service-url.ts';

const DEVELOPMENT = { isDevelopment: true };

describe('a service address', () => {
  test.each(['https://parley.contoso.example', 'https://parley.contoso.example:8443/base/', 'https://a.b/c.d_e~f'])(
    'may be %s',
    (url) => expect(isServiceUrl(url, RELEASE_RULES)).toBe(true),
  );

  test.each([
    'http://parley.contoso.example',
    'http://127.0.0.1',
    'https://user@contoso.example',
    'https://contoso.example?x',
    'https://contoso.example#x',
    'https://contoso.example:99999',
    'https://contoso.example/..%2f',
    'https://-contoso.example',
    ' https://contoso.example',
    `https://contoso.example/${'a'.repeat(1_100)}`,
    'https:contoso.example',
    '',
  ])('of a release is not %s', (url) => expect(isServiceUrl(url, RELEASE_RULES)).toBe(false));

  test.each(['http://127.0.0.1:4871', 'http://localhost', 'http://[::1]:80'])('in development may be %s', (url) =>
    expect(isServiceUrl(url, DEVELOPMENT)).toBe(true),
  );
});

describe('the telemetry service', () => {
  test('is on a host that the build lists', () => {
    for (const host of TELEMETRY_HOSTS) expect(isTelemetryUrl(`https://${host}`, RELEASE_RULES)).toBe(true);
    expect(isTelemetryUrl('https://collector.example', DEVELOPMENT)).toBe(false);
    expect(isTelemetryUrl(`https://${TELEMETRY_HOSTS[0]}.evil.example`, RELEASE_RULES)).toBe(false);
    expect(isTelemetryUrl(`https://${TELEMETRY_HOSTS[0]}:8443`, RELEASE_RULES)).toBe(false);
  });

  test('is on this computer in development only', () => {
    expect(policyValueProblem('TelemetryServiceUrl', 'http://127.0.0.1:1', DEVELOPMENT)).toBeNull();
    expect(policyValueProblem('TelemetryServiceUrl', 'http://127.0.0.1:1')).toContain(TELEMETRY_HOSTS[0]);
    expect(policyValueProblem('TenantUrl', true)).toContain('https address');
  });
});
