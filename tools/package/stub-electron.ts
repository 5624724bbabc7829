/**
 * A stand-in for the Electron distribution: the file names that the packager expects and a program with a fuse wire to
 * flip, but nothing that runs. With it a package's contents can be tested where the real runtime cannot be fetched.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import type * as Resedit from 'resedit';
import { projectRoot } from '../project.ts';

export type StubPlatform = 'linux' | 'win32';

/** Marks the fuse wire in Electron's program; then its version, its length, and one character a fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_WIRE_VERSION = 1;
/** As Electron ships them: '1' on, '0' off. */
const SHIPPED_FUSES = '101100111';
const US_ENGLISH = { lang: 1033, codepage: 1200 };

const FILES = [
  'LICENSE',
  'LICENSES.chromium.html',
  'icudtl.dat',
  'locales/en-US.pak',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
];
const LINUX_PROGRAMS = ['chrome-sandbox', 'chrome_crashpad_handler'];

/** What reads and writes Windows programs; the packager brings it along. */
export const resedit = createRequire(path.join(projectRoot, 'node_modules', 'app-builder-lib', 'package.json'))(
  'resedit',
) as typeof Resedit;

/** Writes a distribution into `folder`. */
export async function writeStubElectron(folder: string, version: string, platform: StubPlatform): Promise<void> {
  const write = (name: string, content: string | Buffer, mode = 0o644): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  };
  for (const name of FILES) write(name, 'stub');
  write('version', version);
  // The packager reads its header before it takes it out.
  const defaultApp = path.join(folder, 'default_app');
  write('default_app/package.json', '{}');
  await createPackage(defaultApp, path.join(folder, 'resources', 'default_app.asar'));
  rmSync(defaultApp, { recursive: true });
  if (platform === 'win32') return write('electron.exe', windowsProgram());
  for (const name of LINUX_PROGRAMS) write(name, 'stub', 0o755);
  write('electron', Buffer.concat([Buffer.from('\x7fELF stub\0', 'latin1'), fuseWire(), Buffer.from('\0end')]), 0o755);
}

function fuseWire(): Buffer {
  const header = Buffer.from([FUSE_WIRE_VERSION, SHIPPED_FUSES.length]);
  return Buffer.concat([Buffer.from(FUSE_SENTINEL), header, Buffer.from(SHIPPED_FUSES)]);
}

/** A Windows program without code: the packager writes icon, version and the archive's digest into its resources. */
function windowsProgram(): Buffer {
  const program = resedit.NtExecutable.createEmpty(false, false);
  const resources = resedit.NtExecutableResource.from(program);
  const version = resedit.Resource.VersionInfo.createEmpty();
  version.setStringValues(US_ENGLISH, { ProductName: 'Electron', FileDescription: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(program);
  program.setExtraData(Uint8Array.from(fuseWire()));
  return Buffer.from(program.generate());
}
