/**
 * Main's end of the IPC contract. Every call passes here: an untrusted sender or malformed arguments are refused
 * before a handler runs, and a handler's unexpected error reaches the page without its details.
 */
import { argumentSchemas } from '../../common/ipc/arguments.ts';
import { CALL_NAMES, type CallName, type Calls } from '../../common/ipc/contract.ts';
import type { InvokeEvent } from '../host.ts';
import type { Logger } from '../logging/logger.ts';
import { callChannel } from './channels.ts';
import { isTrustedSender } from './trusted-sender.ts';

/** The window that called, as far as handlers may care. */
export type Caller = 'main' | 'options' | 'first-run';
export type CallHandlers = {
  readonly [N in CallName]: (
    caller: Caller,
    ...args: Calls[N]['args']
  ) => Calls[N]['result'] | Promise<Calls[N]['result']>;
};
export interface ServeCallsDeps {
  readonly ipcMain: { handle(channel: string, listener: (event: InvokeEvent, ...args: unknown[]) => unknown): void };
  readonly handlers: CallHandlers;
  /** Null for a page that is in none of our windows. */
  callerOf(event: InvokeEvent): Caller | null;
  readonly logger: Logger;
}

export function serveCalls({ ipcMain, handlers, callerOf, logger }: ServeCallsDeps): void {
  for (const name of CALL_NAMES) {
    ipcMain.handle(callChannel(name), async (event, ...args) => {
      const caller = isTrustedSender(event) ? callerOf(event) : null;
      if (caller === null) {
        logger.warn('A call from an untrusted sender was refused.', { call: name });
        throw new Error('refused: untrusted sender');
      }
      const parsed = argumentSchemas[name].safeParse(args);
      if (!parsed.success) {
        logger.warn('A call with malformed arguments was refused.', { call: name });
        throw new Error(`refused: malformed arguments of ${name}`);
      }
      try {
        // The schema of `name` has just proved the tuple; TypeScript cannot follow the correlation through the loop.
        return await (handlers[name] as (caller: Caller, ...args: unknown[]) => unknown)(caller, ...parsed.data);
      } catch (error) {
        logger.error('A call failed unexpectedly.', {
          call: name,
          type: error instanceof Error ? error.name : typeof error,
        });
        throw new Error(`failed: ${name}`, { cause: error });
      }
    });
  }
}
