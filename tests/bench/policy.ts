/** How fast policy takes effect; what each number measures is told in the file of its name below `policy/`. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gateClosed } from './policy/gate-closed.ts';
import { percentiles, type Percentiles } from './policy/measure.ts';
import { missedEvent } from './policy/missed-event.ts';
import { purge } from './policy/purge.ts';
import { resolve } from './policy/resolve.ts';
import { tenantPush } from './policy/tenant-push.ts';

interface PolicyBench {
  readonly gateClosedMs: Percentiles;
  readonly missedEventMs: Percentiles;
  readonly tenantPushMs: Percentiles;
  readonly purgeMs: Percentiles;
  readonly resolveMs: Percentiles;
  readonly requestsBeforeResolve: number;
}

export async function bench(): Promise<PolicyBench> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-bench-'));
  // The system clock never keeps a process alive; this does, for as long as the measurement runs.
  const alive = setInterval(() => {}, 1_000);
  try {
    // One after the other, so that none measures the load of another.
    const resolved = await resolve(root);
    return {
      gateClosedMs: percentiles(await gateClosed(root)),
      missedEventMs: percentiles(await missedEvent(root)),
      tenantPushMs: percentiles(await tenantPush(root)),
      purgeMs: percentiles(await purge(root)),
      resolveMs: percentiles(resolved.durationsMs),
      requestsBeforeResolve: resolved.requestsBefore,
    };
  } finally {
    clearInterval(alive);
    fs.rmSync(root, { recursive: true, force: true });
  }
}
