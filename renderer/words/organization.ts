/** How the organization and its policies are named in sentences. */
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { Translate } from '../../common/messages/format.ts';
import type { PolicyOrigin } from '../../common/policies/reading.ts';

/** "Contoso", or "your organization" where its name is not known. */
export const organizationName = (snapshot: Snapshot, t: Translate): string =>
  snapshot.account.organization?.name ?? t('app.yourOrganization');

/** Who locked something, with the place for those who have to find it. */
export function lockSentence(by: PolicyOrigin | undefined, organization: string, t: Translate): string {
  if (!by || by.source === 'tenant') return t('lock.by.tenant', { organization });
  const file = placeOf(by);
  return file === undefined
    ? t('lock.by.machineUnnamed', { organization })
    : t('lock.by.machine', { organization, file });
}

/** Where a policy setting comes from, as a name rather than a sentence. */
export function sourceName(origin: PolicyOrigin, t: Translate): string {
  const { source } = origin;
  const place = placeOf(origin);
  if (place === undefined) return t(`policies.source.${source}`);
  if (source === 'tenant') return t('policies.source.tenantNamed', { host: place });
  const named = fileAndLine(origin, t);
  return source === 'machine'
    ? t('policies.source.machineNamed', { file: named })
    : t(`policies.source.${source}Named`, { place: named });
}

/** What an administrator has to open: a file, or a key of the registry. */
const placeOf = ({ registryKey, file }: PolicyOrigin): string | undefined => registryKey ?? file;

export function fileAndLine(origin: PolicyOrigin, t: Translate): string {
  const file = placeOf(origin) ?? t(`policies.source.${origin.source}`);
  return origin.line === undefined
    ? t('policies.problem.whereFile', { file })
    : t('policies.problem.where', { file, line: origin.line });
}
