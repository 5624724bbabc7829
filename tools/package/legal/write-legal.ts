/** Writes dist/legal: the third-party notices and the bill of materials of what was bundled. Part of every build. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAllowed } from './licences.ts';
import { noticesText } from './notices.ts';
import { sbom } from './sbom.ts';
import { electronVersion, readShippedPackages } from './shipped-packages.ts';

export const NOTICES_FILE = 'third-party-notices.txt';
export const SBOM_FILE = 'sbom.cdx.json';

/**
 * `paths` are those of the lock file. A project without a lock file bundles nothing of others.
 * @throws when a licence is not on the list of those that may ship.
 */
export function writeLegal(root: string, paths: readonly string[], folder: string): void {
  if (!existsSync(path.join(root, 'package-lock.json'))) return;
  const packages = readShippedPackages(root, paths);
  const refused = packages.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0) {
    const names = refused.map(({ name, version, licence }) => `${name} ${version} (${licence || 'no licence'})`);
    throw new Error(
      `${names.join(', ')}: not a licence of tools/package/legal/licences.ts; ` +
        'do without the package, or add its licence there after reading it',
    );
  }
  const { name, version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
    license: string;
  };
  const subject = { name, version, licence: license, electronVersion: electronVersion(root) };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, NOTICES_FILE), noticesText(packages));
  writeFileSync(path.join(folder, SBOM_FILE), `${JSON.stringify(sbom(subject, packages), null, 2)}\n`);
}
