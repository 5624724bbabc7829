import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_STACK_LENGTH, type ParleyApi, type ScriptError } from '../../common/ipc/contract.ts';
import { createErrorReporter, describeError, MAX_REPORTS_PER_MINUTE } from '../../renderer/state/error-reports.ts';

function reporter() {
  const reports: ScriptError[] = [];
  let now = 0;
  const parley = {
    call: (_name: string, error: ScriptError) => {
      reports.push(error);
      return Promise.reject(new Error('main is gone'));
    },
    on: () => () => undefined,
  } as unknown as ParleyApi;
  return {
    reports,
    report: createErrorReporter(parley, () => now),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe('what is reported of a script error', () => {
  it('is its type and its frames', () => {
    const error = new TypeError('cannot read the letter to Ada');
    expect(describeError(error)).toEqual({ type: 'TypeError', stack: expect.stringMatching(/^\s+at /) as string });
  });

  it('never holds the message, of whatever shape, not even one that looks like a frame', () => {
    const text = fc.string({ minLength: 12 }).map((secret) => `SECRET${secret}`);
    fc.assert(
      fc.property(text, text, (first, second) => {
        const { stack } = describeError(new Error(`${first}\n    at ${second} (file:1:2)\n${first}`));
        expect(stack).not.toContain('SECRET');
        expect(stack).toMatch(/^\s+at /);
      }),
    );
  });

  it('has bounds', () => {
    const error = new Error('long');
    error.name = 'N'.repeat(10_000);
    error.stack = `Error: long\n${'    at f (app://parley/options.js:1:2)\n'.repeat(10_000)}`;
    const { type, stack } = describeError(error);
    expect(type.length).toBeLessThanOrEqual(128);
    expect(stack.length).toBeLessThanOrEqual(MAX_STACK_LENGTH);
  });

  it.each([undefined, null, 'a text', { message: 'secret' }])('is nothing but its kind for %j', (thrown) => {
    expect(describeError(thrown)).toEqual({ type: 'NonError', stack: '' });
  });
});

describe('the reporter', () => {
  it('keeps still after a few reports a minute, then speaks again', () => {
    const { report, reports, wait } = reporter();
    for (let i = 0; i < 50; i++) report(new Error(String(i)));
    expect(reports).toHaveLength(MAX_REPORTS_PER_MINUTE);
    wait(60_000);
    report(new Error('later'));
    expect(reports).toHaveLength(MAX_REPORTS_PER_MINUTE + 1);
  });

  it('reports one error once, however often it surfaces', () => {
    const { report, reports } = reporter();
    const error = new Error('once');
    report(error);
    report(error);
    expect(reports).toHaveLength(1);
  });
});
