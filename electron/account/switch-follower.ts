/** While nobody is signed in, reads the organization's signed switch at once and every `SWITCH_INTERVAL_MS`. */
import type { Clock } from '../clock.ts';
import type { ReadSwitch, RequestFailure, TenantClient } from './tenant-client.ts';

export const SWITCH_INTERVAL_MS = 60_000;

export interface SwitchFollower {
  readNow(): void;
  stop(): void;
}

export function followSwitch(
  client: Pick<TenantClient, 'fetchSwitch'>,
  clock: Clock,
  listeners: { onSwitch(answer: ReadSwitch): void; onFailure(reason: RequestFailure): void },
): SwitchFollower {
  let isStopped = false;
  let isReading = false;
  let cancelNext = (): void => {};

  async function read(): Promise<void> {
    if (isReading || isStopped) return;
    isReading = true;
    cancelNext();
    const answer = await client.fetchSwitch();
    isReading = false;
    if (isStopped) return;
    cancelNext = clock.after(SWITCH_INTERVAL_MS, () => void read());
    if (answer.ok) listeners.onSwitch(answer.value);
    else listeners.onFailure(answer.reason);
  }

  void read();
  return {
    readNow: () => void read(),
    stop() {
      isStopped = true;
      cancelNext();
    },
  };
}
