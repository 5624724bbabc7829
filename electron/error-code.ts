/** The code of a failed system call, for logs and messages: a short constant word, never a path or a text. */
export const errorCodeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
