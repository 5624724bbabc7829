/**
 * The device ID and the client's hash of the user ID. The device ID is random, made once, and kept in a file of its
 * own; a new one comes only when the file is gone or damaged, when this is another computer (a cloned image), or as
 * the last step of an erasure of census.
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { clientHashInput, guidFromBytes } from '../../common/identity/guid.ts';
import type { Logger } from '../logging/logger.ts';

export const DEVICE_ID_FILE = 'device-id.json';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const KEY_BYTES = 32;

interface DeviceIdFile {
  readonly deviceId: string;
  /** Hash of the machine ID, keyed with the device ID so that it is of no use as a fingerprint; null when unknown. */
  readonly machine: string | null;
}

/** @returns null when the file can be neither read nor written now; census then waits. */
export function deviceId(directory: string, machineId: string | null, logger: Logger): string | null {
  try {
    const known = readFile(directory, logger);
    if (!known) return write(directory, randomUUID(), machineId);
    if (machineId === null) return known.deviceId;
    if (known.machine === null) return write(directory, known.deviceId, machineId);
    if (known.machine === machineHash(known.deviceId, machineId)) return known.deviceId;
    logger.info('This is another computer than before; it gets a device ID of its own.');
    return write(directory, randomUUID(), machineId);
  } catch (error) {
    logger.warn('The device ID can be neither read nor written; census waits.', { code: codeOf(error) });
    return null;
  }
}

/** The last step of an erasure of census: what is sent from now on cannot be linked to what was sent before. */
export function renewDeviceId(directory: string, machineId: string | null): string {
  return write(directory, randomUUID(), machineId);
}

/** @returns null when the organization's key is not one; the ID is then left out. */
export function hashedUserId(hashingKey: string, accountId: string): string | null {
  const key = Buffer.from(hashingKey, 'base64url');
  if (key.length !== KEY_BYTES) return null;
  return guidFromBytes(createHmac('sha256', key).update(clientHashInput(accountId)).digest());
}

function readFile(directory: string, logger: Logger): DeviceIdFile | null {
  let text: string;
  try {
    text = readFileSync(join(directory, DEVICE_ID_FILE), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const file = parsed(text);
  if (!file) logger.warn('The device ID was damaged; a new one is made.', { file: DEVICE_ID_FILE });
  return file;
}

function parsed(text: string): DeviceIdFile | null {
  try {
    const file = JSON.parse(text) as Partial<DeviceIdFile> | null;
    if (typeof file?.deviceId !== 'string' || !UUID.test(file.deviceId)) return null;
    return { deviceId: file.deviceId, machine: typeof file.machine === 'string' ? file.machine : null };
  } catch {
    return null;
  }
}

/** Whole or not at all, also after a power cut. */
function write(directory: string, id: string, machineId: string | null): string {
  const file: DeviceIdFile = { deviceId: id, machine: machineId === null ? null : machineHash(id, machineId) };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, DEVICE_ID_FILE);
  const handle = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(handle, JSON.stringify(file));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${path}.new`, path);
  return id;
}

const machineHash = (id: string, machineId: string): string =>
  createHash('sha256').update(`parley machine\0v1\0${id}\0${machineId}`).digest('hex');

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
