import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  switchAnswer,
  switchPayload,
  TENANT_PATHS,
  type SignedSwitch,
  type SwitchPayload,
} from '../../../../common/wire/tenant.ts';
import { sha256Hex } from '../../../../server/organization/tenant/data-dir.ts';
import { RENEW_AFTER_MS } from '../../../../server/organization/tenant/store/stop-switch.ts';
import { REPEAT_MS } from '../../../../server/organization/tenant/switch-push.ts';
import { startHarness, type Harness } from './harness.ts';

const fetchSwitch = async (service: Harness) =>
  switchAnswer.parse((await service.app.inject({ url: TENANT_PATHS.stopSwitch })).json());
const bytesOf = ({ payload }: SignedSwitch): Buffer => Buffer.from(payload, 'base64url');
const read = (signed: SignedSwitch): SwitchPayload => switchPayload.parse(JSON.parse(bytesOf(signed).toString('utf8')));
const isGenuine = (bytes: Buffer, signature: string, publicKey: string): boolean => {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64url'), format: 'der', type: 'spki' });
  return verify(null, bytes, key, Buffer.from(signature, 'base64url'));
};
const current = async (service: Harness): Promise<SwitchPayload> => read((await fetchSwitch(service)).switch);

describe('the signed switch', () => {
  it('can be read by anybody and verified with the registered key', async () => {
    const service = await startHarness();
    const { switch: signed, guestToken } = await fetchSwitch(service);
    expect(isGenuine(bytesOf(signed), signed.signature, service.organization.publicKey)).toBe(true);
    expect(guestToken).toBe(service.organization.guestToken);
    expect(read(signed)).toEqual({
      tenantId: 'contoso',
      name: 'Contoso',
      disableAutomaticSendTracing: false,
      uploadTokenSha256: sha256Hex(service.organization.uploadToken),
      guestTokenSha256: sha256Hex(guestToken),
      serial: expect.any(Number) as number,
      issuedAt: service.clock.now(),
    });
  });

  it('does not verify when a single bit was altered, or with another key', async () => {
    const service = await startHarness();
    const { switch: signed } = await fetchSwitch(service);
    for (let index = 0; index < bytesOf(signed).length; index++) {
      const altered = bytesOf(signed);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(isGenuine(altered, signed.signature, service.organization.publicKey)).toBe(false);
    }
    const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
    expect(isGenuine(bytesOf(signed), signed.signature, stranger.toString('base64url'))).toBe(false);
  });

  it('follows the policy, with a serial that rises with each change', async () => {
    const service = await startHarness();
    const seen = [await current(service)];
    for (const settings of [{ DisableAutomaticSendTracing: true }, { DisableAutomaticSendTracing: false }]) {
      await service.putPolicy(settings);
      seen.push(await current(service));
    }
    expect(seen.map((payload) => payload.disableAutomaticSendTracing)).toEqual([false, true, false]);
    const serials = seen.map(({ serial }) => serial);
    expect(serials).toEqual(serials.toSorted((a, b) => a - b));
    expect(new Set(serials).size).toBe(3);
  });

  it('rises also when the clock was set back', async () => {
    const service = await startHarness();
    const before = await current(service);
    service.clock.jump(-86_400_000);
    await service.putPolicy({ DisableAutomaticSendTracing: true });
    expect((await current(service)).serial).toBe(before.serial + 1);
  });

  it('is signed anew when it is pushed an hour later, with the same serial and a later time', async () => {
    const service = await startHarness();
    const before = await current(service);
    await service.app.listen({ host: '127.0.0.1', port: 0 });
    service.clock.advance(RENEW_AFTER_MS - 1);
    expect(await current(service)).toEqual(before);
    service.clock.advance(REPEAT_MS);
    await expect.poll(() => current(service).then(({ issuedAt }) => issuedAt)).toBeGreaterThan(before.issuedAt);
    const { switch: signed } = await fetchSwitch(service);
    expect(isGenuine(bytesOf(signed), signed.signature, service.organization.publicKey)).toBe(true);
    expect({ ...read(signed), issuedAt: 0 }).toEqual({ ...before, issuedAt: 0 });
  });

  it('is not signed anew for a policy that it does not carry', async () => {
    const service = await startHarness();
    const before = (await fetchSwitch(service)).switch;
    await service.putPolicy({ LoggingLevel: 'full', DisableAutomaticSendTracing: false });
    expect((await fetchSwitch(service)).switch).toEqual(before);
  });

  it('is signed anew, with a higher serial, when a token or the key was replaced', async () => {
    const service = await startHarness();
    let before = await current(service);
    for (const file of ['guest-token', 'upload-token', 'signing-key.pem']) {
      await service.app.close();
      rmSync(path.join(service.dataDir, file));
      const again = await startHarness({ dataDir: service.dataDir, clock: service.clock });
      const { switch: signed } = await fetchSwitch(again);
      expect(isGenuine(bytesOf(signed), signed.signature, again.organization.publicKey)).toBe(true);
      expect(read(signed).serial).toBeGreaterThan(before.serial);
      before = read(signed);
      await again.app.close();
    }
  });
});
