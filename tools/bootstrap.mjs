/**
 * The first thing every npm script runs: `node tools/bootstrap.mjs <script> [arguments]`.
 *
 * Owns two promises: the packages of package-lock.json are installed, and the script runs under a Node that has what
 * the project needs (TypeScript by type stripping, node:sqlite), whatever Node the machine has. It and its folder need
 * no package and run on Node 18. Ctrl-C reaches the script, whose clean-up is waited for; its exit code is passed on.
 */
import fs from 'node:fs';
import path from 'node:path';
import { installWhenNeeded } from './bootstrap/install.mjs';
import { findNode } from './bootstrap/node.mjs';
import { fail, modules, outerPath, readJson, root, run } from './bootstrap/process.mjs';

/** The file that `npm run <script>` would start: all our scripts have the form `node <file>`. */
function scriptFile(script) {
  const command = readJson(path.join(root, 'package.json'))?.scripts?.[script];
  const file = /^node (\S+)$/.exec(command ?? '')?.[1];
  if (!file)
    return fail(`package.json has no script "${script}" of the form "node <file>".`, 'npm run lists the scripts');
  return fs.existsSync(path.join(root, file)) ? file : fail(`${file} is missing.`, `git checkout -- ${file}`);
}

async function main([script, ...args]) {
  if (!script) fail('usage: node tools/bootstrap.mjs <script> [arguments]', 'npm run lists the scripts');
  await installWhenNeeded();
  const node = findNode();
  const folders = [path.dirname(node), path.join(modules, '.bin'), outerPath()];
  // Started directly rather than by `npm run`: one process fewer between the terminal's signals and the script.
  const env = { ...process.env, PATH: folders.join(path.delimiter) };
  process.exitCode = await run(node, [scriptFile(script), ...args], { env });
}

await main(process.argv.slice(2));
