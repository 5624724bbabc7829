import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { projectRoot } from '../../tools/project.ts';

const DEADLINE_MS = 20_000;
const isPosix = process.platform !== 'win32';

/** Answers like npm: tells its version, and `ci` leaves a package folder; both as the test wants them. */
const FAKE_NPM = `
const fs = require('fs');
fs.appendFileSync('npm-calls.log', process.argv.slice(2).join(' ') + '\\n');
if (process.argv[2] === '--version') console.log(process.env.FAKE_NPM_VERSION || '10.9.0');
else { fs.mkdirSync('node_modules', { recursive: true }); process.exit(Number(process.env.FAKE_NPM_EXIT || 0)); }
`;
const SCRIPT = `
console.log('arguments ' + JSON.stringify(process.argv.slice(2)));
console.log('first on PATH ' + process.env.PATH.split(require('path').delimiter)[0]);
if (process.argv[2] === 'wait') {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => setTimeout(() => { console.log('cleaned up after ' + signal); process.exit(7); }, 200));
  console.log('waiting');
  setInterval(() => 0, 1000);
} else process.exitCode = Number(process.argv[2] ?? 0);
`;
const LOCK = {
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } },
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'parley-bootstrap-'));
  mkdirSync(path.join(root, 'tools'));
  for (const name of ['tools/bootstrap.mjs', 'tools/bootstrap']) {
    cpSync(path.join(projectRoot, name), path.join(root, name), { recursive: true });
  }
  writeFileSync(path.join(root, 'npm-cli.js'), FAKE_NPM);
  writeFileSync(path.join(root, 'script.cjs'), SCRIPT);
  const scripts = { go: 'node script.cjs', odd: 'echo odd', gone: 'node gone.cjs' };
  writeFileSync(path.join(root, 'package.json'), JSON.stringify({ scripts }));
  writeLock(LOCK);
});

const writeLock = (lock: object): void => writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify(lock));

function start(args: string[], env: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['tools/bootstrap.mjs', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, npm_execpath: path.join(root, 'npm-cli.js'), npm_node_execpath: process.execPath, ...env },
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, output: () => text };
}

async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; output: string }> {
  const { child, output } = start(args, env);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, output: output() };
}

const npmCalls = (): string[] => {
  const file = path.join(root, 'npm-calls.log');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
};
const installs = (): number => npmCalls().filter((call) => call.startsWith('ci ')).length;

describe('installing', () => {
  test('happens the first time, and not again while nothing changed', async () => {
    expect((await run(['go'])).code).toBe(0);
    expect(installs()).toBe(1);
    expect((await run(['go'])).code).toBe(0);
    expect(installs()).toBe(1);
  });

  test('happens again when the lock file changed or the packages are gone', async () => {
    await run(['go']);
    writeLock({ ...LOCK, changed: true });
    await run(['go']);
    expect(installs()).toBe(2);
    rmSync(path.join(root, 'node_modules'), { recursive: true });
    await run(['go']);
    expect(installs()).toBe(3);
  });

  test('accepts what somebody installed by hand, if it is what the lock file says', async () => {
    const platform = { version: '1.0.0', integrity: 'sha512-b', os: [process.platform], cpu: [process.arch] };
    const foreign = { version: '1.0.0', integrity: 'sha512-c', os: ['aix'], cpu: ['ppc64'], optional: true };
    const packages = { ...LOCK.packages, 'node_modules/b': platform };
    writeLock({ ...LOCK, packages: { ...packages, 'node_modules/c': foreign } });
    mkdirSync(path.join(root, 'node_modules'));
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    await run(['go']);
    expect(installs()).toBe(0);
  });

  test('does not accept an installation that lacks the native part for this platform', async () => {
    const native = { integrity: 'sha512-d', os: [process.platform], cpu: [process.arch], optional: true };
    writeLock({ ...LOCK, packages: { ...LOCK.packages, 'node_modules/d': native } });
    mkdirSync(path.join(root, 'node_modules'));
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify(LOCK));
    await run(['go']);
    expect(installs()).toBe(1);
  });

  test('does not accept an installation of another version', async () => {
    mkdirSync(path.join(root, 'node_modules'));
    const packages = { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-old' } };
    writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
    await run(['go']);
    expect(installs()).toBe(1);
  });

  test('that fails starts nothing, says what to check, and is tried again the next time', async () => {
    const { code, output } = await run(['go'], { FAKE_NPM_EXIT: '5' });
    expect(code).toBe(5);
    expect(output).toMatch(/npm ci ended with 5; nothing was started[^]*registry can be reached/);
    expect(output).not.toContain('arguments');
    await run(['go']);
    expect(installs()).toBe(2);
  });

  test('refuses an npm that is too old, with the remedy', async () => {
    const { code, output } = await run(['go'], { FAKE_NPM_VERSION: '8.19.4' });
    expect(code).toBe(1);
    expect(output).toMatch(/npm 8\.19\.4 is too old[^]*npm install --global npm@11/);
  });

  test('says so when the lock file is missing', async () => {
    rmSync(path.join(root, 'package-lock.json'));
    expect((await run(['go'])).output).toMatch(/package-lock\.json is missing[^]*git checkout/);
  });
});

describe('running a script', () => {
  test('passes arguments and the exit code on', async () => {
    const { code, output } = await run(['go', '3', 'two words', '--flag=$x']);
    expect(code).toBe(3);
    expect(output).toContain('arguments ["3","two words","--flag=$x"]');
  });

  test("puts the chosen Node's folder first on PATH", async () => {
    expect((await run(['go'])).output).toContain(`first on PATH ${path.dirname(process.execPath)}`);
  });

  test('says so when the script is unknown, odd or its file is missing', async () => {
    expect((await run(['nothing'])).output).toMatch(/no script "nothing"/);
    expect((await run(['odd'])).output).toMatch(/no script "odd" of the form/);
    expect((await run(['gone'])).output).toMatch(/gone\.cjs is missing/);
  });

  test.runIf(isPosix).each(['SIGINT', 'SIGTERM'] as const)('hands %s on and waits for the clean-up', async (signal) => {
    const { child, output } = start(['go', 'wait']);
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    await expect.poll(output, { timeout: DEADLINE_MS }).toContain('waiting');
    child.kill(signal);
    expect(await code).toBe(7);
    expect(output()).toContain(`cleaned up after ${signal}`);
  });

  test.runIf(isPosix)('stops the script when the shell between npm and it dies', async () => {
    const command = `"${process.execPath}" tools/bootstrap.mjs go wait; true`;
    const env = { ...process.env, npm_execpath: path.join(root, 'npm-cli.js') };
    const shell = spawn('sh', ['-c', command], { cwd: root, env, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    shell.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    await expect.poll(() => output, { timeout: DEADLINE_MS }).toContain('waiting');
    shell.kill('SIGKILL');
    await expect.poll(() => output, { timeout: DEADLINE_MS }).toContain('cleaned up after SIGTERM');
  });
});
