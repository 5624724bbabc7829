/**
 * The dependency rules of the source tree, checked on every import: which folder may use which, who may touch Electron
 * itself, and who may touch raw IPC. They are paths relative to the project, so one table says what the house looks like.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

export interface ZoneFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Zone {
  /** Files below this folder belong to the zone; of several that fit, the longest does. */
  readonly folder: string;
  /** Folders that it may import from, besides itself. */
  readonly mayUse: readonly string[];
  /** Files whose types alone it may import. */
  readonly mayUseTypesOf?: readonly string[];
  /** Packages that it may import; any, when left out. */
  readonly packages?: readonly string[];
  /** Whether Node's own modules are out of place there. */
  readonly isWithoutNode?: boolean;
}

const ZONES: readonly Zone[] = [
  { folder: 'common', mayUse: [], packages: ['zod'], isWithoutNode: true },
  { folder: 'electron', mayUse: ['common'] },
  { folder: 'renderer', mayUse: ['common', 'assets'], isWithoutNode: true },
  { folder: 'preview', mayUse: ['common'], mayUseTypesOf: ['electron/surface.ts'] },
  { folder: 'server', mayUse: ['common'] },
  // The two parties share what lies in server/ itself, never each other's code.
  { folder: 'server/vendor', mayUse: ['common', 'server'] },
  { folder: 'server/organization', mayUse: ['common', 'server'] },
];
const PARTIES = ['server/vendor', 'server/organization'];

/** The files that may import `electron`; the preview may take its types. */
const ELECTRON_IMPORTERS = ['electron/host.ts', 'electron/preload.ts'];
const RAW_IPC = new Set(['ipcMain', 'ipcRenderer']);
const RAW_IPC_FILES = ['electron/host.ts', 'electron/surface.ts', 'electron/preload.ts'];
const RAW_IPC_FOLDER = 'electron/ipc';
/** The composition root may hand raw IPC to the IPC folder, but not call it. */
const COMPOSITION_ROOT = 'electron/main.ts';

interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  readonly start: number;
}

type AstNode = Record<string, unknown> & { readonly type: string; readonly start: number };

function isNode(value: unknown): value is AstNode {
  return typeof value === 'object' && value !== null && typeof (value as AstNode).type === 'string';
}

function* walk(node: AstNode): Generator<AstNode> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(child)) yield* walk(child);
  }
}

function stringOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Literal' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** The import that a syntax node makes, in any of the forms TypeScript has. */
function importOf(node: AstNode): Import | undefined {
  const found = (source: unknown, isTypeOnly: boolean): Import | undefined => {
    const specifier = stringOf(source);
    return specifier === undefined ? undefined : { specifier, isTypeOnly, start: node.start };
  };
  switch (node.type) {
    case 'ImportDeclaration':
      return found(node['source'], node['importKind'] === 'type');
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return found(node['source'], node['exportKind'] === 'type');
    case 'ImportExpression':
    case 'TSImportType':
      return found(node['source'], node.type === 'TSImportType');
    case 'CallExpression': {
      const callee = node['callee'];
      const isRequire = isNode(callee) && callee['name'] === 'require';
      return isRequire ? found((node['arguments'] as unknown[])[0], false) : undefined;
    }
    default:
      return undefined;
  }
}

/** The raw IPC object that a syntax node names; in the composition root only naming a member of it counts. */
function rawIpcOf(file: string, node: AstNode): string | undefined {
  const nameOf = (value: unknown): string | undefined => {
    const name = isNode(value) && value.type === 'Identifier' ? value['name'] : undefined;
    return typeof name === 'string' && RAW_IPC.has(name) ? name : undefined;
  };
  if (file !== COMPOSITION_ROOT) return nameOf(node);
  if (node.type !== 'MemberExpression') return undefined;
  const object = node['object'];
  return (
    nameOf(object) ?? (isNode(object) && object.type === 'MemberExpression' ? nameOf(object['property']) : undefined)
  );
}

function isWithin(file: string, folder: string): boolean {
  return file === folder || file.startsWith(`${folder}/`);
}

function zoneOf(file: string): Zone | undefined {
  return ZONES.filter((zone) => isWithin(file, zone.folder)).toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

function judgePackage(zone: Zone, file: string, { specifier, isTypeOnly }: Import): string | undefined {
  if (specifier === 'electron' || specifier.startsWith('electron/')) {
    const isAllowed = ELECTRON_IMPORTERS.includes(file) || (zone.folder === 'preview' && isTypeOnly);
    return isAllowed ? undefined : `only ${ELECTRON_IMPORTERS.join(' and ')} import electron; use electron/host.ts`;
  }
  if (specifier.startsWith('node:')) {
    return zone.isWithoutNode === true ? `${zone.folder} runs without Node: ${specifier} is not there` : undefined;
  }
  const isAllowed = zone.packages?.some((name) => isWithin(specifier, name)) ?? true;
  return isAllowed ? undefined : `${zone.folder} may use only ${zone.packages?.join(', ')}, not ${specifier}`;
}

function judgePath(zone: Zone, file: string, { specifier, isTypeOnly }: Import): string | undefined {
  const target = path.posix.join(path.posix.dirname(file), specifier);
  if (isWithin(target, zone.folder) && zoneOf(target) === zone) return undefined;
  const isOtherParty = PARTIES.some((party) => isWithin(target, party) && !isWithin(file, party));
  if (!isOtherParty && zone.mayUse.some((folder) => isWithin(target, folder))) return undefined;
  if (isTypeOnly && zone.mayUseTypesOf?.includes(target) === true) return undefined;
  return `${zone.folder} may not import ${target}`;
}

/** The faults of one file. `file` is relative to the project, with forward slashes. */
export function judgeFile(file: string, source: string): ZoneFault[] {
  const zone = zoneOf(file);
  if (!zone) return [];
  const faults: ZoneFault[] = [];
  const report = (start: number, message: string): void => {
    const line = source.slice(0, start).split('\n').length;
    // One import names what it takes twice: as exported there, and as called here.
    if (!faults.some((fault) => fault.line === line && fault.message === message)) faults.push({ file, line, message });
  };
  const mayTouchIpc = RAW_IPC_FILES.includes(file) || isWithin(file, RAW_IPC_FOLDER) || zone.folder === 'preview';
  const { program, errors } = parseSync(file, source);
  for (const error of errors) report(0, `cannot be parsed: ${error.message}`);
  for (const node of walk(program as unknown as AstNode)) {
    const name = mayTouchIpc ? undefined : rawIpcOf(file, node);
    if (name !== undefined) {
      report(node.start, `raw ${name} belongs to ${RAW_IPC_FOLDER} and electron/preload.ts; go through the contract`);
    }
    const imported = importOf(node);
    if (!imported) continue;
    const judge = imported.specifier.startsWith('.') ? judgePath : judgePackage;
    const message = judge(zone, file, imported);
    if (message !== undefined) report(imported.start, message);
  }
  return faults;
}

/** The faults of the whole tree under `root`. */
export function findZoneFaults(root: string): ZoneFault[] {
  const folders = ZONES.map(({ folder }) => folder).filter((folder) => !folder.includes('/'));
  return globSync(`{${folders.join(',')}}/**/*.{ts,tsx,mts,mjs,js}`, { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .toSorted()
    .flatMap((file) => judgeFile(file, readFileSync(path.join(root, file), 'utf8')));
}
