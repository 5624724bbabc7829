/**
 * Asks a worker for a checkpoint when enough was written. The worker starts when it is first needed, which in most sessions
 * is never; without one, SQLite would checkpoint within a commit on the main thread, and does so when it cannot start.
 */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { BYTES_PER_CHECKPOINT, BYTES_PER_COMMIT, MIN_CHECKPOINT_INTERVAL_MS } from './limits.ts';

export interface Checkpoints {
  /** A transaction was committed that wrote about so many bytes of payload. */
  written(payloadBytes: number): void;
  /** Asks for an empty WAL. @returns false when there is no worker */
  truncate(): boolean;
  /** Ends the worker; its handles are closed when this resolves. */
  stop(): Promise<void>;
}
export interface CheckpointsDeps {
  /** Of the database. */
  readonly path: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** There is no worker, so the commits have to do it. */
  onBroken(): void;
}

/** The worker lies beside this module, or beside the bundle that holds it. */
const WORKER = new URL(`checkpoint-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);

export function createCheckpoints({ path, clock, logger, onBroken }: CheckpointsDeps): Checkpoints {
  let worker: Worker | null = null;
  let isBroken = false;
  let bytes = 0;
  let askedAtMs = -Infinity;

  function start(): Worker {
    const started = new Worker(WORKER, {
      workerData: path,
      execArgv: ['--no-warnings'],
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
    });
    started.unref();
    started.on('error', (error) => {
      logger.warn('Checkpoints of the telemetry spool are made by the main thread now.', { type: error.name });
      isBroken = true;
      worker = null;
      onBroken();
    });
    return started;
  }

  function ask(how: 'passive' | 'truncate'): void {
    worker ??= start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that is of windows; this is a thread
    worker.postMessage(how);
  }

  return {
    written(payloadBytes) {
      bytes += payloadBytes + BYTES_PER_COMMIT;
      if (isBroken || bytes < BYTES_PER_CHECKPOINT) return;
      const now = clock.monotonicMs();
      if (now - askedAtMs < MIN_CHECKPOINT_INTERVAL_MS) return;
      askedAtMs = now;
      bytes = 0;
      ask('passive');
    },
    truncate() {
      if (!isBroken) ask('truncate');
      return !isBroken;
    },
    async stop() {
      isBroken = true;
      await worker?.terminate();
      worker = null;
    },
  };
}
