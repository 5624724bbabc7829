import { describe, expect, test } from 'vitest';
import { createReportingLogger, MIN_INTERVAL_MS } from '../../../electron/logging/report-log.ts';
import { fakeClock } from '../../fakes/clock.ts';
import { capturingLogger } from '../../fakes/logger.ts';

function start() {
  const clock = fakeClock();
  const log = capturingLogger();
  const records: object[] = [];
  const logger = createReportingLogger(log, clock);
  return { clock, log, records, logger, attach: () => logger.recordWith((fields) => void records.push(fields)) };
}

describe('log lines in error reports', () => {
  test('carry the name of their sentence, a code and a count, and nothing else', () => {
    const { logger, records, log, attach } = start();
    attach();
    logger.warn('A sentence with details.', {
      template: 'upload-parked',
      code: 'malformed',
      count: 3,
      category: 'error',
      file: 'secret.txt',
    });
    logger.error('Another one.', { template: 'spool-unavailable', code: 13 });
    expect(records).toEqual([
      { Template: 'upload-parked', Code: 'malformed', Count: 3 },
      { Template: 'spool-unavailable', Code: 'code.13' },
    ]);
    expect(log.lines).toHaveLength(2);
  });

  test('wait for the gates to be known', () => {
    const { logger, records, attach } = start();
    logger.error('Early.', { template: 'options-set-aside' });
    expect(records).toEqual([]);
    attach();
    expect(records).toEqual([{ Template: 'options-set-aside' }]);
  });

  test('are recorded once an hour at most, so that none can feed itself', () => {
    const { logger, records, attach, clock } = start();
    attach();
    for (let i = 0; i < 5; i++) logger.warn('Again.', { template: 'upload-parked' });
    expect(records).toHaveLength(1);
    clock.advance(MIN_INTERVAL_MS);
    logger.warn('Again.', { template: 'upload-parked' });
    expect(records).toHaveLength(2);
  });

  test('are not made of lines without a template', () => {
    const { logger, records, log, attach } = start();
    attach();
    logger.info('Plain.', { count: 1 });
    logger.warn('Plain.');
    expect(records).toEqual([]);
    expect(log.lines).toHaveLength(2);
  });
});
