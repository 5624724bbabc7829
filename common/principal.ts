/**
 * Whom consent, cached policy, counters and records belong to: one (OS user, tenant, account or none). The OS user is
 * implied: all of it lives in a folder of that user.
 */
export interface Principal {
  /** null before any organization is known. */
  readonly tenantId: string | null;
  /** null while signed out. */
  readonly accountId: string | null;
}

export const samePrincipal = (a: Principal, b: Principal): boolean =>
  a.tenantId === b.tenantId && a.accountId === b.accountId;
/** A stable key for maps and tables; JSON keeps a null apart from any string. */
export const principalKey = (p: Principal): string => JSON.stringify([p.tenantId, p.accountId]);
