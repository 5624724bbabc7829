/**
 * A process that a tool started and answers for: its output is kept, a line of it can be waited for, and stopping it
 * ends everything that it started in turn.
 */
import { spawn, spawnSync, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How long a process may take to clean up before it is killed. */
const STOP_TIMEOUT_MS = 5_000;
const LAST_OUTPUT_MS = 100;
const KEPT_LINES = 400;
const isWindows = process.platform === 'win32';

export interface ChildOptions {
  /** What messages call it. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Gets a copy of all output; begun anew. */
  readonly logFile?: string;
  readonly onLine?: (line: string) => void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type WaitForLine = <T>(
  read: (line: string) => T | undefined,
  timeoutMs: number,
  signal?: AbortSignal,
) => Promise<T>;

export interface Child {
  readonly name: string;
  /** -1 when the program could not be started at all. */
  readonly pid: number;
  readonly exited: Promise<Exit>;
  readonly hasExited: () => boolean;
  /** The last lines that it wrote to stdout and stderr. */
  readonly log: () => string;
  /** The first line, already written or to come, of which `read` makes something. A LaunchError on exit, time-out and abort. */
  readonly waitForLine: WaitForLine;
  /** Asks it to end, waits, and kills it when it does not; false when it had to be killed. Harmless when repeated. */
  readonly stop: () => Promise<boolean>;
  /** Ends it at once, without clean-up: SIGKILL to itself alone. */
  readonly kill: () => Promise<Exit>;
}

/** A part that did not start or did not stay; the message carries its last lines. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly part: string;
  constructor(part: string, problem: string, log: string) {
    const lines = log.trim() === '' ? '(it wrote nothing)' : log.trim().split('\n').slice(-12).join('\n  ');
    super(`${part} ${problem}. Its last lines:\n  ${lines}`);
    this.part = part;
  }
}

export function describeExit({ code, signal }: Exit): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** Starts a program. Outside Windows it leads a process group, so that a terminal's Ctrl-C does not reach it before we do. */
export function startChild(options: ChildOptions): Child {
  const { name, command, args, cwd, env = process.env } = options;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !isWindows });
  const output = keepOutput(child, options);
  let exit: Exit | undefined;
  const exited = new Promise<Exit>((resolve) => {
    child.on('error', (error) => {
      if (child.pid !== undefined) return; // a signal that could not be sent
      output.take(error.message);
      resolve((exit = { code: 127, signal: null }));
    });
    child.on('exit', (code, signal) => {
      endGroup(child);
      resolve((exit = { code, signal }));
    });
  });
  const hasExited = (): boolean => exit !== undefined;
  return {
    name,
    pid: child.pid ?? -1,
    exited,
    hasExited,
    log: output.log,
    waitForLine: lineWaiter(name, output, exited),
    stop: () => stop(child, exited, hasExited),
    kill: () => {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

interface Output {
  readonly take: (line: string) => void;
  readonly lines: readonly string[];
  readonly log: () => string;
  readonly listeners: Set<(line: string) => void>;
}

function keepOutput(child: ChildProcessByStdio<null, Readable, Readable>, options: ChildOptions): Output {
  const file = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { mode: 0o600 });
  const lines: string[] = [];
  const listeners = new Set(options.onLine ? [options.onLine] : []);
  const take = (line: string): void => {
    lines.push(line);
    if (lines.length > KEPT_LINES) lines.shift();
    file?.write(`${line}\n`);
    for (const listener of listeners) listener(line);
  };
  createInterface(child.stdout).on('line', take);
  createInterface(child.stderr).on('line', take);
  child.on('close', () => file?.end());
  return { take, lines, log: () => lines.join('\n'), listeners };
}

function lineWaiter(name: string, output: Output, exited: Promise<Exit>): WaitForLine {
  return (read, timeoutMs, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => giveUp(`did not come up within ${timeoutMs / 1000} s`), timeoutMs);
      const abort = (): void => giveUp('was told to stop while it came up');
      const settle = (): void => {
        clearTimeout(timer);
        output.listeners.delete(look);
        signal?.removeEventListener('abort', abort);
      };
      const giveUp = (problem: string): void => {
        settle();
        reject(new LaunchError(name, problem, output.log()));
      };
      const look = (line: string): boolean => {
        const value = read(line);
        if (value === undefined) return false;
        settle();
        resolve(value);
        return true;
      };
      if (output.lines.some(look)) return;
      if (signal?.aborted === true) return abort();
      signal?.addEventListener('abort', abort);
      output.listeners.add(look);
      // Its last output may come after the news of its end.
      void exited.then((exit) => setTimeout(() => giveUp(describeExit(exit)), LAST_OUTPUT_MS));
    });
}

async function stop(child: ChildProcess, exited: Promise<Exit>, hasExited: () => boolean): Promise<boolean> {
  if (hasExited()) return true;
  child.kill('SIGTERM');
  const timeout = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => timeout.resolve('late'), STOP_TIMEOUT_MS);
  const isInTime = (await Promise.race([exited, timeout.promise])) !== 'late';
  clearTimeout(timer);
  if (!isInTime) {
    if (isWindows) spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    else endGroup(child);
    await exited;
  }
  return isInTime;
}

/** What a process left behind in its group (a browser whose parent died) goes with it. */
function endGroup(child: ChildProcess): void {
  if (isWindows || child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // nobody is left in the group
  }
}
