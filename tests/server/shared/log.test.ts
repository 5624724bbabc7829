import { describe, expect, it } from 'vitest';
import { createLog } from '../../../server/shared/log.ts';

function capture() {
  const lines: string[] = [];
  const log = createLog(
    'test',
    (line) => void lines.push(line),
    () => 0,
  );
  return { log, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('the log', () => {
  it('writes one JSON object a line', () => {
    const { log, last } = capture();
    log.info('started', { port: 1 });
    expect(last()).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      service: 'test',
      event: 'started',
      port: 1,
    });
  });

  it('reduces an error to type, code and frames, never its message, also when the message looks like frames', () => {
    const { log, last } = capture();
    const secret = 'ada@contoso.example';
    const cause = Object.assign(new TypeError(`${secret}\n    at ${secret}`), { code: 'E_INNER' });
    const thrown: Error = new Error(`cannot store ${secret}\n    at ${secret}`, { cause });
    log.error('failed', thrown, { route: '/x' });
    expect(last()).toMatchObject({
      errorType: 'Error',
      route: '/x',
      cause: { errorType: 'TypeError', errorCode: 'E_INNER' },
    });
    expect(JSON.stringify(last())).not.toContain(secret);
    expect((last()['frames'] as string[])[0]).toContain('log.test.ts');
  });

  it('takes whatever was thrown', () => {
    const { log, last } = capture();
    log.error('failed', 'a secret');
    expect(last()).toMatchObject({ errorType: 'string' });
    expect(JSON.stringify(last())).not.toContain('a secret');
  });
});
