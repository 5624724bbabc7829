/**
 * A change of which no event tells → gate closed: the directory is a link to a link elsewhere, and that second link is
 * pointed from a folder that allows to one that stops. What is watched (the folder, and the one above the first link)
 * does not change, so only the poll can find it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { directoryPolicy, reaches, STOP } from './measure.ts';

const DIRECTORIES = 10;
const ROUNDS_EACH = 5;

export async function missedEvent(root: string): Promise<number[]> {
  const folders = Array.from({ length: DIRECTORIES }, (_, i) => path.join(root, `linked-${i}`));
  return (await Promise.all(folders.map(measure))).flat();
}

async function measure(folder: string): Promise<number[]> {
  const [here, elsewhere] = [path.join(folder, 'here'), path.join(folder, 'elsewhere')];
  for (const name of ['allows', 'stops']) fs.mkdirSync(path.join(elsewhere, name), { recursive: true });
  fs.mkdirSync(here);
  fs.writeFileSync(path.join(elsewhere, 'stops', 'a.json'), STOP);
  const current = path.join(elsewhere, 'current');
  const pointTo = (name: string): void => {
    fs.symlinkSync(name, `${current}.new`);
    fs.renameSync(`${current}.new`, current);
  };
  pointTo('allows');
  fs.symlinkSync(current, path.join(here, 'managed.d'));
  const policy = directoryPolicy(path.join(here, 'managed.d'));
  const durationsMs: number[] = [];
  try {
    await policy.start();
    for (let i = 0; i < ROUNDS_EACH; i++) {
      await reaches(policy, 'open');
      // At any moment between two polls.
      await pause(Math.random() * 2_000);
      const startedMs = performance.now();
      pointTo('stops');
      await reaches(policy, 'closed');
      durationsMs.push(performance.now() - startedMs);
      pointTo('allows');
    }
  } finally {
    policy.stop();
  }
  return durationsMs;
}
