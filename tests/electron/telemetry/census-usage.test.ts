import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { deviceId, DEVICE_ID_FILE, renewDeviceId } from '../../../electron/telemetry/identity.ts';
import { capturingLogger } from '../../fakes/logger.ts';
import { tempDirectory } from '../../fakes/temp-directory.ts';
import { environmentWith, factsWith, NOTHING_KNOWN } from './facts.ts';
import { createWorld, quiet, recordsOf, until } from './world.ts';

const HOUR_MS = 3_600_000;

test('no census before the local policy was read and the notice shown; then at once', async () => {
  const world = await createWorld();
  const telemetry = world.open({ facts: NOTHING_KNOWN });
  telemetry.start();
  telemetry.setFacts(factsWith({ isNoticeShown: false }));
  await quiet(world.clock);
  expect(world.begun).toEqual([]);
  expect(recordsOf(telemetry, 'census')).toEqual([]);
  telemetry.setFacts(factsWith());
  await until(world.clock, () => recordsOf(telemetry, 'census', 'sent').length === 1);
});

test('census is due once per UTC day and when the version changed, also across restarts', async () => {
  const world = await createWorld();
  const countAfter = async (appVersion: string): Promise<number> => {
    const telemetry = world.open({ environment: environmentWith({ appVersion }) });
    telemetry.start();
    telemetry.flushNow();
    await quiet(world.clock);
    await telemetry.stop();
    return world.begun.length;
  };
  expect(await countAfter('0.1.0')).toBe(1);
  expect(await countAfter('0.1.0')).toBe(1);
  expect(await countAfter('0.2.0')).toBe(2);
  world.clock.advance(15 * HOUR_MS); // past midnight
  expect(await countAfter('0.2.0')).toBe(3);
});

test('a running client takes the census of each new UTC day by itself', async () => {
  const world = await createWorld();
  const telemetry = world.open();
  telemetry.start();
  for (let day = 1; day <= 3; day++) {
    await until(world.clock, () => recordsOf(telemetry, 'census', 'sent').length === day);
    world.clock.advance(24 * HOUR_MS);
  }
  expect(world.service.stored().length).toBeGreaterThanOrEqual(3);
});

test('sign-ins are counted into the next census and reset with it, whatever happens in between', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const first = world.open({ facts: NOTHING_KNOWN });
  first.start();
  first.countSignIn('attempt');
  first.countSignIn('failure');
  first.countSignIn('attempt');
  await first.stop();
  const telemetry = world.open();
  telemetry.start();
  const counts = () =>
    recordsOf(telemetry, 'census').map(({ fields }) => [fields?.['SignInAttempts'], fields?.['SignInFailures']]);
  expect(counts()).toEqual([[2, 1]]);
  telemetry.countSignIn('attempt');
  world.clock.advance(24 * HOUR_MS);
  expect(counts()).toEqual([
    [1, 0],
    [2, 1],
  ]);
});

test('usage is added up by UTC hour and becomes one record an event when the hour has ended', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const telemetry = world.open();
  telemetry.start();
  telemetry.count('usage.communication/IMSent', 3);
  telemetry.count('usage.communication/IMSent');
  telemetry.count('usage.communication/CallsMade');
  telemetry.count('usage.features/OptionsOpened');
  await quiet(world.clock);
  expect(recordsOf(telemetry, 'usage')).toEqual([]);
  world.clock.advance(HOUR_MS);
  const records = recordsOf(telemetry, 'usage');
  expect(records.map(({ event, fields }) => [event, fields?.['IMSent'], fields?.['CallsMade']])).toEqual([
    ['usage.features', undefined, undefined],
    ['usage.communication', 4, 1],
  ]);
  expect(records.map(({ recordedAt }) => recordedAt)).toEqual([Date.UTC(2026, 0, 5, 9), Date.UTC(2026, 0, 5, 9)]);
});

test('counters of an hour that ended while the client was not running are flushed at start', async () => {
  const world = await createWorld();
  world.isOnline = false;
  const before = world.open();
  before.start();
  before.count('usage.stability/Starts');
  await before.stop();
  world.clock.advance(5 * HOUR_MS);
  const telemetry = world.open({ facts: NOTHING_KNOWN });
  telemetry.start();
  expect(recordsOf(telemetry, 'usage')).toEqual([]);
  telemetry.setFacts(factsWith());
  expect(recordsOf(telemetry, 'usage')).toMatchObject([
    { event: 'usage.stability', fields: { Starts: 1, FederationPartner: 'Contoso' } },
  ]);
});

test('usage without the registered name of the organization is not invented from anything else', async () => {
  const world = await createWorld();
  const telemetry = world.open({ facts: factsWith({ organizationName: null }) });
  telemetry.start();
  telemetry.count('usage.stability/Starts');
  telemetry.flushUsage();
  expect(recordsOf(telemetry, 'usage')).toEqual([]);
});

test('the device ID is made once and survives restarts', () => {
  const directory = tempDirectory();
  const first = deviceId(directory, 'machine-1', silentLogger);
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(deviceId(directory, 'machine-1', silentLogger)).toBe(first);
  expect(deviceId(directory, null, silentLogger)).toBe(first);
  expect(readFileSync(join(directory, DEVICE_ID_FILE), 'utf8')).not.toContain('machine-1');
});

test('a cloned image and an erasure get a device ID of their own, a damaged file a new one', () => {
  const directory = tempDirectory();
  const first = deviceId(directory, null, silentLogger);
  expect(deviceId(directory, 'machine-1', silentLogger)).toBe(first);
  const cloned = deviceId(directory, 'machine-2', silentLogger);
  expect(cloned).not.toBe(first);
  const renewed = renewDeviceId(directory, 'machine-2');
  expect(renewed).not.toBe(cloned);
  expect(deviceId(directory, 'machine-2', silentLogger)).toBe(renewed);
  writeFileSync(join(directory, DEVICE_ID_FILE), '');
  const logger = capturingLogger();
  expect(deviceId(directory, 'machine-2', logger)).not.toBe(renewed);
  expect(logger.lines).toHaveLength(1);
});
