/** The text that tells users whose work Parley contains, with every licence in full. */
import type { ShippedPackage } from './shipped-packages.ts';

const RULE = '='.repeat(80);
const HEADER = `Parley contains the work of others, under the licences below. Electron and what it contains (Chromium, Node.js and
their parts) have their own notices: LICENSE.electron.txt and LICENSES.chromium.html beside the program.`;

/** Packages that share their licence text share one section. */
export function noticesText(packages: readonly ShippedPackage[]): string {
  const byText = new Map<string, ShippedPackage[]>();
  for (const shipped of packages) {
    const text = shipped.texts.map((each) => withoutTitle(each, shipped.name)).join('\n\n') || withoutText(shipped);
    byText.set(text, [...(byText.get(text) ?? []), shipped]);
  }
  const sections = [...byText].map(([text, sharing]) =>
    [RULE, ...sharing.map(({ name, version, licence }) => `${name} ${version} (${licence})`), '', text, ''].join('\n'),
  );
  return `${HEADER}\n\n${sections.join('\n')}`;
}

/** Some licence files begin with the package's name, which would make every text its own. */
function withoutTitle(text: string, name: string): string {
  return text.startsWith(`${name}\n`) ? text.slice(name.length).trimStart() : text;
}

function withoutText({ licence, author }: ShippedPackage): string {
  const by = author === '' ? '' : ` Author: ${author}.`;
  return `This package states its licence (${licence}) and contains no text of it.${by}`;
}
