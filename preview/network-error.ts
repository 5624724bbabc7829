/** Failures with Chromium's names, as Electron's fetch rejects. Whoever catches one should only look at its being one. */
const names: Record<string, string> = {
  ECONNREFUSED: 'net::ERR_CONNECTION_REFUSED',
  ECONNRESET: 'net::ERR_CONNECTION_RESET',
  EPIPE: 'net::ERR_CONNECTION_RESET',
  ETIMEDOUT: 'net::ERR_CONNECTION_TIMED_OUT',
  ENOTFOUND: 'net::ERR_NAME_NOT_RESOLVED',
  EAI_AGAIN: 'net::ERR_NAME_NOT_RESOLVED',
  ENOENT: 'net::ERR_FILE_NOT_FOUND',
  EISDIR: 'net::ERR_FILE_NOT_FOUND',
};

export function networkError(cause: unknown): Error {
  if (cause instanceof Error && cause.message.startsWith('net::')) return cause;
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? '';
  return new Error(names[code] ?? 'net::ERR_FAILED', { cause });
}
