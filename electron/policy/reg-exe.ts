/** The one platform call of the registry reader: runs Windows's own `reg.exe`, 64-bit view. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import type { RegistryPort } from './registry-look.ts';

const TIMEOUT_MS = 5_000;
const MAX_OUTPUT_BYTES = 4 * 1024 * 1024;

/** @param systemRoot the folder of Windows, so that no other `reg.exe` on the search path is run */
export const regExe = (systemRoot: string): RegistryPort => ({
  query: (key, isRecursive) =>
    new Promise((resolve) => {
      const program = path.win32.join(systemRoot, 'System32', 'reg.exe');
      const args = ['query', key, ...(isRecursive ? ['/s'] : []), '/reg:64'];
      const options = { windowsHide: true, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES } as const;
      execFile(program, args, options, (error, stdout) => resolve(error ? null : stdout));
    }),
});
