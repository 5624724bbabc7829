import { EventEmitter } from 'node:events';
import { describe, expect, test } from 'vitest';
import { MAX_RENDERER_ERRORS_PER_MINUTE, reportErrors } from '../../../electron/errors/report-errors.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';

function watch() {
  const app = new EventEmitter();
  const clock = fakeClock();
  const logger = capturingLogger();
  const records: [string, object][] = [];
  const counts: string[] = [];
  const errors = reportErrors({
    app,
    telemetry: {
      record: (event, fields) => void records.push([event, fields]),
      count: (counter) => void counts.push(counter),
    },
    logger,
    appPath: '/opt/parley',
    monotonicMs: clock.monotonicMs,
    roleOfContents: () => 'options',
  });
  const contents = Object.assign(new EventEmitter(), { id: 7 });
  app.emit('web-contents-created', {}, contents);
  return { app, clock, logger, records, counts, errors, contents };
}

describe('errors of our own processes', () => {
  test('are recorded by type, code and own frames, never by message', () => {
    const { errors, records, logger } = watch();
    const error = Object.assign(new RangeError('secret of ada@contoso.example'), { code: 'ECONNRESET' });
    errors.mainError(error, true);
    expect(records).toEqual([
      [
        'error.exception',
        expect.objectContaining({ Process: 'main', ErrorType: 'RangeError', ErrorCode: 'ECONNRESET' }),
      ],
    ]);
    expect(JSON.stringify([records, logger.lines])).not.toContain('ada@');
  });

  test('of a page that fails in a loop are taken a bounded number of times a minute', () => {
    const { errors, records, clock } = watch();
    for (let i = 0; i < MAX_RENDERER_ERRORS_PER_MINUTE + 20; i++)
      errors.rendererError({ type: 'TypeError', stack: '' });
    expect(records).toHaveLength(MAX_RENDERER_ERRORS_PER_MINUTE);
    clock.advance(61_000);
    errors.rendererError({ type: 'TypeError', stack: '' });
    expect(records).toHaveLength(MAX_RENDERER_ERRORS_PER_MINUTE + 1);
  });
});

describe('crashes', () => {
  test('are recorded with reason and exit code; a clean exit is none', () => {
    const { app, records, counts } = watch();
    app.emit('render-process-gone', {}, {}, { reason: 'clean-exit', exitCode: 0 });
    app.emit('render-process-gone', {}, {}, { reason: 'oom', exitCode: 9 });
    app.emit('child-process-gone', {}, { type: 'GPU', reason: 'something new', exitCode: 1 });
    expect(records).toEqual([
      ['error.process-gone', { ProcessType: 'renderer', Reason: 'oom', ExitCode: 9 }],
      ['error.process-gone', { ProcessType: 'gpu', Reason: 'other', ExitCode: 1 }],
    ]);
    expect(counts).toEqual(['usage.stability/WindowCrashes']);
  });
});

describe('a window that does not answer', () => {
  test.each(['responsive', 'render-process-gone', 'destroyed'])(
    'is recorded with how long it lasted when it ends by %s',
    (end) => {
      const { contents, clock, records, counts } = watch();
      contents.emit('unresponsive');
      clock.advance(12_000);
      contents.emit('unresponsive');
      clock.advance(3_000);
      contents.emit(end);
      contents.emit('destroyed');
      expect(records).toEqual([['error.hang', { Window: 'options', DurationMs: 15_000 }]]);
      expect(counts).toContain('usage.stability/WindowHangs');
    },
  );
});
