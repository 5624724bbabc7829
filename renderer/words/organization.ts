/** How the organization and its policies are named in sentences. */
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { Translate } from '../../common/messages/format.ts';
import type { PolicyOrigin } from '../../common/policies/reading.ts';

/** "Contoso", or "your organization" where its name is not known. */
export const organizationName = (snapshot: Snapshot, t: Translate): string =>
  snapshot.account.organization?.name ?? t('app.yourOrganization');

/** Who locked something, with the place for those who have to find it. */
export function lockSentence(by: PolicyOrigin | undefined, organization: string, t: Translate): string {
  if (by?.source !== 'machine') return t('lock.by.tenant', { organization });
  return by.file === undefined
    ? t('lock.by.machineUnnamed', { organization })
    : t('lock.by.machine', { organization, file: by.file });
}

/** Where a policy setting comes from, as a name rather than a sentence. */
export function sourceName(origin: PolicyOrigin, t: Translate): string {
  if (origin.source === 'tenant') {
    return origin.file === undefined
      ? t('policies.source.tenant')
      : t('policies.source.tenantNamed', { host: origin.file });
  }
  return origin.file === undefined
    ? t('policies.source.machine')
    : t('policies.source.machineNamed', { file: fileAndLine(origin, t) });
}

export function fileAndLine(origin: PolicyOrigin, t: Translate): string {
  const file = origin.file ?? (origin.source === 'tenant' ? t('policies.source.tenant') : t('policies.source.machine'));
  return origin.line === undefined
    ? t('policies.problem.whereFile', { file })
    : t('policies.problem.where', { file, line: origin.line });
}
