/** electron-builder.yml is what electron-builder understands, and says what docs/packaging.md promises. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appUserModelId } from '../../electron/data-paths.ts';
import { projectRoot } from '../../tools/project.ts';

interface SchemaError {
  readonly instancePath: string;
  readonly message?: string;
  readonly params: object;
}
interface SchemaCheck {
  (value: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
}
interface LinuxPackage {
  readonly packageName: string;
  readonly afterRemove: string;
}
interface BuilderConfig extends Record<string, unknown> {
  readonly appId: string;
  readonly files: readonly string[];
  readonly electronFuses: Record<string, boolean>;
  readonly extraMetadata: object;
  readonly protocols: unknown;
  readonly win: { readonly icon: string };
  readonly nsis: object;
  readonly mac: { readonly icon: string };
  readonly linux: { readonly icon: string; readonly executableName: string };
  readonly deb: LinuxPackage;
  readonly rpm: LinuxPackage;
}

// electron-builder brings both along; neither has an ES module entry.
const require = createRequire(path.join(projectRoot, 'node_modules', 'app-builder-lib', 'package.json'));
const { load } = require('js-yaml') as { load: (text: string) => unknown };
const { default: Ajv } = require('ajv') as {
  default: new (options: object) => { compile: (schema: unknown) => SchemaCheck };
};

const schema: unknown = JSON.parse(
  readFileSync(path.join(projectRoot, 'node_modules/app-builder-lib/scheme.json'), 'utf8'),
);
const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
const readConfig = (): BuilderConfig =>
  load(readFileSync(path.join(projectRoot, 'electron-builder.yml'), 'utf8')) as BuilderConfig;

function problems(config: object): string[] {
  check(config);
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

test("is what electron-builder's own schema allows", () => {
  expect(problems(readConfig())).toEqual([]);
});

test.each([
  { asarr: true },
  { linux: { categori: 'Network' } },
  { nsis: { perMachin: true } },
  { electronFuses: { runAsNod: false } },
])('the schema would notice a misspelt key: %j', (fault) => {
  expect(problems({ ...readConfig(), ...fault })).not.toEqual([]);
});

test('closes every fuse that lets something else in, and opens every one that guards', () => {
  expect(readConfig().electronFuses).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    grantFileProtocolExtraPrivileges: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    resetAdHocDarwinSignature: true,
  });
});

test('packages neither the preview nor sources, and names only icons that exist', () => {
  const { files, win, mac, linux } = readConfig();
  const wanted = files.filter((pattern) => !pattern.startsWith('!'));
  expect(wanted).toEqual([
    'package.json',
    'dist/electron/**',
    'dist/renderer/**',
    'dist/assets/**',
    'dist/legal/third-party-notices.txt',
  ]);
  expect(files).toEqual(expect.arrayContaining(['!**/*.map', '!node_modules/**']));
  for (const icon of [win.icon, mac.icon, linux.icon]) expect(existsSync(path.join(projectRoot, icon))).toBe(true);
});

test('keeps what belongs to users when Parley is removed, on every system', () => {
  const { nsis, deb, rpm } = readConfig();
  expect(nsis).toMatchObject({ oneClick: false, perMachine: false, deleteAppDataOnUninstall: false });
  for (const script of [deb.afterRemove, rpm.afterRemove]) expect(script).toBe('assets/package/linux/after-remove.sh');
});

test('takes no name, program or icon from KDE\'s "parley", which distributions carry', () => {
  const { linux, deb, rpm, extraMetadata } = readConfig();
  expect([linux.executableName, deb.packageName, rpm.packageName]).toEqual(Array(3).fill('parley-desktop'));
  expect(extraMetadata).toEqual({ desktopName: 'parley-desktop.desktop' });
});

test('installs under the name by which Windows groups its windows and its start at log-on', () => {
  expect(readConfig().appId).toBe(appUserModelId(true));
});

test('opens parley: links and claims no file type, since Parley has no documents', () => {
  const config = readConfig();
  expect(config.protocols).toEqual([{ name: 'Parley link', schemes: ['parley'] }]);
  expect(JSON.stringify(config)).not.toContain('fileAssociations');
});

test('leaves the stand-ins of offline tests out', () => {
  const config = readConfig();
  expect(config).not.toHaveProperty('electronDist');
  expect(config).not.toHaveProperty('deb.depends');
  expect(config.win).not.toHaveProperty('signAndEditExecutable');
});
