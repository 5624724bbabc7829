import { createHash, createSecretKey } from 'node:crypto';
import { readFileSync, statSync, writeFileSync, chmodSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_NAMES, eventOf, type EventName } from '../../../../common/catalogue/catalogue.ts';
import type { FieldValues } from '../../../../common/catalogue/types.ts';
import { readOrCreateKeys, rotateKeys, type EpochKeys } from '../../../../server/vendor/telemetry/keys/key-file.ts';
import { createSecondHash } from '../../../../server/vendor/telemetry/keys/second-hash.ts';
import { tempDirectory } from '../../../fakes/temp-directory.ts';
import { batchOf, exampleFields, newSecret } from './batches.ts';
import { startHarness } from './harness.ts';

const GUID_8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const hashFields = (event: EventName, fields: FieldValues, tenantId: string | null, keys: EpochKeys): FieldValues =>
  createSecondHash(keys, tenantId)(event, fields);
const fixed: EpochKeys = {
  epoch: 7,
  censusUser: createSecretKey(Buffer.alloc(32, 1)),
  errorUser: createSecretKey(Buffer.alloc(32, 2)),
  sipUri: createSecretKey(Buffer.alloc(32, 3)),
};

/** RFC 2104 written out, so that the expectation does not rest on the code under test. */
function macByHand(key: Buffer, input: string): string {
  const pad = (byte: number): Buffer => Buffer.from(Buffer.concat([key, Buffer.alloc(32)]).map((b) => b ^ byte));
  const inner = createHash('sha256').update(pad(0x36)).update(input).digest();
  const hex = createHash('sha256').update(pad(0x5c)).update(inner).digest('hex').slice(0, 32);
  const variant = ((Number.parseInt(hex[16] ?? '', 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

describe('the second hash', () => {
  const clientHash = 'b1946ac9-2492-8d23-a7c6-235b4d2611bf';

  it('of fixed keys and IDs is fixed', () => {
    const census = hashFields('census.device', exampleFields('census.device', { UserID: clientHash }), null, fixed);
    const error = hashFields(
      'error.hang',
      exampleFields('error.hang', { UserID: 'acc-7f3a90', SipUri: 'sip:Ada@Contoso.example' }),
      'contoso',
      fixed,
    );
    expect([census['UserID'], error['UserID'], error['SipUri']]).toEqual([
      macByHand(Buffer.alloc(32, 1), `parley census user\0v1\0${clientHash}`),
      macByHand(Buffer.alloc(32, 2), 'parley error user\0v1\0contoso\0acc-7f3a90'),
      macByHand(Buffer.alloc(32, 3), 'parley sip uri\0v1\0contoso\0sip:ada@contoso.example'),
    ]);
    expect([census['UserID'], error['UserID'], error['SipUri']]).toEqual(VECTORS);
  });

  it('changes nothing else, and leaves out what was left out', () => {
    const fields = exampleFields('census.device', { UserID: undefined });
    expect(hashFields('census.device', fields, null, fixed)).toEqual(fields);
  });

  it('of the same account differs between organizations', () => {
    const of = (tenant: string): unknown =>
      hashFields('error.hang', exampleFields('error.hang'), tenant, fixed)['UserID'];
    expect(of('contoso')).not.toBe(of('fabrikam'));
  });

  it('of the same text in several fields and events of one request is that of each field', () => {
    const hash = createSecondHash(fixed, 'contoso');
    const same = { UserID: 'sip:ada@contoso.example', SipUri: 'sip:ada@contoso.example' };
    for (const event of ['error.hang', 'error.log', 'error.hang'] as const) {
      const fields = exampleFields(event, same);
      expect(hash(event, fields)).toEqual(hashFields(event, fields, 'contoso', fixed));
    }
    expect(new Set(Object.values(hash('error.hang', same))).size).toBe(2);
  });

  it('exists for every field that the catalogue wants hashed', () => {
    for (const event of EVENT_NAMES) {
      const { category, fields } = eventOf(event);
      const hashed = hashFields(event, exampleFields(event), category === 'census' ? null : 'contoso', fixed);
      const shown = Object.entries(hashed).map(([name, value]) => [
        name,
        fields[name]?.atService === 'hashed' && GUID_8.test(String(value)) ? 'hashed' : value,
      ]);
      const wanted = Object.entries(fields).map(([name, field]) => [name, field.atService ?? field.example]);
      expect(shown).toEqual(wanted);
    }
  });
});

/** Computed by another implementation (Python's hmac): they must never change while `v1` is in the input. */
const VECTORS = [
  '78c2b661-334a-8904-ac40-88ce6f90ba4f',
  'a9841a29-7ed0-89ec-8037-fedbcbd6fafb',
  '322a12ef-1d6d-8282-b2ff-f3262a46aff9',
];

describe('IDs in clear', () => {
  it('are in no file and no log line, accepted or refused, before and after a restart', async () => {
    const harness = await startHarness();
    const clientHash = 'deadbeef-1234-8234-9234-123456789abc';
    const clear = {
      UserID: 'acc-nobody-may-read-this',
      SipUri: 'sip:nobody.may.read@contoso.example',
    };
    const badType = 'nobody may read this';
    await harness.upload(batchOf('census', [{ fields: exampleFields('census.device', { UserID: clientHash }) }]));
    await harness.upload(
      batchOf('error', [
        { fields: exampleFields('error.exception', clear) },
        { fields: exampleFields('error.exception', { ...clear, ErrorType: badType }) },
      ]),
    );
    await harness.uploadRaw(JSON.stringify({ ...clear, clientHash }));
    expect(await harness.read()).toHaveLength(2);
    const check = (): void => {
      const everything = `${harness.everyByte()}\n${harness.logLines.join('\n')}`;
      for (const secret of [clientHash, clear.UserID, 'nobody.may.read', badType, harness.contoso.uploadToken])
        expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(clientHash.replaceAll('-', ''), 'hex').toString('latin1'));
      expect(harness.logLines.join('\n')).not.toContain('127.0.0.1');
    };
    check();
    await harness.restart();
    check();
  });

  it('become the same GUID each time within an epoch', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('error', 2));
    await harness.restart();
    await harness.upload(batchOf('error'));
    const records = await harness.read();
    expect(new Set(records.map(({ fields }) => fields['UserID'])).size).toBe(1);
    expect(records[0]?.fields['UserID']).toMatch(GUID_8);
    expect(records[0]?.fields['SipUri']).toMatch(GUID_8);
    expect(records[0]?.fields['UserID']).not.toBe(records[0]?.fields['SipUri']);
  });
});

describe('a rotation of the keys', () => {
  it('is noticed while serving: new hashes, a new epoch on the records, the old keys gone', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('census'));
    const before = readFileSync(path.join(harness.folder, 'keys.json'), 'utf8');
    expect(rotateKeys(harness.folder, () => 1, harness.clock.now()).epoch).toBe(2);
    await harness.upload(batchOf('census'));
    const [old, fresh] = await harness.read();
    expect([old?.keyEpoch, fresh?.keyEpoch]).toEqual([1, 2]);
    expect(old?.fields['UserID']).not.toBe(fresh?.fields['UserID']);
    expect(old?.fields['DeviceID']).toBe(fresh?.fields['DeviceID']);
    const after = readFileSync(path.join(harness.folder, 'keys.json'), 'utf8');
    for (const key of Object.values(JSON.parse(before) as Record<string, string>).filter(
      (value) => typeof value === 'string' && value.length === 43,
    ))
      expect(after).not.toContain(key);
  });

  it('does not break the recognition of repetitions', async () => {
    const harness = await startHarness();
    const batch = batchOf('error', 3);
    await harness.upload({ ...batch, records: batch.records.slice(0, 2) });
    rotateKeys(harness.folder, () => 1, harness.clock.now());
    expect((await harness.upload(batch)).status).toBe(200);
    const records = await harness.read();
    expect(records.map(({ sequence, keyEpoch }) => [sequence, keyEpoch])).toEqual([
      [0, 1],
      [1, 1],
      [2, 2],
    ]);
  });

  it('that leaves an unreadable file behind keeps the last keys in use', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('census'));
    writeFileSync(path.join(harness.folder, 'keys.json'), '{', { mode: 0o600 });
    expect((await harness.upload(batchOf('census'))).status).toBe(200);
    expect(new Set((await harness.read()).map(({ fields }) => fields['UserID'])).size).toBe(1);
    expect(harness.logLines.join()).toContain('keys-unreadable');
  });
});

describe('the key file', () => {
  it('belongs to the user alone, and is refused when others may read it', () => {
    const folder = tempDirectory();
    const file = path.join(folder, 'keys.json');
    readOrCreateKeys(folder, () => 1, 0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(rotateKeys(folder, () => 1, 0).epoch).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    expect(() => readOrCreateKeys(folder, () => 1, 0)).toThrow(/keys\.json.*chmod 0600/);
    expect(() => rotateKeys(folder, () => 1, 0)).toThrow(/chmod 0600/);
  });

  it('that is broken is refused with its name, the field and the remedy', () => {
    const folder = tempDirectory();
    writeFileSync(path.join(folder, 'keys.json'), JSON.stringify({ version: 1, epoch: 1 }), { mode: 0o600 });
    expect(() => readOrCreateKeys(folder, () => 1, 0)).toThrow(/keys\.json is not a key file \(createdAt\)/);
  });

  it('that was lost is made anew under an epoch that no record has', async () => {
    const harness = await startHarness();
    await harness.upload(batchOf('census'));
    rmSync(path.join(harness.folder, 'keys.json'));
    await harness.restart();
    await harness.upload({ ...batchOf('census'), secret: newSecret() });
    expect((await harness.read()).map(({ keyEpoch }) => keyEpoch)).toEqual([1, 2]);
  });
});
