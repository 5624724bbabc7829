/** What the vendor registers of an organization: who it is, and the key with which it signs its switch. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../../common/result.ts';
import { switchPayload } from '../../../../common/wire/tenant.ts';
import type { Registration } from '../store/store.ts';

const registration = z.strictObject({
  tenantId: switchPayload.shape.tenantId,
  name: switchPayload.shape.name,
  publicKey: z.base64url().max(256),
});

/** Reads a registration file's content; the reason names the field and what belongs there. */
export function parseRegistration(content: string): Result<Registration> {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    return fail('it is not JSON');
  }
  const read = registration.safeParse(json);
  if (!read.success) {
    const issue = read.error.issues[0];
    return fail(`${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? 'invalid'}`);
  }
  if (!publicKeyOf(read.data.publicKey))
    return fail('publicKey: expected the base64url of an Ed25519 key as SPKI (DER)');
  return ok(read.data);
}

/** null when it is not an Ed25519 key. */
export function publicKeyOf(base64url: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(base64url, 'base64url'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch {
    return null;
  }
}
