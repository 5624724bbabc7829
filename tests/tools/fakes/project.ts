/** A project on disk whose services and client only pretend: they print what the real ones print, and obey signals. */
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../tools/project.ts';
import type { Runtime } from '../../../tools/runtime.ts';

const TELEMETRY = `
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
const options = Object.fromEntries(process.argv.slice(2).filter((a) => a.startsWith('--')).map((a) => a.slice(2).split('=')));
const known = options['data-dir'] + '/tenants';
if (process.argv[2] === 'tenants') appendFileSync(known, readFileSync(options.file, 'utf8'));
if (process.argv[2] === 'serve') {
  if (!existsSync(known)) { console.error('no tenant is known'); process.exit(3); }
  process.on('SIGTERM', () => { console.log('cleaned up'); process.exit(0); });
  console.log('a line that means nothing');
  console.log('listening ' + JSON.stringify({ url: 'http://127.0.0.1:3', pageUrl: 'http://127.0.0.1:3/page', token: 'token' }));
  setInterval(() => undefined, 1000);
}
`;

const TENANT = `
const options = Object.fromEntries(process.argv.slice(2).filter((a) => a.startsWith('--')).map((a) => a.slice(2).split('=')));
if (process.argv[2] === 'registration') console.log(JSON.stringify({ tenantId: 't', name: 'Contoso', publicKey: 'k' }));
if (process.argv[2] === 'serve') {
  if (process.env.TENANT_FAILS) { console.error('the database is locked'); process.exit(4); }
  process.on('SIGTERM', () => process.exit(0));
  const accounts = [{ account: options['telemetry-url'], password: 'p', role: 'user' }];
  console.log('listening ' + JSON.stringify({ url: 'http://127.0.0.1:2', adminUrl: 'http://127.0.0.1:2/admin', accounts }));
  setInterval(() => undefined, 1000);
}
`;

const CLIENT = `
process.on('SIGTERM', () => process.exit(0));
console.log('arguments ' + JSON.stringify(process.argv.slice(2)));
console.log('[preview] window 1 http://localhost:' + process.env.PREVIEW_PORT + '/key?mode=' + process.env.PREVIEW_MODE);
setInterval(() => undefined, 1000);
`;

/** The client as `npm start` runs it: on the preview, behind a module that stands in for electron. */
const BUNDLED_CLIENT = `
process.on('SIGTERM', () => { console.log('client stopped'); process.exit(0); });
console.log('[preview] window 1 http://localhost:' + process.env.PREVIEW_PORT + '/key?mode=' + process.env.PREVIEW_MODE);
setInterval(() => undefined, 1000);
`;

export interface FakeProject {
  readonly root: string;
  readonly runtime: Runtime;
}

/** The same with everything that `npm start` needs: the tools themselves, and sources small enough to build at once. */
export function makeStartableProject(): string {
  const { root } = makeFakeProject();
  const files = {
    'electron/main.ts': BUNDLED_CLIENT,
    'electron/preload.ts': `console.log('preload');`,
    'preview/register.ts': '',
    'preview/electron-renderer.ts': 'export const contextBridge = 1;',
    'renderer/index.html': '<!doctype html><title>Main</title>',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  cpSync(path.join(projectRoot, 'tools'), path.join(root, 'tools'), { recursive: true });
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

export function makeFakeProject(): FakeProject {
  const root = mkdtempSync(path.join(os.tmpdir(), 'parley-project-'));
  const files = {
    'server/vendor/telemetry/main.ts': TELEMETRY,
    'server/organization/tenant/main.ts': TENANT,
    'client.ts': CLIENT,
    'package.json': '{ "type": "module" }',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
  return { root, runtime: { kind: 'preview', executable: process.execPath, args: ['client.ts'], reason: 'fake' } };
}
