/**
 * A stand-in for the Electron distribution: the file names that the packager expects and a program with a fuse wire to
 * flip, but nothing that runs. With it a package's contents can be tested where the real runtime cannot be fetched.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPackage } from '@electron/asar';

/** Marks the fuse wire in Electron's program; then its version, its length, and one character a fuse. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSE_WIRE_VERSION = 1;
/** As Electron ships them: '1' on, '0' off. */
const SHIPPED_FUSES = '101100111';

const FILES = [
  'LICENSE',
  'LICENSES.chromium.html',
  'chrome-sandbox',
  'chrome_crashpad_handler',
  'icudtl.dat',
  'locales/en-US.pak',
  'resources.pak',
  'snapshot_blob.bin',
  'v8_context_snapshot.bin',
];

/** Writes a distribution for Linux into `folder`. */
export async function writeStubElectron(folder: string, version: string): Promise<void> {
  const write = (name: string, content: string | Buffer, mode = 0o644): void => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  };
  for (const name of FILES) write(name, 'stub', name.startsWith('chrome') ? 0o755 : 0o644);
  write('version', version);
  const wire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([FUSE_WIRE_VERSION, SHIPPED_FUSES.length]),
    Buffer.from(SHIPPED_FUSES),
  ]);
  // The packager reads its header before it takes it out.
  const defaultApp = path.join(folder, 'default_app');
  write('default_app/package.json', '{}');
  await createPackage(defaultApp, path.join(folder, 'resources', 'default_app.asar'));
  rmSync(defaultApp, { recursive: true });
  write('electron', Buffer.concat([Buffer.from('\x7fELF stub\0', 'latin1'), wire, Buffer.from('\0end')]), 0o755);
}
