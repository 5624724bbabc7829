/**
 * The messages between a page and the main process, one JSON text each. Values that cross IPC are texts of codec.ts
 * inside them.
 */

/** From the page. `href` is the page's address when it spoke; the main process derives the sender's URL from it. */
export type PageMessage = { href: string } & (
  | { kind: 'invoke'; id: number; channel: string; body: string }
  | { kind: 'send'; channel: string; body: string }
  | { kind: 'navigate'; url: string }
  | { kind: 'window-open'; url: string; frameName: string }
  | { kind: 'loaded'; title: string }
  | { kind: 'focus' | 'blur' | 'leaving' | 'pong' }
  | { kind: 'accelerator'; chord: string }
);

/** To the page. */
export type MainMessage =
  | { kind: 'hello'; closesWithMain: boolean }
  | { kind: 'result'; id: number; body: string }
  | { kind: 'failure'; id: number; reason: string }
  | { kind: 'send'; channel: string; body: string }
  | { kind: 'go'; url: string }
  | { kind: 'reload' | 'close' | 'ping' }
  | { kind: 'accelerators'; chords: string[] };
