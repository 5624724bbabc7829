/**
 * What every window is made of: styles under the page's nonce, theme, session, voice, error boundary, and a gate that
 * shows the window only once there is a snapshot to show.
 */
import { createDOMRenderer, FluentProvider, makeStyles, RendererProvider, tokens } from '@fluentui/react-components';
import { StrictMode, useLayoutEffect, type ReactElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { useStore } from 'zustand';
import type { MessageKey } from '../../common/messages/en.ts';
import { directionOf } from '../../common/messages/languages.ts';
import { SessionContext, useSession, useWords, type Session } from '../state/context.ts';
import { createErrorReporter, watchErrors, type ReportError } from '../state/error-reports.ts';
import { followMain } from '../state/mirror.ts';
import { findParley } from '../state/parley.ts';
import { followLanguage } from '../state/words.ts';
import { loadMessages } from '../words/load.ts';
import { Announcer } from './announcer.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Notice } from './notice.tsx';
import { useTheme } from './theme.ts';

type WindowTitle = Extract<MessageKey, `window.${string}`>;

const useStyles = makeStyles({
  // Of the theme, also behind what does not fill the window.
  // Fluent aligns to one side; what keeps its own direction, such as code, aligns to its own.
  page: { textAlign: 'start', minHeight: '100%', height: '100%', backgroundColor: tokens.colorNeutralBackground2 },
});

/** Mounts a window's content on the page. Called once, by the window's entry. */
export function openWindow(title: WindowTitle, content: ReactElement): void {
  const parley = findParley();
  const report = createErrorReporter(parley, () => performance.now());
  watchErrors(window, report);
  const mirror = followMain(parley);
  const session: Session = { parley, mirror, words: followLanguage(mirror.store, loadMessages, navigator.language) };
  const root = document.querySelector('#root');
  if (!root) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <SessionContext value={session}>
        <Frame title={title} report={report}>
          {content}
        </Frame>
      </SessionContext>
    </StrictMode>,
  );
}

/** Vite leaves the nonce of this document on a meta element; without it the policy would refuse every style. */
const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
const styleRenderer = createDOMRenderer(document, { styleElementAttributes: { nonce: nonce() } });

function Frame(props: { title: WindowTitle; report: ReportError; children: ReactNode }): ReactElement | null {
  if (useStore(useSession().words) === null) return null;
  return (
    <RendererProvider renderer={styleRenderer} targetDocument={document}>
      <ThemedPage>
        <PageTitle title={props.title} />
        <Safe report={props.report}>
          <Announcer>
            <SnapshotGate>{props.children}</SnapshotGate>
          </Announcer>
        </Safe>
      </ThemedPage>
    </RendererProvider>
  );
}

/** Below the renderer's provider: styles that are asked for above it come without the nonce and are refused. */
function ThemedPage({ children }: { children: ReactNode }): ReactElement {
  const { mirror } = useSession();
  const app = useStore(mirror.store, (state) => state.snapshot?.app);
  const { language } = useWords();
  const direction = directionOf(language);
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = direction;
  }, [language, direction]);
  return (
    <FluentProvider theme={useTheme(app)} dir={direction}>
      {/* Not on the provider itself: its classes are copied to every popup, which would then fill the window. */}
      <div className={useStyles().page}>{children}</div>
    </FluentProvider>
  );
}

function PageTitle({ title }: { title: WindowTitle }): ReactElement {
  const { t } = useWords();
  return <title>{t(title)}</title>;
}

function Safe({ report, children }: { report: ReportError; children: ReactNode }): ReactElement {
  const { t } = useWords();
  const fallback = (
    <Notice title={t('app.broken.title')} text={t('app.broken.text')} isAlert>
      {{ label: t('app.broken.reload'), onClick: () => window.location.reload() }}
    </Notice>
  );
  return (
    <ErrorBoundary onError={report} fallback={fallback}>
      {children}
    </ErrorBoundary>
  );
}

function SnapshotGate({ children }: { children: ReactNode }): ReactNode {
  const { mirror } = useSession();
  const hasSnapshot = useStore(mirror.store, (state) => state.snapshot !== null);
  const isLost = useStore(mirror.store, (state) => state.isLost);
  const { t } = useWords();
  if (isLost) {
    return (
      <Notice title={t('app.lost.title')} text={t('app.lost.text')} isAlert>
        {{ label: t('app.lost.retry'), onClick: () => void mirror.pull() }}
      </Notice>
    );
  }
  return hasSnapshot ? children : <Notice title={t('app.loading')} isDelayed />;
}
