/** Short reasons in words. Those of a service are its own and shown as they came. */
import type { Translate } from '../../common/messages/format.ts';

const KNOWN = [
  'policy-stops',
  'not-opted-in',
  'signed-out',
  'starting',
  'notice-not-shown',
  'tenant-unknown',
  'policy-in-doubt',
] as const;

export function reasonText(reason: string, t: Translate): string {
  const known = KNOWN.find((candidate) => candidate === reason);
  return known ? t(`reason.${known}`) : reason;
}
