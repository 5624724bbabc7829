/** What `parley status` shows: what applies, why, and what is waiting. Pure; holds no records, IDs or tokens. */
import { CATEGORIES } from '../../common/catalogue/types.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import type { ControlStatus } from './status-view.ts';

export function controlStatus(snapshot: Snapshot): ControlStatus {
  const { app, account, consent, gates, policies, problems, telemetry } = snapshot;
  const lastSentAt = CATEGORIES.map((category) => telemetry.categories[category].lastSentAt ?? 0);
  const lastUploadMs = Math.max(...lastSentAt);
  return {
    version: app.version,
    runtime: app.runtime,
    signedIn: account.state === 'signed-in',
    organization: account.organization?.name ?? null,
    connection: account.connection,
    policyDirectory: app.policyDirectory,
    policies,
    problems,
    consent: {
      choice: consent.choice,
      at: consent.at === null ? null : new Date(consent.at).toISOString(),
      isReviewNeeded: consent.isReviewNeeded,
    },
    gates,
    spool: {
      state: telemetry.spool,
      counts: {
        census: telemetry.categories.census.counts,
        usage: telemetry.categories.usage.counts,
        error: telemetry.categories.error.counts,
      },
    },
    lastUpload: lastUploadMs === 0 ? null : new Date(lastUploadMs).toISOString(),
  };
}
