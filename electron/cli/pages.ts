/** Reads a long list of records page by page, newest first. */
import { MAX_RECORDS_PER_QUERY, type RecordsQuery } from '../../common/ipc/contract.ts';
import type { Result } from '../../common/result.ts';
import type { RecordView } from '../../common/telemetry/views.ts';

/** @returns null when all were read, else why a page did not come */
export async function pagesOf<F>(
  ask: (query: RecordsQuery) => Promise<Result<readonly RecordView[], F>>,
  filter: Pick<RecordsQuery, 'category' | 'state'>,
  limit: number,
  onPage: (records: readonly RecordView[]) => void,
): Promise<F | null> {
  let beforeId: number | undefined;
  for (let left = limit; left > 0;) {
    const size = Math.min(left, MAX_RECORDS_PER_QUERY);
    const page = await ask({ ...filter, beforeId, limit: size });
    if (!page.ok) return page.reason;
    onPage(page.value);
    left -= page.value.length;
    beforeId = page.value.at(-1)?.id;
    if (page.value.length < size) break;
  }
  return null;
}
