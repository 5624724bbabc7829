/** What the user is offered when a window crashed or does not answer. That it is recorded is the error reports' business. */
import type { Translate } from '../../common/messages/format.ts';
import type { App, BrowserWindow, WebContents } from '../host.ts';
import type { DialogSurface } from '../surface.ts';

export interface WindowHealthDeps {
  readonly app: Pick<App, 'on'>;
  readonly dialog: Pick<DialogSurface, 'showMessageBox'>;
  readonly t: Translate;
  /** Null for contents that are in none of our windows. */
  windowOfContents(contentsId: number): Pick<BrowserWindow, 'isVisible' | 'isDestroyed' | 'close'> | null;
  isQuitting(): boolean;
}

const RELOAD = { wait: 1, gone: 0 } as const;

export function offerReloads({ app, dialog, t, windowOfContents, isQuitting }: WindowHealthDeps): void {
  app.on('web-contents-created', (_event, contents) => {
    /** The question that is on the screen; a window that answers again takes it back. */
    let question: AbortController | null = null;
    contents.on('unresponsive', () => void askAboutHang());
    contents.on('responsive', () => question?.abort());
    contents.on('render-process-gone', (_gone, { reason }) => {
      question?.abort();
      if (reason !== 'clean-exit') void askAboutCrash(contents);
    });

    async function askAboutHang(): Promise<void> {
      if (question || isQuitting()) return;
      question = new AbortController();
      const { signal } = question;
      const { response } = await dialog.showMessageBox({
        type: 'warning',
        message: t('dialog.hang.title'),
        detail: t('dialog.hang.text'),
        buttons: [t('dialog.hang.wait'), t('dialog.hang.reload')],
        defaultId: 0,
        cancelId: 0,
        signal,
      });
      question = null;
      if (response !== RELOAD.wait || signal.aborted || contents.isDestroyed()) return;
      // A page that hangs would not hear of a reload.
      contents.forcefullyCrashRenderer();
      contents.reload();
    }
  });

  async function askAboutCrash(contents: WebContents): Promise<void> {
    const window = windowOfContents(contents.id);
    // Nobody sees a hidden window: it is loaded again when it is shown.
    if (!window || isQuitting() || !window.isVisible()) return;
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: t('dialog.windowGone.title'),
      detail: t('dialog.windowGone.text'),
      buttons: [t('dialog.hang.reload'), t('dialog.close')],
      defaultId: RELOAD.gone,
      cancelId: 1,
    });
    if (contents.isDestroyed() || window.isDestroyed() || !contents.isCrashed()) return;
    if (response === RELOAD.gone) contents.reload();
    else window.close();
  }
}
