/** Where the project lies, and whether a module is the program being run (importing a tool must do nothing). */
import { realpathSync } from 'node:fs';
import path from 'node:path';

/** The folder of package.json. */
export const projectRoot = path.resolve(import.meta.dirname, '..');

/** What tools remember between runs; npm removes it together with the packages it belongs to. */
export const cacheFolder = path.join(projectRoot, 'node_modules', '.cache', 'parley');

/** Whether `file` (a module's `import.meta.filename`) is what Node was started with. */
export function isProgram(file: string): boolean {
  const started = process.argv[1];
  if (started === undefined) return false;
  try {
    return realpathSync(started) === realpathSync(file);
  } catch {
    return false;
  }
}
