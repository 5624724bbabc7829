import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../server/vendor/telemetry/limits.ts';
import { parseRegistration } from '../../../../server/vendor/telemetry/tenants/registration.ts';
import { batchOf } from './batches.ts';
import { organization, startHarness, type Answer, type Harness } from './harness.ts';

const refusal = ({ status, body }: Answer): unknown[] => [status, body['error']];
async function push(harness: Harness, body: unknown): Promise<unknown[]> {
  const answer = await harness.app.inject({ method: 'POST', url: '/v1/tenant-switch', payload: body as object });
  return [answer.statusCode, answer.json<{ error?: string }>().error];
}
const usageStatus = async (harness: Harness): Promise<number> => (await harness.upload(batchOf('usage'))).status;

describe('a switch', () => {
  it('counts from the moment it is known, over restarts too', async () => {
    const harness = await startHarness();
    await harness.pushSwitch({ serial: 2, disableAutomaticSendTracing: true });
    expect(await usageStatus(harness)).toBe(403);
    await harness.restart();
    expect(await usageStatus(harness)).toBe(403);
  });

  it('is refused when it is older than the known one', async () => {
    const harness = await startHarness();
    await harness.pushSwitch({ serial: 5, disableAutomaticSendTracing: true });
    expect(refusal(await harness.pushSwitch({ serial: 4 }))).toEqual([409, 'older']);
    expect(refusal(await harness.pushSwitch({ serial: 5, issuedAt: 1 }))).toEqual([409, 'older']);
    expect(await usageStatus(harness)).toBe(403);
  });

  it('stays fresh by being signed anew, with the same serial', async () => {
    const harness = await startHarness();
    for (let day = 0; day < 3; day++) {
      harness.clock.advance(DAY_MS);
      expect((await harness.pushSwitch()).status).toBe(200);
      expect(await usageStatus(harness)).toBe(200);
    }
  });

  it('does not stay fresh by being repeated: it is public, so anybody could', async () => {
    const harness = await startHarness();
    const issuedAt = harness.clock.now();
    for (let hour = 0; hour < 25; hour++) {
      harness.clock.advance(HOUR_MS);
      expect((await harness.pushSwitch({ issuedAt })).status).toBe(200);
    }
    expect(await usageStatus(harness)).toBe(503);
    expect((await harness.pushSwitch()).status).toBe(200);
    expect(await usageStatus(harness)).toBe(200);
  });

  it('brings new tokens, and the old ones end with it', async () => {
    const harness = await startHarness();
    const rotated = organization();
    const { uploadTokenSha256, guestTokenSha256 } = rotated.switchPayload();
    await harness.pushSwitch({ serial: 2, uploadTokenSha256, guestTokenSha256 });
    expect(await usageStatus(harness)).toBe(403);
    expect((await harness.upload(batchOf('usage'), { token: rotated.uploadToken })).status).toBe(200);
  });

  it('cannot claim the token of another organization', async () => {
    const harness = await startHarness();
    await harness.pushSwitch({ serial: 2, disableAutomaticSendTracing: true });
    const fabrikam = organization('fabrikam', 'Fabrikam');
    await harness.store.register(fabrikam.registration);
    const { uploadTokenSha256, guestTokenSha256 } = harness.contoso.switchPayload();
    for (const claim of [{ uploadTokenSha256 }, { guestTokenSha256 }, { uploadTokenSha256: guestTokenSha256 }])
      expect(refusal(await harness.pushSwitch(claim, fabrikam))).toEqual([409, 'token-taken']);
    expect(await usageStatus(harness)).toBe(403);
  });

  it('is refused when anything in it was changed after signing', async () => {
    const harness = await startHarness();
    const payload = harness.contoso.switchPayload({ serial: 2 });
    const { signature } = harness.contoso.sign({ ...payload, disableAutomaticSendTracing: true });
    const forged = { payload: Buffer.from(JSON.stringify(payload)).toString('base64url'), signature };
    expect(await push(harness, { switch: forged })).toEqual([403, 'bad-signature']);
  });

  it('is refused when it is signed with another key, also with that of another organization', async () => {
    const harness = await startHarness();
    const fabrikam = organization('fabrikam', 'Fabrikam');
    await harness.store.register(fabrikam.registration);
    const payload = harness.contoso.switchPayload({ serial: 2 });
    expect(await push(harness, { switch: fabrikam.sign(payload) })).toEqual([403, 'bad-signature']);
  });

  it('is refused from an organization that is not registered', async () => {
    const harness = await startHarness();
    expect(refusal(await harness.pushSwitch({}, organization('fabrikam')))).toEqual([403, 'tenant-unknown']);
  });

  it.each([
    ['no switch', {}],
    ['a payload that is no JSON', { switch: { payload: 'AAAA', signature: 'AAAA' } }],
    ['more than a switch', { switch: organization().sign({}), also: 1 }],
  ])('is malformed as %s', async (_name, body) => {
    expect(await push(await startHarness(), body)).toEqual([400, 'malformed']);
  });

  it('is malformed with a field that a switch does not have', async () => {
    const harness = await startHarness();
    const payload = { ...harness.contoso.switchPayload({ serial: 2 }), uploadToken: 'in clear' };
    expect(await push(harness, { switch: harness.contoso.sign(payload) })).toEqual([400, 'malformed']);
  });

  it('can be pushed so many times a minute and address, and no more', async () => {
    const harness = await startHarness({ limits: { switchesPerMinute: 2 } });
    // The first was pushed by the set-up.
    expect([(await harness.pushSwitch()).status, (await harness.pushSwitch()).status]).toEqual([200, 429]);
  });
});

describe('a registration', () => {
  it('that comes again changes nothing; a new name counts at once; a new key ends what the old one signed', async () => {
    const harness = await startHarness();
    const { registration } = harness.contoso;
    expect(await harness.store.register(registration)).toBe('unchanged');
    expect(await usageStatus(harness)).toBe(200);
    expect(await harness.store.register({ ...registration, name: 'Contoso Ltd' })).toBe('changed');
    expect((await harness.upload(batchOf('usage'))).body).toMatchObject({ partialSuccess: { rejectedLogRecords: 1 } });
    const { publicKey } = organization().registration;
    expect(await harness.store.register({ ...registration, publicKey })).toBe('changed');
    expect(await usageStatus(harness)).toBe(503);
    expect(refusal(await harness.pushSwitch({ serial: 9 }))).toEqual([403, 'bad-signature']);
  });

  it('is read as the organization’s service writes it', () => {
    const { registration } = organization();
    expect(parseRegistration(JSON.stringify(registration))).toEqual({ ok: true, value: registration });
  });

  it('is refused with the field at fault', () => {
    const { registration } = organization();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' });
    const reason = (change: object): unknown =>
      (parseRegistration(JSON.stringify({ ...registration, ...change })) as { reason?: string }).reason;
    expect(reason({ tenantId: 'Not An Id' })).toMatch(/^tenantId/);
    expect(reason({ name: '' })).toMatch(/^name/);
    expect(reason({ publicKey: 'AAAA' })).toMatch(/^publicKey/);
    expect(reason({ publicKey: rsa.subarray(0, 180).toString('base64url') })).toMatch(/^publicKey/);
    expect(parseRegistration('{')).toEqual({ ok: false, reason: 'it is not JSON' });
  });
});
