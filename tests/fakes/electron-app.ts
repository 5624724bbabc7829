/** An app that a test raises events on, as Electron raises them. */
import { EventEmitter } from 'node:events';
import type { App } from '../../electron/host.ts';

export interface FakeApp extends Pick<App, 'on'> {
  raise(event: string, ...args: unknown[]): void;
}

export function fakeApp(): FakeApp {
  const events = new EventEmitter();
  return {
    on: (event, listener) => events.on(event, listener as (...args: unknown[]) => void),
    raise: (event, ...args) => void events.emit(event, ...args),
  };
}

/** An event whose default can be prevented. */
export function preventable(): { defaultPrevented: boolean; preventDefault(): void } {
  const event = { defaultPrevented: false, preventDefault: () => void (event.defaultPrevented = true) };
  return event;
}
