/** Short reasons in words, the client's own and those a service gives. One that is not known is shown as it came. */
import type { Translate } from '../../common/messages/format.ts';

const KNOWN = [
  'policy-stops',
  'not-opted-in',
  'signed-out',
  'starting',
  'notice-not-shown',
  'tenant-unknown',
  'policy-in-doubt',
  'account-removed',
  'age',
  'count',
  'bytes',
  'tenant-forbids',
  'token-missing',
  'token-not-allowed',
  'unknown-event',
  'forbidden-field',
  'invalid-value',
  'category-mismatch',
  'malformed',
  'too-large',
  'refused',
] as const;

export function reasonText(reason: string, t: Translate): string {
  const known = KNOWN.find((candidate) => candidate === reason);
  return known ? t(`reason.${known}`) : reason;
}
