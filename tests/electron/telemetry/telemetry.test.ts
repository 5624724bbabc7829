import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bodyOf, createWorld, recordError, recordsOf, until } from './world.ts';

test('what is recorded is spooled, uploaded and shown as sent, with the very bytes', async () => {
  const world = await createWorld();
  const telemetry = world.open();
  telemetry.start();
  recordError(telemetry, 'E1');
  await until(world.clock, () => recordsOf(telemetry, 'error', 'sent').length === 1);
  const [record] = recordsOf(telemetry, 'error');
  expect(record).toMatchObject({ event: 'error.exception', state: 'sent', sequence: 0 });
  expect(record?.fields).toMatchObject({ ErrorCode: 'E1', UserID: 'acc-ada', SipUri: 'sip:acc-ada@contoso.example' });
  const request = world.begun.find(({ category }) => category === 'error');
  const body = telemetry.body(record?.batchId ?? '');
  const bytes = Buffer.from(body?.bytesBase64 ?? '', 'base64');
  expect(body?.contentType).toBe('application/x-protobuf');
  expect(bytes.toString('latin1')).toBe(request && bodyOf(request));
  expect(body?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(world.service.stored().filter(({ category }) => category === 'error')).toHaveLength(1);
});
