/** Reading records back, for the page and the reader's API. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Category, FieldValues } from '../../../../common/catalogue/types.ts';
import { bytesOf, numberOf, textOf, textOrNull, uuidFromBytes, uuidToBytes, type Row } from './rows.ts';
import type { KeptRecord, RecordFilter } from './store.ts';

export function listRecords(database: DatabaseSync, filter: RecordFilter): KeptRecord[] {
  const conditions = ['fields IS NOT NULL'];
  const values: SQLInputValue[] = [];
  const where = (condition: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  where('category = ?', filter.category);
  where('event = ?', filter.event);
  where('tenant_id = ?', filter.tenantId);
  where('batch_id = ?', filter.batchId === undefined ? undefined : uuidToBytes(filter.batchId));
  where('id > ?', filter.afterId);
  const order = filter.isNewestFirst ? 'DESC' : 'ASC';
  return database
    .prepare(`SELECT * FROM records WHERE ${conditions.join(' AND ')} ORDER BY id ${order} LIMIT ?`)
    .all(...values, filter.limit)
    .map(recordOf);
}

const recordOf = (row: Row): KeptRecord => ({
  id: numberOf(row, 'id'),
  category: textOf(row, 'category') as Category,
  event: textOf(row, 'event'),
  tenantId: textOrNull(row, 'tenant_id'),
  batchId: uuidFromBytes(bytesOf(row, 'batch_id')),
  sequence: numberOf(row, 'sequence'),
  atMs: numberOf(row, 'at'),
  receivedAtMs: numberOf(row, 'received_at'),
  keyEpoch: numberOf(row, 'key_epoch'),
  fields: JSON.parse(textOf(row, 'fields')) as FieldValues,
});
