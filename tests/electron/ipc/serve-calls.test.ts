import { describe, expect, test } from 'vitest';
import { argumentSchemas } from '../../../common/ipc/arguments.ts';
import { CALL_NAMES, type CallName } from '../../../common/ipc/contract.ts';
import { callChannel } from '../../../electron/ipc/channels.ts';
import { serveCalls, type CallHandlers, type ServeCallsDeps } from '../../../electron/ipc/serve-calls.ts';
import { isTrustedSender } from '../../../electron/ipc/trusted-sender.ts';
import { capturingLogger } from '../../fakes/logger.ts';

type Listener = Parameters<ServeCallsDeps['ipcMain']['handle']>[1];
type Event = Parameters<Listener>[0];

const frame = (url: string, parent: object | null = null): Event['senderFrame'] =>
  ({ url, parent, origin: '', routingId: 1, processId: 1 }) as Event['senderFrame'];
const eventFrom = (senderFrame: Event['senderFrame']): Event =>
  ({ senderFrame, sender: { id: 1 }, frameId: 1, processId: 1 }) as unknown as Event;
const ours = eventFrom(frame('app://bundle/options.html'));

function serve(handlers: Partial<CallHandlers> = {}) {
  const listeners = new Map<string, Listener>();
  const called: CallName[] = [];
  const logger = capturingLogger();
  const all = Object.fromEntries(
    CALL_NAMES.map((name) => [name, handlers[name] ?? (() => void called.push(name))]),
  ) as unknown as CallHandlers;
  serveCalls({
    ipcMain: { handle: (channel, listener) => void listeners.set(channel, listener) },
    handlers: all,
    callerOf: () => 'options',
    logger,
  });
  const call = async (name: CallName, event: Event, ...args: unknown[]): Promise<unknown> =>
    listeners.get(callChannel(name))?.(event, ...args);
  return { call, called, logger, channels: [...listeners.keys()] };
}

describe('every call of the contract', () => {
  test('has a handler and a schema, and nothing else has', () => {
    expect(serve().channels.toSorted()).toEqual(CALL_NAMES.map(callChannel).toSorted());
    expect(Object.keys(argumentSchemas).toSorted()).toEqual([...CALL_NAMES].toSorted());
  });

  test.each(CALL_NAMES)('%s refuses a foreign sender before its handler runs', async (name) => {
    const { call, called } = serve();
    for (const stranger of [
      null,
      frame('https://example.com/'),
      frame('app://bundle.evil/options.html'),
      frame('app://bundle/x', frame('app://bundle/options.html') ?? {}),
      frame('file:///options.html'),
      frame('about:blank'),
    ]) {
      await expect(call(name, eventFrom(stranger))).rejects.toThrow('untrusted sender');
    }
    expect(called).toEqual([]);
  });

  test.each(CALL_NAMES)('%s refuses malformed arguments before its handler runs', async (name) => {
    const { call, called } = serve();
    const hostile: unknown[][] = [
      [{}, {}, {}],
      [null],
      [['x']],
      [Number.NaN],
      ['__proto__', '__proto__', '__proto__'],
      [{ toString: 1 }],
      [undefined, undefined, undefined, undefined],
    ];
    for (const args of hostile) await expect(call(name, ours, ...args)).rejects.toThrow('malformed arguments');
    expect(called).toEqual([]);
  });
});

describe('serving calls', () => {
  test('passes parsed arguments and the calling window', async () => {
    const seen: unknown[] = [];
    const { call } = serve({ 'options.set': (...args) => (seen.push(args), { ok: true, value: null }) });
    await expect(call('options.set', ours, 'theme', 'dark')).resolves.toEqual({ ok: true, value: null });
    expect(seen).toEqual([['options', 'theme', 'dark']]);
  });

  test('hides the details of an unexpected error from the page and its message from the log', async () => {
    const { call, logger } = serve({
      'app.snapshot': () => {
        throw new TypeError('secret path /home/ada');
      },
    });
    await expect(call('app.snapshot', ours)).rejects.toThrow(/^failed: app\.snapshot$/);
    expect(JSON.stringify(logger.lines)).not.toContain('ada');
  });

  test('trusts the top frame of our own pages only', () => {
    expect(isTrustedSender({ senderFrame: frame('app://bundle/index.html') })).toBe(true);
    expect(isTrustedSender({ senderFrame: frame('app://bundle') })).toBe(true);
    expect(isTrustedSender({ senderFrame: frame('app://bundles/index.html') })).toBe(false);
    expect(isTrustedSender({ senderFrame: null })).toBe(false);
  });
});
