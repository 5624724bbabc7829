/** The Options window: its pages as tabs, beside the content where there is room and above it where there is not. */
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { Suspense, useCallback, useEffect, useRef, type ReactElement } from 'react';
import { OPTION_TABS, type OptionTab } from '../../common/ipc/contract.ts';
import { useParley, useWords } from '../state/context.ts';
import { NARROW, useMediaQuery } from '../ui/media-query.ts';
import { TabStrip, tabId } from '../ui/tab-strip.tsx';
import { TabContext, useTabState } from './tab-context.ts';
import { tabPages } from './tabs.ts';

const useStyles = makeStyles({
  window: { display: 'flex', height: '100%' },
  windowNarrow: { flexDirection: 'column', height: 'auto', minHeight: '100%' },
  nav: { flex: 'none', width: '168px', padding: '16px 8px', boxSizing: 'border-box' },
  navNarrow: { width: 'auto', padding: '8px 8px 0' },
  main: { flex: 'auto', minWidth: 0, backgroundColor: tokens.colorNeutralBackground1 },
  panel: {
    height: '100%',
    boxSizing: 'border-box',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
    padding: '20px 24px 32px',
    overflowY: 'auto',
    scrollbarGutter: 'stable',
    borderInlineStartWidth: '1px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
  },
  panelNarrow: {
    height: 'auto',
    padding: '16px 16px 24px',
    overflowY: 'visible',
    borderInlineStartStyle: 'none',
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
  },
});

export function OptionsWindow(): ReactElement {
  const styles = useStyles();
  const { t } = useWords();
  const isNarrow = useMediaQuery(NARROW);
  const panel = useRef<HTMLDivElement>(null);
  const tabs = useRef<HTMLElement>(null);
  const [tab, show] = useTabState();
  const open = useCallback(
    (next: OptionTab) => {
      // Whoever was on a control of the page that goes away continues on the tab of the one that comes.
      const isInside = panel.current?.contains(document.activeElement) ?? false;
      show(next);
      if (isInside) tabs.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
    },
    [show],
  );
  useNavigation(tab, open);
  const { page: Page, hasControls } = tabPages[tab];
  return (
    <TabContext value={open}>
      <div className={mergeClasses(styles.window, isNarrow && styles.windowNarrow)}>
        <nav
          className={mergeClasses(styles.nav, isNarrow && styles.navNarrow)}
          ref={tabs}
          aria-label={t('window.options')}
        >
          <TabStrip
            tabs={OPTION_TABS.map((value) => ({ value, label: t(`options.tab.${value}`) }))}
            selected={tab}
            onSelect={show}
            isVertical={!isNarrow}
            label={t('options.tabs')}
            panelId="panel"
          />
        </nav>
        <main className={styles.main}>
          <div
            key={tab}
            ref={panel}
            role="tabpanel"
            id="panel"
            className={mergeClasses(styles.panel, isNarrow && styles.panelNarrow)}
            aria-labelledby={tabId(tab)}
            // What scrolls must be reachable; where there is a control inside, that is enough.
            {...(!hasControls && { tabIndex: 0 })}
          >
            <Suspense fallback={null}>
              <Page />
            </Suspense>
          </div>
        </main>
      </div>
    </TabContext>
  );
}

/** Main may ask for another page at any time. The page that is shown already stays as it is, focus and scroll included. */
function useNavigation(tab: OptionTab, open: (tab: OptionTab) => void): void {
  const parley = useParley();
  const current = useRef(tab);
  useEffect(() => {
    current.current = tab;
  }, [tab]);
  useEffect(
    () =>
      parley.on('options.navigate', (next) => {
        if (next !== current.current) open(next);
      }),
    [parley, open],
  );
}
