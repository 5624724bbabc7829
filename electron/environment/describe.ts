/** What this computer is, for census and error records. Everything here is optional: what is not known is left out. */
import { execFile, execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import type { Environment } from '../telemetry/telemetry.ts';

/** System tools get this long; a computer where they hang has no model name and no machine ID. */
const TOOL_TIMEOUT_MS = 2_000;
const OS_NAMES: Readonly<Record<string, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };

/** What the operating system says about itself, through Electron. */
export interface SystemLocale {
  getPreferredSystemLanguages(): string[];
  /** ISO 3166; empty when it is not known. */
  getLocaleCountryCode(): string;
}

/** Waits for the model's name, `TOOL_TIMEOUT_MS` at most, so that the first census has it. */
export async function describeEnvironment(
  appVersion: string,
  system: SystemLocale,
  platform: NodeJS.Platform = process.platform,
): Promise<Environment> {
  return {
    appName: 'ParleyDesktop',
    appVersion,
    osName: OS_NAMES[platform] ?? 'Other',
    osVersion: plainVersion(os.release()),
    deviceModel: await lookUpDeviceModel(platform),
    language: system.getPreferredSystemLanguages()[0] ?? 'und',
    region: system.getLocaleCountryCode() || null,
    ipAddress: () => firstExternalAddress(os.networkInterfaces()),
    machineId: () => readMachineId(platform),
  };
}

/** Numbers only: what builders of kernels append can name an organization or a computer. */
export const plainVersion = (release: string): string => /^\d+(\.\d+){0,3}/.exec(release)?.[0] ?? '0';

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

/** Null when the system has no name for it. */
function lookUpDeviceModel(platform: NodeJS.Platform): Promise<string | null> {
  const run = (file: string, args: string[], read: (output: string) => string | undefined): Promise<string | null> =>
    new Promise((resolve) => {
      execFile(file, args, { timeout: TOOL_TIMEOUT_MS, windowsHide: true }, (error, output) =>
        resolve((error ? undefined : read(output)?.trim()) || null),
      );
    });
  if (platform === 'darwin') return run('/usr/sbin/sysctl', ['-n', 'hw.model'], (output) => output);
  if (platform === 'win32') {
    const key = String.raw`HKLM\HARDWARE\DESCRIPTION\System\BIOS`;
    return run('reg.exe', ['query', key, '/v', 'SystemProductName'], (output) => /REG_SZ\s+(.+)/.exec(output)?.[1]);
  }
  return fs.promises.readFile('/sys/class/dmi/id/product_name', 'utf8').then(
    (text) => text.trim() || null,
    () => null,
  );
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
