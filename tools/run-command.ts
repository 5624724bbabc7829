/** Runs a short command to its end, without a shell and within a time. */
import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface CommandResult {
  readonly isOk: boolean;
  readonly stdout: string;
  /** Why it failed, in one line; empty when it did not. */
  readonly reason: string;
}

/** Resolves in every case: a missing program and a time-out are results, too. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  return new Promise((resolve) => {
    const { timeoutMs, cwd, env } = options;
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error) => resolve({ isOk: false, stdout, reason: error.message }));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve({ isOk: true, stdout, reason: '' });
      const cause = signal === 'SIGKILL' ? `no answer within ${timeoutMs / 1000} s` : `ended with ${code ?? signal}`;
      const lines = stderr.trim().split('\n');
      const detail = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
      resolve({ isOk: false, stdout, reason: detail === '' ? cause : `${cause}: ${detail}` });
    });
  });
}
