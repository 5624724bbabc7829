/** Finds a Node that can run the project. No packages; runs on Node 18. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fail, isWindows, modules, outerPath } from './process.mjs';

/** The npm package that is nothing but Node for this platform; there is none for macOS. */
export const nodePackage = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
const file = isWindows ? 'node.exe' : 'node';

/** Where that package has its program, below a node_modules folder. */
export function packagedNode(modulesFolder) {
  return path.join(modulesFolder, nodePackage, 'bin', file);
}

/** Whether a Node has what the project needs. Asked, not read off its version: builds without these parts exist. */
export function canRunProject(executable) {
  const question = `require('node:sqlite'); if (process.features.typescript) console.log('yes')`;
  return spawnSync(executable, ['-e', question], { encoding: 'utf8' }).stdout?.trim() === 'yes';
}

/** A capable Node that the machine has by itself, or undefined. */
export function systemNode() {
  const onPath = outerPath()
    .split(path.delimiter)
    .map((folder) => path.join(folder, file));
  const started = [process.env.npm_node_execpath, process.execPath].filter(
    (executable) => executable && !executable.startsWith(modules + path.sep),
  );
  return [process.env.PARLEY_NODE, ...started, ...onPath].find(isCapable);
}

function isCapable(executable) {
  return Boolean(executable) && fs.existsSync(executable) && canRunProject(executable);
}

export function failWithoutNode() {
  return fail(
    `Node 22.18 or newer is needed on ${process.platform}-${process.arch}; this is ${process.version}.`,
    'install Node 24 from your system or from nodejs.org, or set PARLEY_NODE to its path',
  );
}

/** The Node to run the project with: the packaged one, by path because npm 10 and older do not link it, else the system's. */
export function findNode() {
  if (process.env.PARLEY_NODE && isCapable(process.env.PARLEY_NODE)) return process.env.PARLEY_NODE;
  const packaged = packagedNode(modules);
  return (isCapable(packaged) ? packaged : systemNode()) ?? failWithoutNode();
}
