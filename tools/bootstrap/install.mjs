/** Installs what package-lock.json says, when it is not what is installed. No packages; runs on Node 18. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { failWithoutNode, nodePackage, packagedNode, systemNode } from './node.mjs';
import { cache, fail, isWindows, modules, outerPath, readJson, root, run } from './process.mjs';

const OLDEST_NPM_MAJOR = 9;
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];
const UNREACHABLE_REMEDY =
  'check that the npm registry can be reached (npm ping) and that the disk has 1 GB free, then try again';

export async function installWhenNeeded() {
  const lockFile = path.join(root, 'package-lock.json');
  const stampFile = path.join(modules, '.bootstrap');
  const remedy = 'git checkout -- package-lock.json';
  if (!fs.existsSync(lockFile)) fail('package-lock.json is missing, so nothing can be installed.', remedy);
  const lockText = fs.readFileSync(lockFile);
  const stamp = createHash('sha256').update(lockText).update(`${process.platform}-${process.arch}`).digest('hex');
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) return;

  const packages = readJson(lockFile)?.packages;
  if (!packages) fail('package-lock.json is not a lock file of npm 7 or newer.', remedy);
  if (!isInstalledByHand(packages)) await install(packages);
  fs.mkdirSync(modules, { recursive: true });
  fs.writeFileSync(stampFile, stamp);
}

/** Whether npm's own record of what is installed agrees with the lock file (somebody ran `npm ci` by hand). */
function isInstalledByHand(packages) {
  const installed = readJson(path.join(modules, '.package-lock.json'))?.packages;
  if (!installed) return false;
  return Object.entries(packages).every(([name, wanted]) => {
    if (name === '') return true;
    const found = installed[name];
    return found ? found.integrity === wanted.integrity : wanted.optional === true && !isForHere(wanted);
  });
}

/** Whether a package names this platform as its own; which C library it has we do not know. */
function isForHere({ os = [], cpu = [], libc }) {
  return !libc?.includes('musl') && os.includes(process.platform) && cpu.includes(process.arch);
}

async function install(packages) {
  const npm = npmCommand();
  checkNpm(npm);
  console.log('Installing packages (first run, another platform, or a changed package-lock.json) …');
  const node = systemNode() ?? (await fetchNode(npm, packages));
  if (isWindows) moveRunningNodeAside();
  const code = await runNpm(npm, node, ['ci', '--include=dev', '--include=optional', ...QUIET], root);
  if (code !== 0) fail(`npm ci ended with ${code}; nothing was started.`, UNREACHABLE_REMEDY, code);
  fs.rmSync(path.join(cache, 'node'), { recursive: true, force: true });
}

/**
 * npm leaves out, without a word, optional packages (the native parts of the tools) that do not support the Node it
 * runs under. So on a machine with an old Node, the packaged one is fetched first, by itself, and runs npm.
 */
async function fetchNode(npm, packages) {
  const wanted = packages[`node_modules/${nodePackage}`];
  if (!wanted) return failWithoutNode();
  const folder = path.join(cache, 'node');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  const name = `${nodePackage}@${wanted.version}`;
  const code = await runNpm(npm, npm.node, ['install', '--no-save', '--ignore-scripts', ...QUIET, name], folder);
  if (code !== 0) fail(`npm could not install ${name}.`, UNREACHABLE_REMEDY, code);
  const installed = readJson(path.join(folder, 'node_modules', '.package-lock.json'))?.packages;
  if (installed?.[`node_modules/${nodePackage}`]?.integrity !== wanted.integrity) {
    fail(`${name} is not the package that package-lock.json names.`, 'ask who runs your npm registry');
  }
  return packagedNode(path.join(folder, 'node_modules'));
}

/** How npm is started: the script that runs us, the one beside our Node, else the command on PATH. */
function npmCommand() {
  const node = process.env.npm_node_execpath ?? process.execPath;
  const beside = path.join(path.dirname(node), isWindows ? '' : '../lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath, beside].find(
    (file) => file && /^npm(-cli)?\.c?js$/.test(path.basename(file)) && fs.existsSync(file),
  );
  return { node, script };
}

function checkNpm({ node, script }) {
  const env = { ...process.env, PATH: outerPath() };
  const { stdout } = script
    ? spawnSync(node, [script, '--version'], { env, encoding: 'utf8' })
    : spawnSync('npm', ['--version'], { env, encoding: 'utf8', shell: isWindows });
  const version = (stdout ?? '').trim();
  if (!version)
    fail('npm was not found.', 'install Node 24 with npm from your system or from nodejs.org, then try again');
  if (Number(version.split('.')[0]) < OLDEST_NPM_MAJOR) {
    fail(`npm ${version} is too old; ${OLDEST_NPM_MAJOR} or newer is needed.`, 'npm install --global npm@11');
  }
}

/** Runs npm under `node`, also where only its command is known: that is a script which takes the first Node on PATH. */
function runNpm({ script }, node, args, cwd) {
  const env = { ...process.env, PATH: [path.dirname(node), outerPath()].join(path.delimiter) };
  return script ? run(node, [script, ...args], { env, cwd }) : run('npm', args, { env, cwd, shell: isWindows });
}

/** Windows cannot delete a running program, but it can move it out of the folder that npm is about to remove. */
function moveRunningNodeAside() {
  fs.mkdirSync(cache, { recursive: true });
  for (const name of fs.readdirSync(cache)) {
    if (name.startsWith('replaced-node-')) fs.rmSync(path.join(cache, name), { force: true });
  }
  if (process.execPath.startsWith(modules + path.sep)) {
    fs.renameSync(process.execPath, path.join(cache, `replaced-node-${process.pid}.exe`));
  }
}
