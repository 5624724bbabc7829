/** The telemetry service as a process of its own on one data folder, over many lives, with Contoso known and allowing. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { CATEGORIES } from '../../common/catalogue/types.ts';
import { tempDirectory } from '../fakes/temp-directory.ts';
import { organization, type Organization, type ReadRecord } from '../server/vendor/telemetry/harness.ts';
import { runCommand, startService, type RunningService } from '../server/vendor/telemetry/process.ts';

export { startService, type RunningService };
export type StoredRecord = Pick<ReadRecord, 'id' | 'category' | 'batchId' | 'sequence' | 'event' | 'fields'>;

/** Registers Contoso in a new data folder and pushes its permitting switch, which the folder keeps. */
export async function prepareService(): Promise<{ readonly folder: string; readonly contoso: Organization }> {
  const [folder, contoso] = [tempDirectory(), organization()];
  const file = path.join(tempDirectory(), 'registration.json');
  writeFileSync(file, JSON.stringify(contoso.registration));
  expect((await runCommand('tenants', 'add', `--data-dir=${folder}`, `--file=${file}`)).code).toBe(0);
  const service = await startService(folder);
  const pushed = await fetch(`${service.url}/v1/tenant-switch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ switch: contoso.sign(contoso.switchPayload()) }),
  });
  expect(pushed.status).toBe(200);
  await service.end('SIGTERM');
  return { folder, contoso };
}

/** Everything that is stored, read page by page. */
export async function allStored({ url, token }: Pick<RunningService, 'url' | 'token'>): Promise<StoredRecord[]> {
  const stored: StoredRecord[] = [];
  for (const category of CATEGORIES) {
    let afterId = 0;
    for (;;) {
      const answer = await fetch(`${url}/api/records?category=${category}&limit=1000&afterId=${afterId}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const { records } = (await answer.json()) as { records: StoredRecord[] };
      if (records.length === 0) break;
      stored.push(...records);
      afterId = records.at(-1)?.id ?? 0;
    }
  }
  return stored;
}
export const keyOf = ({
  category,
  batchId,
  sequence,
}: Pick<StoredRecord, 'category' | 'batchId' | 'sequence'>): string => `${category} ${batchId} ${sequence}`;
