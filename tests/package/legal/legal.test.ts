/** Licences, notices and bill of materials, on packages made up for the purpose. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { packagePathOf } from '../../../tools/package/legal/bundled-packages.ts';
import { isAllowed, licenceOf } from '../../../tools/package/legal/licences.ts';
import { noticesText } from '../../../tools/package/legal/notices.ts';
import { readShippedPackages } from '../../../tools/package/legal/shipped-packages.ts';
import { writeLegal } from '../../../tools/package/legal/write-legal.ts';

const DIGEST = Buffer.alloc(64, 7);
const MIT_TEXT = 'MIT License\n\nCopyright (c) Somebody';

/** A project with installed packages, each by its path in the lock file. */
function makeProject(packages: Record<string, { manifest: object; files?: Record<string, string> }>): string {
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-legal-'));
  const locked: Record<string, object> = { 'node_modules/electron': { version: '45.0.0' } };
  for (const [packagePath, { manifest, files = {} }] of Object.entries(packages)) {
    const folder = path.join(root, packagePath);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
    locked[packagePath] = { version: '1.2.3', integrity: `sha512-${DIGEST.toString('base64')}` };
  }
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: locked }));
  writeFileSync(path.join(root, 'package.json'), '{"name":"parley","version":"0.1.0","license":"MIT"}');
  return root;
}

describe('a module belongs to', () => {
  test.each([
    ['/p/node_modules/zod/v4/index.js', 'node_modules/zod'],
    ['/p/node_modules/@a/b/lib/index.js?commonjs', 'node_modules/@a/b'],
    ['\0/p/node_modules/conf/node_modules/env-paths/index.js', 'node_modules/conf/node_modules/env-paths'],
    ['\0rolldown/runtime.js', 'node_modules/rolldown'],
    ['\0vite/preload-helper.js', 'node_modules/vite'],
    ['/p/electron/main.ts', undefined],
    ['\0virtual:ours', undefined],
  ])('%j → %s', (id, expected) => {
    expect(packagePathOf(id, '/p')).toBe(expected);
  });
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-3.0-only', false],
  ['GPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['((MIT) OR ISC)', false],
  ['', false],
])('%j may ship: %s', (expression, expected) => {
  expect(isAllowed(expression)).toBe(expected);
});

test('reads the licence also where an old package.json wrote objects', () => {
  expect(licenceOf({ license: 'ISC' })).toBe('ISC');
  expect(licenceOf({ license: { type: 'MIT' } })).toBe('MIT');
  expect(licenceOf({ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0' }] })).toBe('MIT OR Apache-2.0');
  expect(licenceOf({})).toBe('');
});

test('gives packages of the same licence text one section, and says so where a package has none', () => {
  const root = makeProject({
    'node_modules/a': { manifest: { name: 'a', license: 'MIT' }, files: { LICENSE: MIT_TEXT } },
    'node_modules/@s/b': {
      manifest: { name: '@s/b', license: 'MIT' },
      files: { 'license.md': `@s/b\r\n\r\n${MIT_TEXT}` },
    },
    'node_modules/c': { manifest: { name: 'c', license: 'ISC', author: { name: 'C. Author' } } },
  });
  const text = noticesText(readShippedPackages(root, ['node_modules/a', 'node_modules/@s/b', 'node_modules/c']));
  expect(text).toContain(`a 1.2.3 (MIT)\n@s/b 1.2.3 (MIT)\n\n${MIT_TEXT}\n`);
  expect(text).toContain(
    'c 1.2.3 (ISC)\n\nThis package states its licence (ISC) and contains no text of it. Author: C. Author.',
  );
});

test('lists every package in the bill of materials with version, licence and digest, and Electron', () => {
  const root = makeProject({ 'node_modules/@s/b': { manifest: { name: '@s/b', license: '(MIT OR ISC)' } } });
  writeLegal(root, ['node_modules/@s/b'], path.join(root, 'legal'));
  const bill = JSON.parse(readFileSync(path.join(root, 'legal', 'sbom.cdx.json'), 'utf8')) as object;
  expect(bill).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { name: 'parley', version: '0.1.0', licenses: [{ license: { id: 'MIT' } }] } },
    components: [
      { name: 'electron', version: '45.0.0' },
      {
        group: '@s',
        name: 'b',
        version: '1.2.3',
        purl: 'pkg:npm/%40s/b@1.2.3',
        licenses: [{ expression: '(MIT OR ISC)' }],
        hashes: [{ alg: 'SHA-512', content: DIGEST.toString('hex') }],
      },
    ],
    dependencies: [{ ref: 'pkg:npm/parley@0.1.0', dependsOn: [expect.any(String), 'pkg:npm/%40s/b@1.2.3'] }],
  });
});

test('fails the build over a licence that may not ship, and over a package that the lock file does not know', () => {
  const root = makeProject({ 'node_modules/a': { manifest: { name: 'a', license: 'GPL-3.0-only' } } });
  const folder = path.join(root, 'legal');
  expect(() => writeLegal(root, ['node_modules/a'], folder)).toThrow(/^a 1\.2\.3 \(GPL-3\.0-only\): not a licence/);
  expect(() => writeLegal(root, ['node_modules/stranger'], folder)).toThrow(/node_modules\/stranger is bundled, but/);
  expect(existsSync(folder)).toBe(false);
});
