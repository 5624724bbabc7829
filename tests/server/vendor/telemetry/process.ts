/** The service as a process of its own, as an operator runs it. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

const MAIN = path.join(import.meta.dirname, '..', '..', '..', '..', 'server', 'vendor', 'telemetry', 'main.ts');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
/** Runs a command to its end. */
export function runCommand(...args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

export interface RunningService {
  readonly url: string;
  readonly pageUrl: string;
  readonly token: string;
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Ends it by its process ID and resolves with its exit code, null after a kill. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}
/** Resolves once it prints `listening`. */
export function startService(folder: string): Promise<RunningService> {
  const child = spawn(process.execPath, [MAIN, 'serve', `--data-dir=${folder}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    void ended.then((code) => reject(new Error(`the service ended with ${code}: ${output}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      output += `${line}\n`;
      if (!line.startsWith('listening ')) return;
      const { url, pageUrl, token } = JSON.parse(line.slice('listening '.length)) as Record<string, string>;
      resolve({
        url: url ?? '',
        pageUrl: pageUrl ?? '',
        token: token ?? '',
        child,
        output: () => output,
        end(signal) {
          child.kill(signal);
          return ended;
        },
      });
    });
  });
}
