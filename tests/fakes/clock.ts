/** A clock that stands until a test turns it. */
import type { Clock } from '../../electron/clock.ts';

export interface FakeClock extends Clock {
  /** Turns wall and monotonic clock, and runs what falls due on the way, in order. */
  advance(ms: number): void;
  /** Moves the wall clock only, as a wrong time server does. */
  jump(ms: number): void;
}

export function fakeClock(startMs = Date.UTC(2026, 0, 5, 9, 30)): FakeClock {
  let wall = startMs;
  let monotonic = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  return {
    now: () => wall,
    monotonicMs: () => monotonic,
    after(delayMs, run) {
      const timer = { at: monotonic + delayMs, run };
      timers.push(timer);
      return () => (timers = timers.filter((other) => other !== timer));
    },
    advance(ms) {
      const end = monotonic + ms;
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (!due) break;
        timers = timers.filter((other) => other !== due);
        const step = Math.max(0, due.at - monotonic);
        wall += step;
        monotonic += step;
        due.run();
      }
      wall += end - monotonic;
      monotonic = end;
    },
    jump: (ms) => void (wall += ms),
  };
}
