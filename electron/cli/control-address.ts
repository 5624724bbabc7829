/** Where client and command line meet. */
import { createHash } from 'node:crypto';
import path from 'node:path';

/** Unix socket paths are limited to about 104 bytes, so a long data folder gets a short name in the temporary folder. */
const MAX_SOCKET_PATH_BYTES = 100;
export const CONTROL_SOCKET = 'control.sock';

export function controlAddress(
  dataDirectory: string,
  platform: NodeJS.Platform = process.platform,
  runtimeDirectory = process.env['XDG_RUNTIME_DIR'],
): string {
  const folder = path.resolve(dataDirectory);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (platform === 'win32') return `\\\\.\\pipe\\parley-${name}`;
  const beside = path.join(folder, CONTROL_SOCKET);
  return Buffer.byteLength(beside) <= MAX_SOCKET_PATH_BYTES || !runtimeDirectory
    ? beside
    : path.join(runtimeDirectory, `parley-${name}.sock`);
}
