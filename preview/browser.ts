/**
 * Starts browsers and tells how they end. Whether Chromium's sandbox works here is found out by trying: without it only
 * as root, or after a browser died for want of it, and never silently.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { browserArguments, findChromium, lacksSandbox } from './chromium.ts';
import { log } from './log.ts';

export interface BrowserEnd {
  /** In good order: exit code 0, or ended by us. */
  isOrderly: boolean;
  /** What happened, with the browser's last words. */
  reason: string;
}

export interface BrowserProcess {
  readonly isAlive: boolean;
  kill(): void;
  /** Resolves when it has ended, with every restart that the sandbox needed. */
  readonly ended: Promise<BrowserEnd>;
}

export interface BrowserOptions {
  named: string | null;
  isHeadless: boolean;
  appSwitches(): string[];
}

const lastWordsLength = 2000;

export class Browsers {
  readonly #options: BrowserOptions;
  readonly #running = new Set<BrowserProcess>();
  #hasSandbox = process.getuid?.() !== 0;
  #hasAnnounced = false;

  constructor(options: BrowserOptions) {
    this.#options = options;
  }

  /** Null when there is no browser on this machine. `onStderr` sees what the browser writes, as it comes. */
  start(profile: string, args: string[], onStderr?: (text: string) => void): BrowserProcess | null {
    const executable = findChromium(this.#options.named, process.env, process.platform);
    if (executable === null) return null;
    let child: ChildProcess | null = null;
    let isWanted = true;
    const run = async (): Promise<BrowserEnd> => {
      this.#announceSandbox();
      const hadSandbox = this.#hasSandbox;
      const launch = { profile, hasSandbox: hadSandbox, ...this.#launchOptions() };
      const attempt = await watch(executable, [...browserArguments(launch), ...args], onStderr, (c) => (child = c));
      if (!isWanted) return { ...attempt, isOrderly: true };
      if (attempt.isOrderly || !hadSandbox || !lacksSandbox(attempt.reason)) return attempt;
      this.#hasSandbox = false;
      return await run();
    };
    const browser: BrowserProcess = {
      get isAlive() {
        return child !== null && child.exitCode === null && child.signalCode === null;
      },
      kill: () => {
        isWanted = false;
        child?.kill();
      },
      ended: run().finally(() => this.#running.delete(browser)),
    };
    this.#running.add(browser);
    return browser;
  }

  killAll(): void {
    for (const browser of this.#running) browser.kill();
  }

  #launchOptions() {
    return { isHeadless: this.#options.isHeadless, appSwitches: this.#options.appSwitches() };
  }

  #announceSandbox(): void {
    if (this.#hasSandbox || this.#hasAnnounced) return;
    this.#hasAnnounced = true;
    const why = process.getuid?.() === 0 ? 'it refuses to run as root with it' : 'the sandbox does not work here';
    log(`Chromium runs without its sandbox: ${why}`);
  }
}

function watch(
  executable: string,
  args: string[],
  onStderr: ((text: string) => void) | undefined,
  onStart: (child: ChildProcess) => void,
): Promise<BrowserEnd> {
  return new Promise((resolve) => {
    const child = spawn(executable, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    onStart(child);
    let lastWords = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-lastWordsLength);
      onStderr?.(text);
    });
    child.on('error', (error) => resolve({ isOrderly: false, reason: `cannot start ${executable}: ${error.message}` }));
    child.on('close', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      resolve({ isOrderly: code === 0, reason: `${executable} ended with ${how}\n${lastWords}`.trimEnd() });
    });
  });
}
