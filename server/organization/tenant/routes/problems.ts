/** Says in a line which fields of a body are wrong; never with their values. */
import type { z } from 'zod';

const MAX_MESSAGE_LENGTH = 512;

export const problemsOf = (error: z.ZodError): string =>
  error.issues
    .map(({ path, message }) => `${path.length === 0 ? 'body' : path.join('.')}: ${message}`)
    .join('; ')
    .slice(0, MAX_MESSAGE_LENGTH);

export const clipped = (message: string): string => message.slice(0, MAX_MESSAGE_LENGTH);
