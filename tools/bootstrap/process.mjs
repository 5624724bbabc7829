/** What the bootstrap does with processes, paths and failures. No packages; runs on Node 18. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PARENT_CHECK_INTERVAL_MS = 500;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

export const isWindows = process.platform === 'win32';
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const modules = path.join(root, 'node_modules');
/** What the bootstrap keeps outside node_modules, which npm empties. */
export const cache = path.join(root, '.cache');

/** Ends with the reason and what to do about it. */
export function fail(reason, remedy, code = 1) {
  console.error(`\n${reason}\n  → ${remedy}\n`);
  process.exit(code);
}

/** The content of a JSON file, or undefined. */
export function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** PATH without any node_modules folder: npm must not run under the Node that it is about to replace. */
export function outerPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.filter((folder) => !folder.split(/[\\/]/).includes('node_modules')).join(path.delimiter);
}

/** Starts a child that shares the terminal, hands signals on to it and resolves with its exit code. */
export function run(command, args, { env, cwd = root, shell = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: 'inherit', env, shell });
    // On Windows the console itself tells every process of a Ctrl-C, and kill() would end the child without clean-up.
    const forward = (signal) => void (isWindows || child.kill(signal));
    for (const signal of SIGNALS) process.on(signal, forward);
    // A signal sent to npm alone ends the shell between npm and us, and we would run on as an orphan.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      forward('SIGTERM');
    }, PARENT_CHECK_INTERVAL_MS);
    const finish = (code) => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, forward);
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      finish(1);
    });
    child.on('exit', (code, signal) => finish(code ?? 128 + (os.constants.signals[signal] ?? 1)));
  });
}
