/** The switches that Parley is started with. A packaged app takes fewer: what points elsewhere is for development. */
import { isServiceUrl, VENDOR_TELEMETRY_URL } from '../common/policies/service-url.ts';

export interface LaunchSettings {
  /** Start without a window (at log-on). */
  readonly isHidden: boolean;
  readonly userDataDirectory: string | null;
  readonly policyDirectory: string | null;
  /** The organization's service; null when none is configured. */
  readonly tenantUrl: string | null;
  readonly telemetryUrl: string;
  /** Switches that were given and are not taken, for the log. */
  readonly refused: readonly string[];
}

interface Switches {
  hasSwitch(name: string): boolean;
  getSwitchValue(name: string): string;
}

export function readLaunchSettings(switches: Switches, isPackaged: boolean): LaunchSettings {
  const refused: string[] = [];
  const valueOf = (name: string, isAllowed: (value: string) => boolean): string | null => {
    const value = switches.getSwitchValue(name);
    if (value === '') return null;
    if (isAllowed(value)) return value;
    refused.push(name);
    return null;
  };
  return {
    isHidden: switches.hasSwitch('hidden'),
    userDataDirectory: valueOf('user-data-dir', () => true),
    // A user who could point a packaged app at another policy folder could lift the organization's policy.
    policyDirectory: valueOf('policy-dir', () => !isPackaged),
    tenantUrl: valueOf('tenant-url', (url) => isServiceUrl(url, { isDevelopment: !isPackaged })),
    telemetryUrl:
      valueOf('telemetry-url', (url) => !isPackaged && isServiceUrl(url, { isDevelopment: !isPackaged })) ??
      VENDOR_TELEMETRY_URL,
    refused,
  };
}
