import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pulse } from '../../preview/pulse.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watch() {
  const seen: string[] = [];
  const pulse = new Pulse({
    ping: () => seen.push('ping'),
    onSilent: () => seen.push('silent'),
    onAnswer: () => seen.push('answer'),
    intervalMs: 5_000,
    patienceMs: 10_000,
  });
  pulse.start();
  return { pulse, seen };
}

test('a page that answers is never called unresponsive', () => {
  const { pulse, seen } = watch();
  for (let i = 0; i < 10; i++) {
    vi.advanceTimersByTime(5_000);
    pulse.answered();
  }
  expect(new Set(seen)).toEqual(new Set(['ping']));
});

test('a silent page is called unresponsive once, 10 s after the first unanswered ping, and responsive once', () => {
  const { pulse, seen } = watch();
  vi.advanceTimersByTime(14_999);
  expect(seen).not.toContain('silent');
  vi.advanceTimersByTime(30_000);
  pulse.answered();
  pulse.answered();
  expect(seen.filter((what) => what !== 'ping')).toEqual(['silent', 'answer']);
});

test('a page that went is not asked any more', () => {
  const { pulse, seen } = watch();
  vi.advanceTimersByTime(5_000);
  pulse.stop();
  vi.advanceTimersByTime(60_000);
  expect(seen).toEqual(['ping']);
});
