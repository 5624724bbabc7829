/**
 * Atomic policy write → gate closed: from the call that renames the file into place to the listener that finds the gate
 * closed, in one process, with the real directory watch, resolver and gate on the real clock.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { directoryPolicy, reaches, STOP } from './measure.ts';

/** Each round waits a second for its relaxation, so several directories take turns at the same time. */
const DIRECTORIES = 10;
const ROUNDS_EACH = 12;

export async function gateClosed(root: string): Promise<number[]> {
  const folders = Array.from({ length: DIRECTORIES }, (_, i) => path.join(root, `written-${i}`));
  return (await Promise.all(folders.map((folder, i) => measure(folder, i)))).flat();
}

async function measure(directory: string, index: number): Promise<number[]> {
  fs.mkdirSync(directory);
  const policy = directoryPolicy(directory);
  const durationsMs: number[] = [];
  try {
    await policy.start();
    // Apart from each other, so that rounds measure a reaction rather than a queue.
    await pause((index * 1_100) / DIRECTORIES);
    for (let i = 0; i < ROUNDS_EACH; i++) {
      await reaches(policy, 'open');
      const beside = path.join(directory, '.stop.tmp');
      fs.writeFileSync(beside, STOP);
      const startedMs = performance.now();
      fs.renameSync(beside, path.join(directory, 'stop.json'));
      await reaches(policy, 'closed');
      durationsMs.push(performance.now() - startedMs);
      fs.rmSync(path.join(directory, 'stop.json'));
    }
  } finally {
    policy.stop();
  }
  return durationsMs;
}
