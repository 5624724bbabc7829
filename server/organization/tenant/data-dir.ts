/**
 * What the organization owns outside its database: who it is, the key that signs its switch, the key of the client hash,
 * and the two tokens that its clients show to the vendor. Each lies in a file of its own, readable by the service's user
 * alone. Losing the hashing key breaks the continuity of pseudonyms, so none is ever made anew by itself once it exists.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import path from 'node:path';
import type { z } from 'zod';
import { switchPayload } from '../../../common/wire/tenant.ts';
import { ensurePrivateFolder, readOrCreatePrivate, readPrivate, SetupError } from '../../shared/private-files.ts';

const KEY_BYTES = 32;
const TOKEN_BYTES = 32;
const FILES = {
  organization: 'organization.json',
  signingKey: 'signing-key.pem',
  hashingKey: 'hashing-key',
  uploadToken: 'upload-token',
  guestToken: 'guest-token',
} as const;

const identity = switchPayload.pick({ tenantId: true, name: true });
export type OrganizationIdentity = z.infer<typeof identity>;

export interface Organization extends OrganizationIdentity {
  /** Ed25519. */
  readonly signingKey: KeyObject;
  /** base64url of the SPKI DER: what the vendor registers. */
  readonly publicKey: string;
  /** base64url of 32 bytes. Handed to signed-in clients, never to the vendor. */
  readonly hashingKey: string;
  /** The same for every user, so that it identifies the organization and nobody in it. */
  readonly uploadToken: string;
  /** Public: entitles to report a failed sign-in and to nothing else. */
  readonly guestToken: string;
}

/**
 * Opens the organization in `dataDir` and creates what is missing. `identityIfNew` names it the first time; without it a
 * new folder is refused. Throws a SetupError for files that others can read, that are damaged or that contradict it.
 */
export function openOrganization(dataDir: string, identityIfNew: OrganizationIdentity | null): Organization {
  ensurePrivateFolder(dataDir);
  const { tenantId, name } = openIdentity(path.join(dataDir, FILES.organization), identityIfNew);
  const secret = (file: string, bytes: number): string =>
    checkedSecret(path.join(dataDir, file), bytes, () => randomBytes(bytes).toString('base64url'));
  const signingKey = openSigningKey(path.join(dataDir, FILES.signingKey));
  return {
    tenantId,
    name,
    signingKey,
    publicKey: createPublicKey(signingKey).export({ type: 'spki', format: 'der' }).toString('base64url'),
    hashingKey: secret(FILES.hashingKey, KEY_BYTES),
    uploadToken: secret(FILES.uploadToken, TOKEN_BYTES),
    guestToken: secret(FILES.guestToken, TOKEN_BYTES),
  };
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

function openIdentity(file: string, ifNew: OrganizationIdentity | null): OrganizationIdentity {
  if (ifNew === null && readPrivate(file) === null) {
    throw new SetupError(
      `There is no organization in ${path.dirname(file)} yet: run "registration" with --tenant-id and --name first.`,
    );
  }
  const text = readOrCreatePrivate(file, () => JSON.stringify(validIdentity(ifNew), null, 2));
  const found = identity.safeParse(parseJson(text));
  if (!found.success) throw damaged(file, 'does not hold {tenantId, name}');
  if (ifNew && (ifNew.tenantId !== found.data.tenantId || ifNew.name !== found.data.name)) {
    throw new SetupError(
      `${file} names ${found.data.tenantId} (${found.data.name}), not ${ifNew.tenantId} (${ifNew.name}): ` +
        'leave --tenant-id and --name out, or name another --data-dir.',
    );
  }
  return found.data;
}

function validIdentity(value: OrganizationIdentity | null): OrganizationIdentity {
  const checked = identity.safeParse(value);
  if (checked.success) return checked.data;
  const field = checked.error.issues[0]?.path[0] === 'name' ? '--name' : '--tenant-id';
  const rule = field === '--name' ? '1 to 128 characters' : 'lower-case letters, digits and hyphens, 63 at most';
  throw new SetupError(`${field} is not valid: expected ${rule}.`);
}

function openSigningKey(file: string): KeyObject {
  const pem = readOrCreatePrivate(file, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Falls through: the parser's message may quote the file.
  }
  throw damaged(file, 'is not an Ed25519 private key');
}

function checkedSecret(file: string, bytes: number, create: () => string): string {
  const text = readOrCreatePrivate(file, create).trim();
  if (!/^[A-Za-z0-9_-]+$/.test(text) || Buffer.from(text, 'base64url').length !== bytes) {
    throw damaged(file, `is not the base64url of ${bytes} bytes`);
  }
  return text;
}

const damaged = (file: string, what: string): SetupError =>
  new SetupError(`${file} ${what}: put the copy from your backup in its place.`);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
