/**
 * Finds out whether a page still answers, for `unresponsive` and `responsive`. Approximate: Electron watches how long
 * input stays unhandled; here the page is asked at intervals and must answer in time.
 */
export interface PulseOptions {
  ping(): void;
  /** Called once per silence. */
  onSilent(): void;
  /** Called once when a silent page answers again. */
  onAnswer(): void;
  intervalMs?: number;
  patienceMs?: number;
}

const defaultIntervalMs = 5_000;
const defaultPatienceMs = 10_000;

export class Pulse {
  readonly #options: PulseOptions;
  #interval: NodeJS.Timeout | null = null;
  #patience: NodeJS.Timeout | null = null;
  #isSilent = false;

  constructor(options: PulseOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    this.#interval = setInterval(() => this.#ask(), this.#options.intervalMs ?? defaultIntervalMs);
    this.#interval.unref();
  }

  stop(): void {
    if (this.#interval !== null) clearInterval(this.#interval);
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#interval = this.#patience = null;
    this.#isSilent = false;
  }

  answered(): void {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#options.onAnswer();
  }

  #ask(): void {
    this.#options.ping();
    // The patience counts from the first unanswered question.
    if (this.#patience !== null || this.#isSilent) return;
    this.#patience = setTimeout(() => {
      this.#patience = null;
      this.#isSilent = true;
      this.#options.onSilent();
    }, this.#options.patienceMs ?? defaultPatienceMs);
    this.#patience.unref();
  }
}
