/**
 * `app.requestSingleInstanceLock`: one process per userData folder. The request is synchronous in Electron, so a lock
 * file decides; a socket then carries the second process's arguments to the first.
 */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export interface SecondInstance {
  argv: string[];
  workingDirectory: string;
  additionalData: unknown;
}

const maxSocketPathBytes = 100; // sun_path holds 104 bytes on macOS, 108 on Linux
const maxMessageBytes = 1024 * 1024;
const greetingTimeoutMs = 3000;
const greetingRetryMs = 50;

export class SingleInstanceLock {
  readonly #file: string;
  readonly #socketPath: string;
  #server: net.Server | null = null;

  constructor(userData: string) {
    this.#file = path.join(userData, 'preview.lock');
    this.#socketPath = socketPathFor(userData);
  }

  get isHeld(): boolean {
    return this.#server !== null;
  }

  /** True when this process now holds the lock; `onSecond` then runs once for every process that asks after it. */
  acquire(onSecond: (second: SecondInstance) => void): boolean {
    if (this.isHeld) return true;
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    if (!this.#takeFile()) return false;
    if (process.platform !== 'win32') fs.rmSync(this.#socketPath, { force: true });
    this.#server = net.createServer({ allowHalfOpen: true }, (connection) => receive(connection, onSecond));
    this.#server.on('error', () => {}); // without the socket a second process still ends, only its arguments are lost
    const before = process.umask(0o077);
    this.#server.listen(this.#socketPath); // Binds at once, so the mask is in force for nothing else.
    process.umask(before);
    this.#server.unref();
    process.once('exit', () => this.#removeFile());
    return true;
  }

  release(): void {
    this.#server?.close();
    this.#server = null;
    this.#removeFile();
  }

  /** Hands this process's arguments to the holder. Resolves when they arrived, or when the holder does not listen. */
  async greet(message: SecondInstance): Promise<void> {
    // The holder may have the file already and the socket not yet.
    const until = Date.now() + greetingTimeoutMs;
    while (!(await send(this.#socketPath, JSON.stringify(message))) && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, greetingRetryMs));
    }
  }

  #takeFile(): boolean {
    const mine = `${this.#file}.${randomBytes(6).toString('hex')}`;
    // Written first and linked then: whoever reads the lock file finds it complete.
    fs.writeFileSync(mine, identity(process.pid), { mode: 0o600 });
    try {
      for (let attempt = 0; attempt < 3; attempt++) {
        try {
          fs.linkSync(mine, this.#file);
          return true;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
          if (isHolderAlive(this.#file)) return false;
          fs.rmSync(this.#file, { force: true });
        }
      }
      return false;
    } finally {
      fs.rmSync(mine, { force: true });
    }
  }

  #removeFile(): void {
    try {
      if (fs.readFileSync(this.#file, 'utf8') === identity(process.pid)) fs.rmSync(this.#file);
    } catch {
      // Gone already: nothing to release.
    }
  }
}

function socketPathFor(userData: string): string {
  const digest = createHash('sha256').update(path.resolve(userData)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\preview-${digest}`;
  const inside = path.join(userData, 'preview.sock');
  return Buffer.byteLength(inside) < maxSocketPathBytes ? inside : path.join(os.tmpdir(), `preview-${digest}.sock`);
}

/** Process ID and, on Linux, its start time: IDs are reused. */
function identity(pid: number): string {
  try {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return `${pid} ${fields?.[19] ?? ''}`;
  } catch {
    return `${pid} `;
  }
}

function isHolderAlive(file: string): boolean {
  let holder: string;
  try {
    holder = fs.readFileSync(file, 'utf8');
  } catch {
    return false; // released between our attempt and this read
  }
  const pid = Number(holder.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return holder === identity(pid);
}

function receive(connection: net.Socket, onSecond: (second: SecondInstance) => void): void {
  let text = '';
  connection
    .setEncoding('utf8')
    .on('error', () => {})
    .on('data', (chunk: string) => {
      text += chunk;
      if (text.length > maxMessageBytes) connection.destroy();
    })
    .on('end', () => {
      connection.end('ok');
      try {
        onSecond(JSON.parse(text) as SecondInstance);
      } catch {
        // Not from a second instance.
      }
    });
}

function send(socketPath: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect({ path: socketPath, allowHalfOpen: true }, () => connection.end(text));
    connection
      .on('error', () => resolve(false))
      .on('data', () => resolve(true))
      .on('close', () => resolve(false));
    connection.setTimeout(greetingTimeoutMs, () => connection.destroy());
  });
}
