/** The software bill of materials in CycloneDX: what an organization feeds to its vulnerability scanner. */
import type { ShippedPackage } from './shipped-packages.ts';

export interface SbomSubject {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly electronVersion: string;
}

/** Without serial number and time, so that the same sources give the same bytes. */
export function sbom(subject: SbomSubject, packages: readonly ShippedPackage[]): object {
  const ref = packageUrl(subject.name, subject.version);
  const components = [electronComponent(subject.electronVersion), ...packages.map(packageComponent)];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': ref,
        name: subject.name,
        version: subject.version,
        licenses: licences(subject.licence),
      },
    },
    components,
    dependencies: [{ ref, dependsOn: components.map((component) => component['bom-ref']) }],
  };
}

function electronComponent(version: string) {
  const purl = `pkg:github/electron/electron@v${version}`;
  return { type: 'framework', 'bom-ref': purl, name: 'electron', version, licenses: licences('MIT'), purl };
}

function packageComponent({ name, version, licence, sha512 }: ShippedPackage) {
  const purl = packageUrl(name, version);
  const [group, bare] = name.startsWith('@') ? (name.split('/') as [string, string]) : [undefined, name];
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group === undefined ? {} : { group }),
    name: bare,
    version,
    hashes: [{ alg: 'SHA-512', content: sha512 }],
    licenses: licences(licence),
    purl,
  };
}

function licences(expression: string): object[] {
  return / (?:OR|AND|WITH) /.test(expression) ? [{ expression }] : [{ license: { id: expression } }];
}

function packageUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
