/**
 * The organization's signed switch: what its clients read before sign-in and what the vendor's service obeys. It says
 * whether usage data and error reports are stopped, and carries hashes of the organization's tokens. The serial rises
 * whenever any of this changes; between changes the same is signed anew now and then, for the vendor takes only what was
 * signed lately for fresh.
 */
import { createPublicKey, sign, verify } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { switchPayload, type SignedSwitch, type SwitchPayload } from '../../../../common/wire/tenant.ts';
import { sha256Hex, type Organization } from '../data-dir.ts';
import { nextNumber } from './next-number.ts';

/** Well below the time after which the vendor no longer believes a switch. */
export const RENEW_AFTER_MS = 60 * 60_000;

export interface StoredSwitch {
  readonly serial: number;
  readonly signed: SignedSwitch;
  /** When the vendor's service first confirmed this serial; null while it has not. */
  readonly confirmedAt: number | null;
}

export interface StopSwitchStore {
  current(): StoredSwitch;
  /** Signs anew when what it says differs from what was signed last. To be called inside the policy's transaction. */
  update(isDisabled: boolean, now: number): void;
  /** Signs the same anew, with the same serial and a later `issuedAt`, when the signature is older than `RENEW_AFTER_MS`. */
  renew(now: number): void;
  /** Keeps the first confirmation of `serial`; one of an older serial says nothing about the current one. */
  confirm(serial: number, now: number): void;
}

export function createStopSwitchStore(database: DatabaseSync, organization: Organization): StopSwitchStore {
  const select = database.prepare('SELECT serial, payload, signature, confirmed_at FROM stop_switch');
  const replace = database.prepare(
    'INSERT OR REPLACE INTO stop_switch (only, serial, payload, signature, confirmed_at) VALUES (1, ?, ?, ?, NULL)',
  );
  const resign = database.prepare('UPDATE stop_switch SET payload = ?, signature = ?');
  const confirm = database.prepare('UPDATE stop_switch SET confirmed_at = ? WHERE serial = ? AND confirmed_at IS NULL');
  const find = (): StoredSwitch | null => {
    const row = select.get();
    if (!row) return null;
    const confirmedAt = row['confirmed_at'];
    return {
      serial: Number(row['serial']),
      signed: { payload: String(row['payload']), signature: String(row['signature']) },
      confirmedAt: typeof confirmedAt === 'number' ? confirmedAt : null,
    };
  };
  return {
    current() {
      const found = find();
      if (!found) throw new Error('The switch was read before it was first signed.');
      return found;
    },
    update(isDisabled, now) {
      const last = find();
      const said = last && isSignedBy(organization, last.signed) ? payloadOf(last.signed) : null;
      const content = contentOf(organization, isDisabled);
      if (said && (Object.keys(content) as (keyof typeof content)[]).every((key) => said[key] === content[key])) return;
      const serial = nextNumber(last?.serial ?? 0, now);
      const { payload, signature } = signSwitch(organization, { ...content, serial, issuedAt: now });
      replace.run(serial, payload, signature);
    },
    renew(now) {
      const last = find();
      if (!last) return;
      const said = payloadOf(last.signed);
      // Also after the clock was set back, by however much.
      if (Math.abs(now - said.issuedAt) < RENEW_AFTER_MS) return;
      const { payload, signature } = signSwitch(organization, {
        ...said,
        issuedAt: Math.max(now, said.issuedAt + 1),
      });
      resign.run(payload, signature);
    },
    confirm: (serial, now) => void confirm.run(now, serial),
  };
}

const contentOf = (organization: Organization, isDisabled: boolean): Omit<SwitchPayload, 'serial' | 'issuedAt'> => ({
  tenantId: organization.tenantId,
  name: organization.name,
  disableAutomaticSendTracing: isDisabled,
  uploadTokenSha256: sha256Hex(organization.uploadToken),
  guestTokenSha256: sha256Hex(organization.guestToken),
});

/** The signature is over the JSON text itself, so that nobody has to agree on a canonical form. */
function signSwitch(organization: Organization, payload: SwitchPayload): SignedSwitch {
  const bytes = Buffer.from(JSON.stringify(payload), 'utf8');
  return {
    payload: bytes.toString('base64url'),
    signature: sign(null, bytes, organization.signingKey).toString('base64url'),
  };
}

function isSignedBy(organization: Organization, { payload, signature }: SignedSwitch): boolean {
  const key = createPublicKey(organization.signingKey);
  return verify(null, Buffer.from(payload, 'base64url'), key, Buffer.from(signature, 'base64url'));
}

const payloadOf = ({ payload }: SignedSwitch): SwitchPayload =>
  switchPayload.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
