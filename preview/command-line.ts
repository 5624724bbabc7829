/** `app.commandLine`: switches of this process, and those that main adds for Chromium. */
export class CommandLine {
  readonly #argv: readonly string[];
  readonly #added = new Map<string, string>();
  readonly #removed = new Set<string>();

  constructor(argv: readonly string[]) {
    this.#argv = argv;
  }

  hasSwitch(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** The empty string when the switch is absent or has no value, as in Electron. */
  getSwitchValue(name: string): string {
    return this.#find(name) ?? '';
  }

  appendSwitch(name: string, value = ''): void {
    this.#removed.delete(name);
    this.#added.set(name, value);
  }

  removeSwitch(name: string): void {
    this.#added.delete(name);
    this.#removed.add(name);
  }

  /** Command line arguments for the browser: only what main added; the app's own switches mean nothing to it. */
  browserSwitches(): string[] {
    return [...this.#added].map(([name, value]) => (value === '' ? `--${name}` : `--${name}=${value}`));
  }

  #find(name: string): string | undefined {
    if (this.#removed.has(name)) return undefined;
    const added = this.#added.get(name);
    if (added !== undefined) return added;
    const given = this.#argv.find((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`));
    return given?.slice(`--${name}=`.length);
  }
}
