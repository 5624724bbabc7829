/**
 * Makes packages of what is in dist on the stub distribution: the unpacked folders of Linux and Windows, and a real deb
 * where dpkg-deb is present. The overrides are here and nowhere else: electron-builder.yml describes the real packages.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../project.ts';
import { runCommand } from '../run-command.ts';
import { writeStubElectron, type StubPlatform } from './stub-electron.ts';

const PACKAGE_TIMEOUT_MS = 120_000;

export interface StubPackages {
  /** What would be installed as /opt/Parley. */
  readonly unpacked: string;
  /** Null where dpkg-deb is missing. */
  readonly deb: string | null;
}

/** Whether this machine can make and install debs. */
export function hasDpkg(): boolean {
  return ['dpkg', 'dpkg-deb'].every((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** Into `folder`, which is created. @throws with the packager's own words when it fails. */
export async function buildLinuxStub(folder: string): Promise<StubPackages> {
  const standIn = path.join(projectRoot, 'tools', 'package', 'fpm-by-dpkg.ts');
  const fpm = path.join(folder, 'fpm');
  mkdirSync(folder, { recursive: true });
  writeFileSync(fpm, `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`, { mode: 0o755 });
  const isDebWanted = hasDpkg();
  // Contents matter here, not how small they become.
  const args = ['--linux', ...(isDebWanted ? ['deb', '-c.deb.compression=gz'] : ['dir'])];
  const output = await runPackager(folder, 'linux', args, { CUSTOM_FPM_PATH: fpm });
  const { version } = readPackage(path.join(projectRoot, 'package.json'));
  return {
    unpacked: path.join(output, 'linux-unpacked'),
    deb: isDebWanted ? path.join(output, `parley-desktop_${version}_amd64.deb`) : null,
  };
}

/** The folder that the Windows installer would install, built into `folder`. @throws as buildLinuxStub. */
export async function buildWindowsStub(folder: string): Promise<string> {
  return path.join(await runPackager(folder, 'win32', ['--win', 'dir']), 'win-unpacked');
}

async function runPackager(folder: string, platform: StubPlatform, args: string[], env = {}): Promise<string> {
  const electron = path.join(folder, 'electron');
  const output = path.join(folder, 'release');
  const { version } = readPackage(path.join(projectRoot, 'node_modules', 'electron', 'package.json'));
  await writeStubElectron(electron, version, platform);
  const builder = path.join(projectRoot, 'node_modules', 'electron-builder', 'cli.js');
  const overrides = { electronDist: electron, electronVersion: version, 'directories.output': output };
  const options = Object.entries(overrides).map(([key, value]) => `-c.${key}=${value}`);
  const result = await runCommand(process.execPath, [builder, ...args, '--x64', '--publish', 'never', ...options], {
    cwd: projectRoot,
    timeoutMs: PACKAGE_TIMEOUT_MS,
    env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: 'false', ...env },
  });
  if (!result.isOk) throw new Error(`electron-builder: ${result.reason}\n${withoutNoise(result.stdout)}`);
  return output;
}

/** A list of several hundred packages that are referred to twice says nothing about a failure. */
function withoutNoise(output: string): string {
  return output.replace(/^.*duplicate dependency references.*\n/gm, '');
}

function readPackage(file: string): { readonly version: string } {
  return JSON.parse(readFileSync(file, 'utf8')) as { version: string };
}
