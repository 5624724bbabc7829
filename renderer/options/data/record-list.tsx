/** The records as a plain list; a row opens in place. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useCallback, useRef, useState, type ReactElement } from 'react';
import { useWords } from '../../state/context.ts';
import type { Filter } from './filters.tsx';
import { RecordRow } from './record-row.tsx';
import { useRecords } from './use-records.ts';

const useStyles = makeStyles({
  // The button for new records comes and goes here without pushing the list.
  bar: { display: 'flex', alignItems: 'center', gap: '8px', minHeight: '32px', marginBlockEnd: '4px' },
  news: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  quiet: { margin: 0, color: tokens.colorNeutralForeground2 },
  failure: { margin: 0, color: tokens.colorPaletteRedForeground1 },
  foot: { marginBlockStart: '12px', overflowAnchor: 'none' },
});

export function RecordList({ filter }: { filter: Filter }): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const list = useRef<HTMLUListElement>(null);
  const [openIds, setOpenIds] = useState<ReadonlySet<number>>(new Set());
  const hasOpen = useRef(false);
  const isInUse = useCallback(() => hasOpen.current || isHoldingPlace(list.current), []);
  const records = useRecords(filter, isInUse);
  const toggle = (id: number): void => {
    const next = new Set(openIds);
    if (!next.delete(id)) next.add(id);
    hasOpen.current = next.size > 0;
    setOpenIds(next);
  };
  const showWaiting = (): void => {
    records.showWaiting();
    // The pressed button goes away; the first of what it brought takes the focus.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>('button')?.focus());
  };
  const isFiltered = filter.category !== undefined || filter.state !== undefined;
  return (
    <>
      <div className={styles.bar}>
        {records.records.length > 0 && (
          <p className={styles.quiet}>{t('data.count', { count: records.records.length })}</p>
        )}
        <div className={styles.news} role="status">
          {records.waiting.length > 0 && (
            <Button size="small" onClick={showWaiting}>
              {t('data.newer', { count: records.waiting.length })}
            </Button>
          )}
          {records.status === 'loading' && <p className={styles.quiet}>{t('data.loading')}</p>}
          {records.status === 'failed' && (
            <>
              <p className={styles.failure}>{t('data.failed')}</p>
              <Button size="small" onClick={records.retry}>
                {t('data.retry')}
              </Button>
            </>
          )}
          {records.status === 'ready' && records.records.length === 0 && (
            <p className={styles.quiet}>{isFiltered ? t('data.empty.filtered') : t('data.empty')}</p>
          )}
        </div>
      </div>
      <ul ref={list} className={styles.list} aria-label={t('data.list')}>
        {records.records.map((record) => (
          <RecordRow key={record.id} record={record} isOpen={openIds.has(record.id)} onToggle={toggle} />
        ))}
      </ul>
      {records.records.length > 0 && (
        <div className={styles.foot}>
          {records.hasOlder ? (
            <Button onClick={records.loadOlder}>{t('data.older')}</Button>
          ) : (
            <p className={styles.quiet}>{t('data.allShown')}</p>
          )}
        </div>
      )}
    </>
  );
}

/** Focus in the list, or its top scrolled out of sight: new rows would move what is being looked at. */
function isHoldingPlace(list: HTMLElement | null): boolean {
  if (!list) return false;
  return list.contains(document.activeElement) || list.getBoundingClientRect().top < 0;
}
