/** The organization's policy and who changed what when. Each change is one transaction; its history only grows. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { fail, ok, type Result } from '../../../../common/result.ts';
import type { PolicyValue } from '../../../../common/policies/records.ts';
import type { TenantPolicy } from '../../../../common/wire/tenant.ts';
import { inTransaction } from '../../../shared/database.ts';
import { parseSettings, TENANT_POLICY_KEYS, type TenantSettings } from '../policy-settings.ts';
import { nextNumber } from './next-number.ts';

export interface CurrentPolicy extends TenantPolicy {
  /** When it was last changed, milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly settings: TenantSettings & Record<string, unknown>;
}

export interface PolicyChange {
  readonly id: number;
  readonly revision: number;
  readonly changedAt: number;
  /** The account as it was then. */
  readonly changedBy: string;
  readonly key: string;
  /** undefined: not configured. */
  readonly from: PolicyValue | undefined;
  readonly to: PolicyValue | undefined;
}

export interface ChangeRequest {
  readonly settings: TenantSettings;
  readonly changedBy: string;
  readonly now: number;
  /** When given, the change is refused unless this is the current revision: nobody overwrites what they have not seen. */
  readonly expectedRevision?: number | undefined;
}

export interface PolicyStore {
  current(): CurrentPolicy;
  /** Replaces the settings. `hasChanged` is false when they were so already; then nothing was written. */
  change(request: ChangeRequest): Result<{ policy: CurrentPolicy; hasChanged: boolean }, 'conflict'>;
  /** The newest first, at most `limit`, older than `beforeId` when that is given. */
  history(limit: number, beforeId?: number): PolicyChange[];
}

/** `alsoInTransaction` writes what must never disagree with the policy: the signed switch. */
export function createPolicyStore(
  database: DatabaseSync,
  createdAt: number,
  alsoInTransaction: (policy: CurrentPolicy) => void,
): PolicyStore {
  database
    .prepare(
      `INSERT INTO policy (only, revision, changed_at, settings_json) VALUES (1, 0, ?, '{}') ON CONFLICT DO NOTHING`,
    )
    .run(createdAt);
  const select = database.prepare('SELECT revision, changed_at, settings_json FROM policy');
  const update = database.prepare('UPDATE policy SET revision = ?, changed_at = ?, settings_json = ?');
  const append = database.prepare(
    `INSERT INTO policy_history (revision, changed_at, changed_by, policy_key, old_json, new_json)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const history = database.prepare('SELECT * FROM policy_history WHERE id < ? ORDER BY id DESC LIMIT ?');

  const current = (): CurrentPolicy => policyOf(select.get() ?? {});
  const change = ({ settings, changedBy, now, expectedRevision }: ChangeRequest): ReturnType<PolicyStore['change']> => {
    const before = current();
    if (expectedRevision !== undefined && expectedRevision !== before.revision) return fail('conflict');
    const changed = TENANT_POLICY_KEYS.filter((key) => before.settings[key] !== settings[key]);
    if (changed.length === 0) return ok({ policy: before, hasChanged: false });
    const revision = nextNumber(before.revision, now);
    update.run(revision, now, JSON.stringify(settings));
    for (const key of changed) {
      append.run(revision, now, changedBy, key, jsonOf(before.settings[key]), jsonOf(settings[key]));
    }
    const policy = current();
    alsoInTransaction(policy);
    return ok({ policy, hasChanged: true });
  };
  return {
    current,
    change: (request) => inTransaction(database, () => change(request)),
    history: (limit, beforeId = Number.MAX_SAFE_INTEGER) => history.all(beforeId, limit).map(changeOf),
  };
}

function policyOf(row: Record<string, SQLOutputValue>): CurrentPolicy {
  const settings = parseSettings(JSON.parse(String(row['settings_json'])));
  // Written by a version that knew other policies: better no service than a switch that is silently gone.
  if (!settings.ok) throw new Error('The stored policy holds what this version does not know.');
  return { revision: Number(row['revision']), issuedAt: Number(row['changed_at']), settings: settings.value };
}

const changeOf = (row: Record<string, SQLOutputValue>): PolicyChange => ({
  id: Number(row['id']),
  revision: Number(row['revision']),
  changedAt: Number(row['changed_at']),
  changedBy: String(row['changed_by']),
  key: String(row['policy_key']),
  from: valueOf(row['old_json']),
  to: valueOf(row['new_json']),
});

const jsonOf = (value: PolicyValue | undefined): string | null => (value === undefined ? null : JSON.stringify(value));
const valueOf = (json: SQLOutputValue | undefined): PolicyValue | undefined =>
  typeof json === 'string' ? (JSON.parse(json) as PolicyValue) : undefined;
