/** Tenants and their latest switches in SQLite. Read anew each time: the command line may have written beside us. */
import type { DatabaseSync } from 'node:sqlite';
import { switchPayload, type SwitchPayload } from '../../../../common/wire/tenant.ts';
import { numberOf, textOf, textOrNull, type Row } from './rows.ts';
import type { RegisterOutcome, Registration, SwitchOutcome, Tenant, TokenOwner } from './store.ts';

export interface TenantTable {
  register(registration: Registration): RegisterOutcome;
  all(): Tenant[];
  find(tenantId: string): Tenant | null;
  ownerOfToken(tokenSha256: string): TokenOwner | null;
  saveSwitch(payload: SwitchPayload, receivedAtMs: number): SwitchOutcome;
}

/** The writing steps must be called within a transaction. */
export function prepareTenants(database: DatabaseSync): TenantTable {
  const selectAll = database.prepare('SELECT * FROM tenants ORDER BY tenant_id');
  const selectOne = database.prepare('SELECT * FROM tenants WHERE tenant_id = ?');
  const byUpload = database.prepare('SELECT * FROM tenants WHERE upload_token_sha256 = ?');
  const byGuest = database.prepare('SELECT * FROM tenants WHERE guest_token_sha256 = ?');
  const insert = database.prepare('INSERT INTO tenants (tenant_id, name, public_key) VALUES (?, ?, ?)');
  const rename = database.prepare('UPDATE tenants SET name = ? WHERE tenant_id = ?');
  const rekey = database.prepare(
    `UPDATE tenants SET name = ?, public_key = ?, switch_payload = NULL, switch_received_at = NULL,
       upload_token_sha256 = NULL, guest_token_sha256 = NULL WHERE tenant_id = ?`,
  );
  const taken = database.prepare(
    `SELECT 1 FROM tenants WHERE tenant_id <> ?1
       AND (upload_token_sha256 IN (?2, ?3) OR guest_token_sha256 IN (?2, ?3)) LIMIT 1`,
  );
  const update = database.prepare(
    `UPDATE tenants SET switch_payload = ?, switch_received_at = ?, upload_token_sha256 = ?, guest_token_sha256 = ?
     WHERE tenant_id = ?`,
  );

  const find = (tenantId: string): Tenant | null => {
    const row = selectOne.get(tenantId);
    return row ? tenantOf(row) : null;
  };
  return {
    all: () => selectAll.all().map(tenantOf),
    find,
    register({ tenantId, name, publicKey }) {
      const known = find(tenantId);
      if (!known) insert.run(tenantId, name, publicKey);
      else if (known.publicKey !== publicKey) rekey.run(name, publicKey, tenantId);
      else if (known.name !== name) rename.run(name, tenantId);
      else return 'unchanged';
      return known ? 'changed' : 'added';
    },
    ownerOfToken(tokenSha256) {
      // The guest token first: of two equal tokens the lesser right counts.
      const guest = byGuest.get(tokenSha256);
      if (guest) return { tenant: tenantOf(guest), isGuest: true };
      const owner = byUpload.get(tokenSha256);
      return owner ? { tenant: tenantOf(owner), isGuest: false } : null;
    },
    saveSwitch(payload, receivedAtMs) {
      const { tenantId, uploadTokenSha256, guestTokenSha256 } = payload;
      const known = find(tenantId)?.knownSwitch;
      if (known && isOlder(payload, known.payload)) return 'older';
      // Token hashes are public: another tenant could claim them and so speak for this one.
      if (taken.get(tenantId, uploadTokenSha256, guestTokenSha256)) return 'token-taken';
      // Switches are public: were a repetition to count as news, anybody could keep one fresh that its organization has
      // long replaced but cannot get through to us.
      const isRepetition = known?.payload.serial === payload.serial && known.payload.issuedAt === payload.issuedAt;
      const freshSinceMs = isRepetition ? known.receivedAtMs : receivedAtMs;
      update.run(JSON.stringify(payload), freshSinceMs, uploadTokenSha256, guestTokenSha256, tenantId);
      return 'saved';
    },
  };
}

const isOlder = (a: SwitchPayload, known: SwitchPayload): boolean =>
  a.serial < known.serial || (a.serial === known.serial && a.issuedAt < known.issuedAt);

function tenantOf(row: Row): Tenant {
  const payload = textOrNull(row, 'switch_payload');
  return {
    tenantId: textOf(row, 'tenant_id'),
    name: textOf(row, 'name'),
    publicKey: textOf(row, 'public_key'),
    knownSwitch:
      payload === null
        ? null
        : {
            payload: switchPayload.parse(JSON.parse(payload)),
            receivedAtMs: numberOf(row, 'switch_received_at'),
          },
  };
}
