/** Lines on stdout that people and tests read; their wording is documented in preview/README.md. */
export function log(line: string): void {
  process.stdout.write(`[preview] ${line}\n`);
}
