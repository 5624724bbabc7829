/** Reads debs, and installs them into a folder instead of into this machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The control file's fields. */
export function controlFields(deb: string): Record<string, string> {
  const text = execFileSync('dpkg-deb', ['--field', deb], { encoding: 'utf8' });
  const fields = text.replaceAll(/\n[ \t]+/g, ' ').matchAll(/^([^:\n]+): (.*)$/gm);
  return Object.fromEntries([...fields].map(([, name = '', value = '']) => [name, value]));
}

/** One line an entry: mode, owner, path. */
export function debEntries(deb: string): { mode: string; owner: string; file: string }[] {
  const lines = execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [mode = '', owner = '', , , , ...name] = line.split(/\s+/);
    return { mode, owner, file: name.join(' ').replace(/^\./, '') };
  });
}

export interface InstallRoot {
  readonly folder: string;
  /** Runs dpkg on this root. @throws with its output when it fails. */
  readonly dpkg: (...args: string[]) => string;
}

/** Installing sets owners, which takes root or somebody who pretends. */
export function installer(): string[] | null {
  if (process.getuid?.() === 0) return [];
  return spawnSync('fakeroot', ['--version'], { stdio: 'ignore' }).status === 0 ? ['fakeroot'] : null;
}

/** An empty system that a package can be installed into. */
export function makeInstallRoot(folder: string, as: readonly string[]): InstallRoot {
  for (const name of ['usr/bin', 'var/lib/dpkg/info', 'var/lib/dpkg/updates']) {
    mkdirSync(path.join(folder, name), { recursive: true });
  }
  const status = path.join(folder, 'var/lib/dpkg/status');
  if (!existsSync(status)) writeFileSync(status, '');
  // What the package depends on is not there, and its scripts run outside the root, told of it by DPKG_ROOT.
  const forced = ['--force-depends', '--force-script-chrootless', '--force-not-root', '--force-bad-path'];
  return {
    folder,
    dpkg(...args) {
      const [program = '', ...rest] = [...as, 'dpkg', `--root=${folder}`, '--log=/dev/null', ...forced, ...args];
      const { status: code, stdout, stderr } = spawnSync(program, rest, { encoding: 'utf8' });
      if (code !== 0) throw new Error(`dpkg ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
      return stdout;
    },
  };
}
