/**
 * Stands in for fpm where it cannot be fetched: takes the arguments with which electron-builder makes a deb
 * (CUSTOM_FPM_PATH) and builds a real one with dpkg-deb. An argument that it does not know is an error, so that it never
 * leaves out what the real one would have done.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isProgram } from '../project.ts';

const OPTIONS = new Map([
  ['s', 'source'],
  ['t', 'target'],
  ['d', 'depends'],
  ...[
    ...['deb-recommends', 'deb-compression', 'deb-priority', 'architecture', 'after-install', 'after-remove', 'name'],
    ...['description', 'version', 'package', 'maintainer', 'vendor', 'url', 'license', 'category'],
  ].map((name): [string, string] => [name, name]),
]);

export interface FpmRequest {
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** `from=to` pairs; a folder's contents go to a folder. */
  readonly files: readonly { readonly from: string; readonly to: string }[];
}

/** @throws on an argument that is not known. */
export function readFpmArguments(argv: readonly string[]): FpmRequest {
  const options = new Map<string, string[]>();
  const files: FpmRequest['files'][number][] = [];
  for (let index = 0; index < argv.length; index += 1) {
    const argument = argv[index] ?? '';
    if (argument === '--force') continue;
    if (argument.startsWith('-')) {
      const name = OPTIONS.get(argument.replace(/^-+/, ''));
      const value = argv[(index += 1)];
      if (name === undefined || value === undefined) throw new Error(`fpm stand-in: ${argument} is not known`);
      options.set(name, [...(options.get(name) ?? []), value]);
    } else {
      const at = argument.lastIndexOf('=');
      if (at < 1) throw new Error(`fpm stand-in: "${argument}" is no from=to`);
      files.push({ from: argument.slice(0, at), to: argument.slice(at + 1) });
    }
  }
  return { options, files };
}

/** The control file's text. */
export function controlFile({ options }: FpmRequest, installedKib: number): string {
  const one = (name: string): string => options.get(name)?.at(-1) ?? '';
  const list = (field: string, name: string): string[] =>
    options.has(name) ? [`${field}: ${options.get(name)?.join(', ')}`] : [];
  const [synopsis = '', ...more] = one('description').trim().split('\n');
  return [
    `Package: ${one('name')}`,
    `Version: ${one('version')}`,
    `Architecture: ${one('architecture')}`,
    `Maintainer: ${one('maintainer')}`,
    `Installed-Size: ${installedKib}`,
    ...list('Depends', 'depends'),
    ...list('Recommends', 'deb-recommends'),
    `Section: ${one('category')}`,
    `Priority: ${one('deb-priority')}`,
    `Homepage: ${one('url')}`,
    `Description: ${synopsis}`,
    ...more.map((line) => ` ${line.trim() || '.'}`),
    '',
  ].join('\n');
}

function buildDeb(request: FpmRequest): void {
  const one = (name: string): string | undefined => request.options.get(name)?.at(-1);
  if (one('source') !== 'dir' || one('target') !== 'deb') throw new Error('fpm stand-in: makes debs of folders only');
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-deb-'));
  try {
    chmodSync(root, 0o755);
    for (const { from, to } of request.files) {
      const target = path.join(root, to);
      mkdirSync(statSync(from).isDirectory() ? target : path.dirname(target), { recursive: true });
      cpSync(from, target, { recursive: true, verbatimSymlinks: true });
    }
    const installedKib = Number(execFileSync('du', ['-sk', root], { encoding: 'utf8' }).split('\t')[0]);
    mkdirSync(path.join(root, 'DEBIAN'));
    writeFileSync(path.join(root, 'DEBIAN', 'control'), controlFile(request, installedKib));
    for (const [option, script] of [['after-install', 'postinst'] as const, ['after-remove', 'postrm'] as const]) {
      const from = one(option);
      if (from === undefined) continue;
      copyFileSync(from, path.join(root, 'DEBIAN', script));
      chmodSync(path.join(root, 'DEBIAN', script), 0o755);
    }
    const compression = one('deb-compression') === 'gz' ? 'gzip' : (one('deb-compression') ?? 'xz');
    const args = ['--root-owner-group', `-Z${compression}`, '--build', root, one('package') ?? ''];
    execFileSync('dpkg-deb', args, { stdio: 'inherit' });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

if (isProgram(import.meta.filename)) buildDeb(readFpmArguments(process.argv.slice(2)));
