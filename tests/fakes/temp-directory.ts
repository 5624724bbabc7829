/** A real folder of its own for each test, removed when the test ends. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export function tempDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-test-'));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}
