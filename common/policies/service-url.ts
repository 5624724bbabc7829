/** Which addresses of services a policy (or a switch in development) may name. Pure. */

/** The vendor's telemetry services: a policy may choose among these hosts, so that no policy sends data elsewhere. */
export const TELEMETRY_HOSTS: readonly string[] = ['telemetry.parley.example', 'telemetry.eu.parley.example'];
export const VENDOR_TELEMETRY_URL = 'https://telemetry.parley.example';
const LOOPBACK_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** What values a build takes: a development build also takes services on this computer, without TLS. */
export interface ValueRules {
  readonly isDevelopment: boolean;
}
export const RELEASE_RULES: ValueRules = { isDevelopment: false };

/** HTTPS without user, query or fragment; in development also plain HTTP to this computer. */
export function isServiceUrl(text: string, { isDevelopment }: ValueRules): boolean {
  const address = addressOf(text);
  if (!address) return false;
  return address.isSecure || (isDevelopment && LOOPBACK_HOSTS.includes(address.host));
}

/** A service address whose host the build lists; in development also one on this computer. */
export function isTelemetryUrl(text: string, rules: ValueRules): boolean {
  const address = addressOf(text);
  if (!address || !isServiceUrl(text, rules)) return false;
  if (rules.isDevelopment && LOOPBACK_HOSTS.includes(address.host)) return true;
  return TELEMETRY_HOSTS.includes(address.host) && address.port === '';
}

/** Stricter than a browser on purpose: what is written in an unusual way is refused rather than interpreted. */
const ADDRESS =
  /^(?<scheme>https?):\/\/(?<host>\[::1\]|[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*)(?::(?<port>\d{1,5}))?(?:\/[A-Za-z0-9._~-]+)*\/?$/;
const MAX_ADDRESS_LENGTH = 1024;

function addressOf(text: string): { isSecure: boolean; host: string; port: string } | null {
  const parts = text.length > MAX_ADDRESS_LENGTH ? undefined : ADDRESS.exec(text)?.groups;
  if (!parts || Number(parts['port'] ?? 0) > 65_535) return null;
  return { isSecure: parts['scheme'] === 'https', host: parts['host'] ?? '', port: parts['port'] ?? '' };
}
