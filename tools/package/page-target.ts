/**
 * Looks into the pages of a program that was started with --remote-debugging-port, one page at a time. Not through
 * Playwright: it wants the browser as a whole, which Electron does not offer to strangers.
 */
import { WebSocket } from 'ws';

const ANSWER_TIMEOUT_MS = 10_000;

export interface PageTarget {
  readonly type: string;
  readonly url: string;
  readonly webSocketDebuggerUrl: string;
}

/** The first page whose address contains `part`; undefined also while nobody listens on the port. */
export async function findPage(port: number, part: string): Promise<PageTarget | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/json/list`);
    const targets = (await response.json()) as PageTarget[];
    return targets.find(({ type, url }) => type === 'page' && url.includes(part));
  } catch {
    return undefined;
  }
}

interface Answer {
  readonly result?: {
    readonly result: { readonly value?: unknown };
    readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
  };
  readonly error?: { readonly message: string };
}

/** The value of an expression in the page, as JSON has it. @throws when it throws, or there is no answer in time. */
export function evaluateIn(page: PageTarget, expression: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      socket.terminate();
      settle();
    };
    const fail = (error: Error): void => finish(() => reject(error));
    const timer = setTimeout(() => fail(new Error(`no answer from ${page.url}`)), ANSWER_TIMEOUT_MS);
    socket.on('error', fail);
    socket.on('open', () => {
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }));
    });
    socket.on('message', (data: Buffer) => {
      const { result, error } = JSON.parse(data.toString('utf8')) as Answer;
      const thrown = result?.exceptionDetails;
      if (result === undefined) return fail(new Error(error?.message ?? 'no result'));
      if (thrown !== undefined) return fail(new Error(thrown.exception?.description ?? thrown.text));
      finish(() => resolve(result.result.value));
    });
  });
}
