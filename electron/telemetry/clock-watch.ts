/**
 * Rule 11: clocks lie. A wall clock that moved more than a day against the monotonic one is not believed until a
 * server's Date agrees with it; meanwhile nothing is evicted for age and no census repeated.
 */
import type { Clock } from '../clock.ts';
import type { Logger } from '../logging/logger.ts';
import { CLOCK_JUMP_MS, MAX_PENDING_AGE_MS } from './limits.ts';

export interface ClockWatch {
  /** May a census be repeated on the word of the wall clock? */
  isTrusted(): boolean;
  /** May the age of a record be judged by it? Stricter: after a long pause between two runs nobody knows. */
  mayEvict(): boolean;
  serverSaid(dateMs: number): void;
  /** After a suspend, in which the monotonic clock may have stood still. */
  rebase(): void;
}

/** @param lastSeenMs wall clock of the last run, null when unknown */
export function createClockWatch(clock: Clock, logger: Logger, lastSeenMs: number | null): ClockWatch {
  const offset = (): number => clock.now() - clock.monotonicMs();
  let baseMs = offset();
  /** What a server's Date said the offset is; null while none was heard. */
  let confirmedMs: number | null = null;
  let isReported = false;
  const pauseMs = lastSeenMs === null ? 0 : clock.now() - lastSeenMs;
  // Between runs there is no monotonic clock. A clock that went back, or ahead by so much that everything would be
  // evicted at once, gets no say over the spool until it is confirmed.
  let isPauseInDoubt = pauseMs < -CLOCK_JUMP_MS || pauseMs > MAX_PENDING_AGE_MS;

  /** A clock that was wrong all along never jumped; a server's word is then the better one. */
  const isContradicted = (): boolean => confirmedMs !== null && Math.abs(offset() - confirmedMs) > CLOCK_JUMP_MS;

  function isTrusted(): boolean {
    if (Math.abs(offset() - baseMs) <= CLOCK_JUMP_MS) return true;
    if (confirmedMs !== null && Math.abs(offset() - confirmedMs) <= CLOCK_JUMP_MS) {
      baseMs = offset();
      isReported = false;
      return true;
    }
    if (!isReported)
      logger.warn('The clock jumped by more than a day; nothing is evicted until a server confirms it.', {
        template: 'clock-jump',
      });
    isReported = true;
    return false;
  }

  return {
    isTrusted,
    mayEvict: () => isTrusted() && !isPauseInDoubt && !isContradicted(),
    serverSaid(dateMs) {
      confirmedMs = dateMs - clock.monotonicMs();
      if (Math.abs(offset() - confirmedMs) <= CLOCK_JUMP_MS) isPauseInDoubt = false;
    },
    rebase() {
      baseMs = offset();
      confirmedMs = null;
    },
  };
}
