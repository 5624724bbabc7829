/**
 * What is in the packages: electron-builder with electron-builder.yml on a stand-in for the Electron distribution. What
 * only a real one can show (that it starts, that its archive is verified) is in the list of docs/packaging.md.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { extractAll, getRawHeader, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '../../preview/chromium.ts';
import { buildProject } from '../../tools/build.ts';
import { startClient, type Client } from '../../tools/launch.ts';
import { isAllowed } from '../../tools/package/legal/licences.ts';
import { NOTICES_FILE, SBOM_FILE } from '../../tools/package/legal/write-legal.ts';
import { buildLinuxStub, buildWindowsStub, type StubPackages } from '../../tools/package/stub-packages.ts';
import { resedit } from '../../tools/package/stub-electron.ts';
import { projectRoot } from '../../tools/project.ts';
import { controlFields, debEntries, installer, makeInstallRoot } from './deb.ts';

const BUILD_TIMEOUT_MS = 180_000;
const isLinux = process.platform === 'linux';
const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-packages-'));
const extracted = path.join(folder, 'extracted');
let packages: StubPackages;
let windows: string;

beforeAll(async () => {
  if (!isLinux) return;
  const build = await buildProject();
  if (!build.ok) throw new Error(build.reason);
  [packages, windows] = await Promise.all([
    buildLinuxStub(path.join(folder, 'linux')),
    buildWindowsStub(path.join(folder, 'windows')),
  ]);
  extractAll(path.join(packages.unpacked, 'resources', 'app.asar'), extracted);
}, BUILD_TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach((context) => context.skip(!isLinux, 'the stand-in distribution is one for Linux'));

const resource = (name: string): string => path.join(packages.unpacked, 'resources', name);

describe('the archive', () => {
  const files = (): string[] =>
    listPackage(resource('app.asar'), { isPack: false })
      .filter((file) => statSync(path.join(extracted, file)).isFile())
      .map((file) => file.slice(1).replaceAll(path.sep, '/'));

  test('holds exactly what the list says: no maps, no sources, no node_modules', async () => {
    // How the windows' code is cut into chunks is the bundler's choice; that there is nothing else is ours.
    const names = files().map((file) => file.replace(/^(dist\/renderer\/assets\/)[\w-]+(\.js|\.css)$/, '$1*$2'));
    await expect(`${[...new Set(names)].toSorted().join('\n')}\n`).toMatchFileSnapshot('archive.txt');
  });

  test('names no folder of the machine that built it', () => {
    const telling = files().filter((file) => readFileSync(path.join(extracted, file)).includes(projectRoot));
    expect(telling).toEqual([]);
  });

  test('starts what package.json names, under the name by which desktops know the window', () => {
    const { main, desktopName } = JSON.parse(readFileSync(path.join(extracted, 'package.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(existsSync(path.join(extracted, main ?? ''))).toBe(true);
    expect(desktopName).toBe('parley-desktop.desktop');
  });
});

/** The names of the fuses that are on. */
async function fusesOf(program: string): Promise<(string | undefined)[]> {
  const { version: _version, ...wire } = await getCurrentFuseWire(program);
  const on = Object.entries(wire).filter(([, state]) => state === FuseState.ENABLE);
  return on.map(([fuse]) => FuseV1Options[Number(fuse)]);
}

test('the programs have the fuses that keep everything but our archive out', async () => {
  for (const program of [path.join(packages.unpacked, 'parley-desktop'), path.join(windows, 'Parley.exe')]) {
    expect(await fusesOf(program)).toEqual([
      'EnableCookieEncryption',
      'EnableEmbeddedAsarIntegrityValidation',
      'OnlyLoadAppFromAsar',
      // As Electron ships it.
      'WasmTrapHandlers',
    ]);
  }
});

describe('on Windows', () => {
  const program = () =>
    resedit.NtExecutableResource.from(resedit.NtExecutable.from(readFileSync(path.join(windows, 'Parley.exe'))));

  test("the program carries the digest of the archive's header, by which Electron refuses a changed one", () => {
    const entry = program().entries.find(({ type, id }) => type === 'INTEGRITY' && id === 'ELECTRONASAR');
    const list = JSON.parse(Buffer.from(entry?.bin ?? new ArrayBuffer()).toString('utf8')) as object[];
    const { headerString } = getRawHeader(path.join(windows, 'resources', 'app.asar'));
    const value = createHash('sha256').update(headerString).digest('hex');
    expect(list).toContainEqual({ file: String.raw`resources\app.asar`, alg: 'SHA256', value });
  });

  test('the program has our name, and our icon in every size', () => {
    const [version] = resedit.Resource.VersionInfo.fromEntries(program().entries);
    const [language] = version?.getAllLanguagesForStringValues() ?? [];
    expect(language && version?.getStringValues(language)).toMatchObject({
      ProductName: 'Parley',
      FileDescription: 'Parley',
    });
    const [icons] = resedit.Resource.IconGroupEntry.fromEntries(program().entries);
    expect(icons?.icons.map(({ width }) => width || 256)).toEqual([16, 32, 48, 64, 128, 256]);
  });

  test('the archive is that of Linux, and the command lies where nothing else is on the PATH with it', () => {
    const archive = (folderOfResources: string): string[] =>
      listPackage(path.join(folderOfResources, 'app.asar'), { isPack: false });
    expect(archive(path.join(windows, 'resources'))).toEqual(archive(path.join(packages.unpacked, 'resources')));
    expect(readdirSync(path.join(windows, 'bin'))).toEqual(['parley.cmd']);
  });
});

test('licence, notices and bill of materials lie beside the archive, and the notices in it for the About tab', () => {
  const beside = ['LICENSE', `legal/${NOTICES_FILE}`, `legal/${SBOM_FILE}`];
  expect(beside.filter((name) => !existsSync(resource(name)))).toEqual([]);
  const notices = readFileSync(path.join(extracted, 'dist/legal', NOTICES_FILE), 'utf8');
  expect(notices).toBe(readFileSync(resource(`legal/${NOTICES_FILE}`), 'utf8'));
});

test('what is bundled may ship, and is what the client uses: nothing of the services or of the tools', () => {
  interface Component {
    readonly name: string;
    readonly group?: string;
    readonly licenses: readonly { readonly expression?: string; readonly license?: { readonly id: string } }[];
  }
  const { components } = JSON.parse(readFileSync(resource(`legal/${SBOM_FILE}`), 'utf8')) as {
    components: Component[];
  };
  const licences = components.flatMap(({ licenses }) =>
    licenses.map(({ expression, license }) => expression ?? license?.id ?? ''),
  );
  expect(licences.filter((licence) => !isAllowed(licence))).toEqual([]);
  const names = components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
  expect(names).toEqual(expect.arrayContaining(['electron', 'electron-store', 'react', 'react-dom', 'zod', 'zustand']));
  expect(names.filter((name) => /fastify|^node-|^playwright|electron-builder/.test(name))).toEqual([]);
});

test.runIf(existsSync(path.join(projectRoot, 'assets/policy')))('the policy templates lie beside the archive', () => {
  const list = (directory: string): string[] =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted();
  expect(list(resource('policy'))).toEqual(list(path.join(projectRoot, 'assets/policy')));
});

describe('the deb', () => {
  const deb = (): string => packages.deb ?? '';
  beforeEach((context) => context.skip(packages.deb === null, 'this machine has no dpkg and dpkg-deb'));

  test('says what it is and what it needs', () => {
    expect(controlFields(deb())).toMatchObject({
      Package: 'parley-desktop',
      Architecture: 'amd64',
      Section: 'net',
      Maintainer: 'The Parley developers <parley@example.com>',
      Homepage: 'https://parley.example',
      Depends: expect.stringContaining('libgtk-3-0'),
    });
    expect(controlFields(deb())).not.toHaveProperty('Recommends');
  });

  test('brings files of root that nobody else may write, into places of its own', () => {
    const entries = debEntries(deb());
    // The group is root's; whether it may write follows the umask of who builds.
    const isUsual = ({ mode, owner }: (typeof entries)[number]): boolean =>
      owner === 'root/root' && /^(?:drwxr[w-]xr-x|-rw-r[w-]-r--|-rwxr[w-]xr-x)$/.test(mode);
    expect(entries.filter((entry) => !isUsual(entry))).toEqual([]);
    const outside = entries.filter(({ mode, file }) => !mode.startsWith('d') && !file.startsWith('/opt/Parley/'));
    expect(
      outside.map(({ file }) => file.replace(/\d+x\d+/, 'N')).filter((file, at, all) => all.indexOf(file) === at),
    ).toEqual([
      '/usr/share/applications/parley-desktop.desktop',
      '/usr/share/doc/parley-desktop/copyright',
      '/usr/share/icons/hicolor/N/apps/parley-desktop.png',
    ]);
    const programs = entries.filter(({ mode }) => mode.startsWith('-rwx')).map(({ file }) => path.basename(file));
    expect(programs).toEqual(['parley', 'chrome-sandbox', 'chrome_crashpad_handler', 'parley-desktop']);
  });

  test('starts the program and opens its links from the desktop', () => {
    const target = path.join(folder, 'files');
    execFileSync('dpkg-deb', ['--extract', deb(), target]);
    const entry = readFileSync(path.join(target, 'usr/share/applications/parley-desktop.desktop'), 'utf8').split('\n');
    expect(entry).toEqual(
      expect.arrayContaining([
        '[Desktop Entry]',
        'Name=Parley',
        'Exec=/opt/Parley/parley-desktop %U',
        'Icon=parley-desktop',
        'StartupWMClass=parley-desktop',
        'MimeType=x-scheme-handler/parley;',
        'Type=Application',
      ]),
    );
  });

  describe('installed into an empty system', () => {
    const as = installer();
    const command = 'usr/bin/parley';
    const manual = 'usr/share/man/man1/parley.1';
    const completion = 'usr/share/bash-completion/completions/parley';
    const linked = (root: string, place: string): string | null => {
      const file = path.join(root, place);
      return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(file) : null;
    };
    beforeEach((context) => context.skip(as === null, 'dpkg can set owners as root or under fakeroot only'));

    test('gives the command, survives an upgrade, and on removal leaves what belongs to users, saying where', () => {
      const { folder: root, dpkg } = makeInstallRoot(path.join(folder, 'installed'), as ?? []);
      const own = path.join(root, 'home/ada/.local/state/Parley/options.json');
      for (const place of [own, path.join(root, manual)]) mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(own, '{}');
      const install = (): void => {
        dpkg('--install', deb());
        expect(linked(root, command)).toBe('/opt/Parley/bin/parley');
        expect(linked(root, manual)).toBe('/opt/Parley/resources/cli/parley.1');
        for (const place of [command, manual])
          expect(existsSync(path.join(root, linked(root, place) ?? ''))).toBe(true);
        // This system has no bash.
        expect(linked(root, completion)).toBe(null);
        expect(statSync(path.join(root, 'opt/Parley/chrome-sandbox')).mode & 0o7777).toBe(0o4755);
      };
      install();
      // An upgrade.
      install();
      expect(dpkg('--remove', 'parley-desktop')).toMatch(/stays in ~\/\.local\/state\/Parley[^]*'parley data purge'/);
      expect([command, manual].map((place) => linked(root, place))).toEqual([null, null]);
      expect(existsSync(path.join(root, 'opt/Parley'))).toBe(false);
      dpkg('--purge', 'parley-desktop');
      expect(readFileSync(own, 'utf8')).toBe('{}');
    });

    test('leaves the command of another program alone, both ways, and says so', () => {
      const { folder: root, dpkg } = makeInstallRoot(path.join(folder, 'beside'), as ?? []);
      mkdirSync(path.join(root, path.dirname(manual)), { recursive: true });
      symlinkSync('../lib/kde/parley', path.join(root, command));
      expect(dpkg('--install', deb())).toContain(
        "/usr/bin/parley belongs to another program and stays. Parley's command is /opt/Parley/bin/parley.",
      );
      expect(linked(root, manual)).toBe(null);
      dpkg('--remove', 'parley-desktop');
      expect(linked(root, command)).toBe('../lib/kde/parley');
    });
  });
});

describe('the packaged client, under the preview', () => {
  const userDataDir = path.join(folder, 'data');
  const policyDir = path.join(folder, 'policies');
  const main = path.join(extracted, 'dist/electron/main.mjs');
  let client: Client;
  beforeAll(async () => {
    if (!isLinux) return;
    mkdirSync(policyDir);
    writeFileSync(path.join(policyDir, 'a.json'), '{"DisableAutomaticSendTracing": true}');
    const register = path.join(projectRoot, 'preview', 'register.ts');
    client = await startClient({
      runtime: {
        kind: 'preview',
        executable: process.execPath,
        args: ['--import', register, main],
        reason: 'packaged',
      },
      userDataDir,
      policyDir,
      tenantUrl: 'http://127.0.0.1:9',
      telemetryUrl: 'http://127.0.0.1:9',
      mode: 'url',
      env: { ...process.env, PREVIEW_PACKAGED: '1' },
    });
  });
  afterAll(() => client?.stop());

  test('takes no switch that leads it to another policy or service', () => {
    const log = readFileSync(path.join(userDataDir, 'logs', 'parley.log'), 'utf8')
      .trim()
      .split('\n');
    const refused = log
      .map((line) => JSON.parse(line) as { message: string; name?: string })
      .filter(({ message }) => message === 'A switch was not taken.')
      .map(({ name }) => name);
    expect(refused).toEqual(['policy-dir', 'tenant-url', 'telemetry-url']);
  });

  test('is its own command line, which hears of no other policy', () => {
    const register = path.join(projectRoot, 'preview', 'register.ts');
    const parley = (...words: string[]): string =>
      execFileSync(
        process.execPath,
        ['--import', register, main, '--cli', ...words, `--user-data-dir=${userDataDir}`],
        {
          encoding: 'utf8',
          env: { ...process.env, PREVIEW_PACKAGED: '1' },
        },
      );
    const { version } = JSON.parse(readFileSync(path.join(extracted, 'package.json'), 'utf8')) as { version: string };
    expect(parley('--version').trim()).toBe(version);
    const status = parley('status', '--json');
    expect(JSON.parse(status)).toMatchObject({ version });
    expect(status).not.toContain(policyDir);
  });

  test('has no menu for developers', async () => {
    const entry = await fetch(client.url ?? '', { redirect: 'manual' });
    const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { origin } = new URL(client.url ?? '');
    const desktop = await (await fetch(`${origin}/__preview/desktop`, { headers: { cookie } })).text();
    expect(desktop).toContain('Options');
    expect(desktop).not.toMatch(/developer|throw-in-main|flush-usage/i);
  });

  test('shows the first-run notice', async (context) => {
    const executablePath = findChromium(process.env['PARLEY_CHROMIUM'] || null, process.env, process.platform);
    context.skip(executablePath === null, 'no Chromium');
    const browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--disable-dev-shm-usage'],
    });
    try {
      const page = await browser.newPage();
      await page.goto(client.url ?? '');
      await page.getByRole('button', { name: 'Continue' }).waitFor();
      expect(new URL(page.url()).pathname).toBe('/first-run.html');
    } finally {
      await browser.close();
    }
  });
});
