/** Which licences may ship in Parley, and what a package says about its own. */

/** SPDX names. They ask for a notice and for nothing else. */
export const ALLOWED_LICENCES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unicode-3.0',
  'Unlicense',
  'Zlib',
];

/** The licence of a package.json as an SPDX expression; empty when it names none. */
export function licenceOf(manifest: { readonly license?: unknown; readonly licenses?: unknown }): string {
  const nameOf = (value: unknown): string => {
    if (typeof value === 'string') return value;
    // Old packages wrote objects, and lists of them to choose from.
    return typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : '';
  };
  if (Array.isArray(manifest.licenses)) return manifest.licenses.map(nameOf).join(' OR ');
  return nameOf(manifest.license);
}

/** Whether an SPDX expression lets us ship: one of alternatives is enough, of several at once each must be allowed. */
export function isAllowed(expression: string): boolean {
  // OR binds less than AND. Nested expressions do not occur, and are refused.
  if (/\([^)]*\(/.test(expression)) return false;
  const alternatives = expression.replace(/^\((.*)\)$/, '$1').split(/ OR /);
  return alternatives.some((alternative) =>
    alternative.split(/ AND /).every((name) => ALLOWED_LICENCES.includes(name.trim())),
  );
}
