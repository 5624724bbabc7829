/** What this computer is, for census and error records. Everything here is optional: what is not known is left out. */
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import type { Environment } from '../telemetry/telemetry.ts';

/** System tools get this long; a computer where they hang has no model name and no machine ID. */
const TOOL_TIMEOUT_MS = 2_000;
const OS_NAMES: Readonly<Record<string, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

/** Starts looking up what takes long (the model) in the background; until it is known it reads as null. */
export function describeEnvironment(
  appVersion: string,
  locale: string,
  platform: NodeJS.Platform = process.platform,
): Environment {
  let deviceModel: string | null = null;
  lookUpDeviceModel(platform, (model) => (deviceModel = model));
  return {
    appName: 'ParleyDesktop',
    appVersion,
    osName: OS_NAMES[platform] ?? 'Other',
    osVersion: plainVersion(os.release()),
    get deviceModel() {
      return deviceModel;
    },
    language: locale,
    region: regionOf(locale),
    ipAddress: () => firstExternalAddress(os.networkInterfaces()),
    machineId: () => readMachineId(platform),
  };
}

/** Numbers only: what builders of kernels append can name an organization or a computer. */
export const plainVersion = (release: string): string => /^\d+(\.\d+){0,3}/.exec(release)?.[0] ?? '0';

export function regionOf(locale: string): string | null {
  try {
    return new Intl.Locale(locale).maximize().region ?? null;
  } catch {
    return null;
  }
}

/** The first address that is not loopback; IPv4 first, since link-local IPv6 says nothing about a network. */
export function firstExternalAddress(interfaces: NodeJS.Dict<os.NetworkInterfaceInfo[]>): string | null {
  const external = Object.values(interfaces).flatMap((list) => (list ?? []).filter((address) => !address.internal));
  return (
    (
      external.find((address) => address.family === 'IPv4') ??
      external.find((address) => !address.address.startsWith('fe80'))
    )?.address ?? null
  );
}

function lookUpDeviceModel(platform: NodeJS.Platform, found: (model: string) => void): void {
  const run = (file: string, args: string[], read: (output: string) => string | undefined): void => {
    execFile(file, args, { timeout: TOOL_TIMEOUT_MS, windowsHide: true }, (error, output) => {
      const model = error ? undefined : read(output)?.trim();
      if (model) found(model);
    });
  };
  if (platform === 'darwin') run('/usr/sbin/sysctl', ['-n', 'hw.model'], (output) => output);
  else if (platform === 'win32') {
    run(
      'reg.exe',
      ['query', 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS', '/v', 'SystemProductName'],
      (output) => /REG_SZ\s+(.+)/.exec(output)?.[1],
    );
  } else {
    fs.readFile('/sys/class/dmi/id/product_name', 'utf8', (error, text) => {
      if (!error && text.trim()) found(text.trim());
    });
  }
}

/** The operating system's own ID of this installation; only ever compared as a hash, to notice a cloned image. */
function readMachineId(platform: NodeJS.Platform): string | null {
  const run = (file: string, args: string[]): string =>
    execFileSync(file, args, { encoding: 'utf8', timeout: TOOL_TIMEOUT_MS, windowsHide: true });
  try {
    if (platform === 'linux') return fs.readFileSync('/etc/machine-id', 'utf8').trim() || null;
    if (platform === 'darwin')
      return (
        /"IOPlatformUUID" = "([^"]+)"/.exec(run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']))?.[1] ??
        null
      );
    if (platform === 'win32')
      return (
        /REG_SZ\s+(\S+)/.exec(
          run('reg.exe', ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid']),
        )?.[1] ?? null
      );
    return null;
  } catch {
    return null;
  }
}
