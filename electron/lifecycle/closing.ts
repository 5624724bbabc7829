/** What the close button of a window comes to. Pure. */
import type { Caller } from '../ipc/serve-calls.ts';

export type Closing = 'close' | 'hide' | 'quit';

export interface ClosingFacts {
  readonly platform: NodeJS.Platform;
  /** The whole app is ending: whoever keeps a window now keeps the app, and the log-off, from ending. */
  readonly isQuitting: boolean;
  /** A working tray, and the user wants it. */
  readonly staysInTray: boolean;
}

export function whatClosingDoes(role: Caller, { platform, isQuitting, staysInTray }: ClosingFacts): Closing {
  if (isQuitting) return 'close';
  // Hidden, it is there again at once.
  if (role === 'options') return 'hide';
  // macOS never quits on close, and the Dock brings the window back.
  if (role === 'first-run' || platform === 'darwin') return 'close';
  return staysInTray ? 'hide' : 'quit';
}
