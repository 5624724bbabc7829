/** What is known of the packages that ship: versions and digests from the lock file, licences from what is installed. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { licenceOf } from './licences.ts';

export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression. */
  readonly licence: string;
  /** The package's own licence and notice files; empty when it has none. */
  readonly texts: readonly string[];
  /** Who wrote it, as far as package.json says. */
  readonly author: string;
  /** SHA-512 of the package as fetched, in hex. */
  readonly sha512: string;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

interface Manifest {
  readonly name: string;
  readonly author?: string | { readonly name?: string };
  readonly license?: unknown;
}

const TEXT_FILES = '{LICEN[CS]E,Licen[cs]e,licen[cs]e,NOTICE,COPYING}*';

/** @throws when a package is not in the lock file with a version and a digest, or is not installed. */
export function readShippedPackages(root: string, paths: readonly string[]): ShippedPackage[] {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
  return paths.map((packagePath) => {
    const locked = lock.packages[packagePath];
    const sha512 = /^sha512-(\S+)/.exec(locked?.integrity ?? '')?.[1];
    if (locked?.version === undefined || sha512 === undefined) {
      throw new Error(`package-lock.json: ${packagePath} is bundled, but has no entry with version and integrity`);
    }
    const folder = path.join(root, packagePath);
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
    const { author } = manifest;
    return {
      name: manifest.name,
      version: locked.version,
      licence: licenceOf(manifest),
      texts: readTexts(folder),
      author: (typeof author === 'string' ? author : author?.name) ?? '',
      sha512: Buffer.from(sha512, 'base64').toString('hex'),
    };
  });
}

/** The version of Electron that is packaged. */
export function electronVersion(root: string): string {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as Lock;
  return lock.packages['node_modules/electron']?.version ?? 'unknown';
}

function readTexts(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return globSync(TEXT_FILES, { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n'))
    .map((text) => (text.startsWith('# Vite core license') ? withoutVitesOwn(text) : text).trim());
}

/** Of Vite its helper for loading chunks ships. Its licence file goes on with what Vite alone consists of. */
function withoutVitesOwn(text: string): string {
  return text.split('\n# Licenses of bundled dependencies')[0] ?? text;
}
