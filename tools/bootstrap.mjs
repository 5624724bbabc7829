/**
 * The first thing every npm script runs: `node tools/bootstrap.mjs <script> [arguments]`.
 *
 * Owns two promises: the packages of package-lock.json are installed, and the script runs under a Node that has what
 * the project needs (TypeScript by type stripping, node:sqlite), whatever Node the machine has. It needs no package
 * and runs on Node 18. Ctrl-C reaches the script, whose clean-up is waited for, and its exit code is passed on.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST_NPM_MAJOR = 9;
const PARENT_CHECK_INTERVAL_MS = 500;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const modules = path.join(root, 'node_modules');
const isWindows = process.platform === 'win32';

/** Ends with the reason and what to do about it. */
function fail(reason, remedy) {
  console.error(`\n${reason}\n  → ${remedy}\n`);
  process.exit(1);
}

/** Starts a child that shares the terminal, hands signals on to it and resolves with its exit code. */
function run(command, args, env, { shell = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env, shell });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    // On Windows the console itself tells every process of a Ctrl-C, and kill() would end the child without clean-up.
    const forward = (signal) => void (isWindows || child.kill(signal));
    for (const signal of signals) process.on(signal, forward);
    // A signal sent to npm alone ends the shell between npm and us, and we would run on as an orphan.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      forward('SIGTERM');
    }, PARENT_CHECK_INTERVAL_MS);
    const finish = (code) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      finish(1);
    });
    child.on('exit', (code, signal) => finish(code ?? 128 + (os.constants.signals[signal] ?? 1)));
  });
}

/** PATH without any node_modules folder: npm must not run under the Node that it is about to replace. */
function outerPath() {
  const isOwn = (folder) => folder.split(/[\\/]/).includes('node_modules');
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !isOwn(folder))
    .join(path.delimiter);
}

/** How npm is started: the one that runs us, else the one on PATH. */
function npmCommand() {
  const script = process.env.npm_execpath ?? '';
  if (/^npm(-cli)?\.c?js$/.test(path.basename(script))) {
    return { command: process.env.npm_node_execpath ?? process.execPath, first: [script], shell: false };
  }
  return { command: isWindows ? 'npm.cmd' : 'npm', first: [], shell: isWindows };
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether npm's own record of what is installed agrees with the lock file (somebody ran `npm ci` by hand). */
function isInstalledByHand(lock) {
  const installed = readJson(path.join(modules, '.package-lock.json'))?.packages;
  if (!installed) return false;
  const wanted = Object.entries(lock.packages ?? {}).filter(([name]) => name !== '');
  const isSame = ([name, entry]) =>
    installed[name] ? installed[name].integrity === entry.integrity : entry.optional === true;
  // Optional packages are per platform; node_modules copied from another one has none of ours.
  const hasPlatform = wanted.some(
    ([name, { os: systems, cpu }]) =>
      installed[name] && systems?.includes(process.platform) && cpu?.includes(process.arch),
  );
  return hasPlatform && wanted.every(isSame);
}

/** Windows cannot delete a running program, but it can move it out of the folder that npm is about to remove. */
function moveRunningNodeAside() {
  const cache = path.join(root, '.cache');
  fs.mkdirSync(cache, { recursive: true });
  for (const name of fs.readdirSync(cache)) {
    if (name.startsWith('replaced-node-')) fs.rmSync(path.join(cache, name), { force: true });
  }
  if (process.execPath.startsWith(modules + path.sep)) {
    fs.renameSync(process.execPath, path.join(cache, `replaced-node-${process.pid}.exe`));
  }
}

async function installWhenNeeded() {
  const lockFile = path.join(root, 'package-lock.json');
  const stampFile = path.join(modules, '.bootstrap');
  const lockText = fs.existsSync(lockFile) ? fs.readFileSync(lockFile) : undefined;
  if (!lockText)
    fail('package-lock.json is missing, so nothing can be installed.', 'git checkout -- package-lock.json');
  const stamp = createHash('sha256').update(lockText).update(`${process.platform}-${process.arch}`).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;

  const lock = readJson(lockFile);
  if (!lock) fail('package-lock.json is not valid JSON.', 'git checkout -- package-lock.json');
  if (!isInstalledByHand(lock)) await install();
  fs.mkdirSync(modules, { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}

async function install() {
  const npm = npmCommand();
  const env = { ...process.env, PATH: outerPath() };
  const { stdout } = spawnSync(npm.command, [...npm.first, '--version'], { env, encoding: 'utf8', shell: npm.shell });
  const version = (stdout ?? '').trim();
  if (!version)
    fail('npm was not found.', 'install Node 24 with npm from your system or from nodejs.org, then try again');
  if (Number(version.split('.')[0]) < OLDEST_NPM_MAJOR) {
    fail(`npm ${version} is too old; ${OLDEST_NPM_MAJOR} or newer is needed.`, 'npm install --global npm@11');
  }
  console.log('Installing packages (first run, another platform, or a changed package-lock.json) …');
  if (isWindows) moveRunningNodeAside();
  const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run(npm.command, [...npm.first, 'ci', ...flags], env, { shell: npm.shell });
  if (code === 0) return;
  console.error(`\nnpm ci ended with ${code}; nothing was started.`);
  console.error(
    '  → check that the npm registry can be reached (npm ping) and that the disk has 1 GB free, then try again',
  );
  process.exit(code);
}

/** The version of a Node that can run the project, or undefined. */
function probeNode(executable) {
  const question = `require('node:sqlite'); if (process.features.typescript) console.log(process.version)`;
  const { stdout } = spawnSync(executable, ['-e', question], { encoding: 'utf8' });
  return /^v\d+\.\d+\.\d+$/.test(stdout?.trim() ?? '') ? stdout.trim() : undefined;
}

/** By path, because npm 10 and older do not link the packaged Node into node_modules/.bin. */
function findNode() {
  const system = isWindows ? 'win' : process.platform;
  const file = isWindows ? 'node.exe' : 'node';
  const onPath = outerPath().split(path.delimiter);
  const candidates = [
    process.env.PARLEY_NODE,
    path.join(modules, `node-${system}-${process.arch}`, 'bin', file),
    process.execPath,
    process.env.npm_node_execpath,
    ...onPath.map((folder) => path.join(folder, file)),
  ];
  for (const candidate of new Set(candidates)) {
    if (candidate && fs.existsSync(candidate) && probeNode(candidate)) return candidate;
  }
  return fail(
    `Node 22.18 or newer is needed on ${process.platform}-${process.arch}; this is ${process.version}.`,
    'install Node 24 from your system or from nodejs.org, or set PARLEY_NODE to its path',
  );
}

/** The file that `npm run <script>` would start: all our scripts have the form `node <file>`. */
function scriptFile(script) {
  const command = readJson(path.join(root, 'package.json'))?.scripts?.[script];
  const file = /^node (\S+)$/.exec(command ?? '')?.[1];
  if (!file) fail(`package.json has no script "${script}" of the form "node <file>".`, 'npm run lists the scripts');
  if (!fs.existsSync(path.join(root, file))) fail(`${file} is missing.`, `git checkout -- ${file}`);
  return file;
}

async function main([script, ...args]) {
  if (!script) fail('usage: node tools/bootstrap.mjs <script> [arguments]', 'npm run lists the scripts');
  await installWhenNeeded();
  const node = findNode();
  const folders = [path.dirname(node), path.join(modules, '.bin'), outerPath()];
  // Started directly rather than by `npm run`: one process fewer between the terminal's signals and the script.
  process.exitCode = await run(node, [scriptFile(script), ...args], {
    ...process.env,
    PATH: folders.join(path.delimiter),
  });
}

await main(process.argv.slice(2));
