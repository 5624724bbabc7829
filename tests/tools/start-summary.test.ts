import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { policyCommands, summarize, type ReadyReport } from '../../tools/start-summary.ts';

test.runIf(process.platform !== 'win32')(
  'gives commands that push and remove a policy, whatever the folder is called',
  () => {
    const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'parley-')), `Ada's "$HOME" \`x\` \\ folder`);
    mkdirSync(folder);
    const { push, remove } = policyCommands(folder, process.platform);
    execFileSync('sh', ['-c', push]);
    const file = path.join(folder, '10-stop.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ DisableAutomaticSendTracing: true });
    execFileSync('sh', ['-c', remove]);
    expect(existsSync(file)).toBe(false);
  },
);

test('speaks the language of cmd on Windows', () => {
  expect(policyCommands('C:\\Parley Dev\\managed.d', 'win32')).toEqual({
    push: 'echo {"DisableAutomaticSendTracing": true} > "C:\\Parley Dev\\managed.d\\10-stop.json"',
    remove: 'del "C:\\Parley Dev\\managed.d\\10-stop.json"',
  });
});

test('names every address, credential and folder', () => {
  const report: ReadyReport = {
    runtime: 'preview',
    client: { url: 'http://localhost:1/c', userDataDir: '/u', logsDir: '/u/logs', policyDir: '/p' },
    tenant: {
      url: 'http://127.0.0.1:2',
      adminUrl: 'http://127.0.0.1:2/admin',
      accounts: [{ account: 'ada@contoso.example', password: 'secret', role: 'user' }],
    },
    telemetry: { url: 'http://127.0.0.1:3', pageUrl: 'http://127.0.0.1:3/page', token: 'tok' },
    pids: { client: 1, tenant: 2, telemetry: 3 },
  };
  const text = summarize(report, '/u/services', 'linux');
  for (const part of [
    'http://localhost:1/c',
    '/admin',
    'ada@contoso.example',
    'secret',
    '/page',
    'tok',
    '/u/logs',
    '/p',
    '/u/services',
  ]) {
    expect(text).toContain(part);
  }
});
