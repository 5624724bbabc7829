/**
 * `POST /v1/tenant-switch`: an organization pushes its signed switch. The signature is the only credential: it is checked
 * over the very bytes that were sent, before anything in them is believed. A repetition changes nothing; what keeps the
 * switch fresh is the same one signed anew.
 */
import { verify } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { TELEMETRY_PATHS, tenantSwitchRequest } from '../../../../common/wire/telemetry.ts';
import { switchPayload, type SignedSwitch, type SwitchPayload } from '../../../../common/wire/tenant.ts';
import { fail, ok, type Result } from '../../../../common/result.ts';
import type { Clock } from '../../../shared/clock.ts';
import { refuse } from '../../../shared/serve.ts';
import type { TenantStore } from '../store/store.ts';
import { publicKeyOf } from './registration.ts';

/** `saveSwitch` and `openSwitch` say which; the sender learns how to mend it. */
const FAULTS = {
  malformed: { status: 400, message: 'The payload is not a switch.' },
  'tenant-unknown': { status: 403, message: 'This organization is not registered here.' },
  'bad-signature': { status: 403, message: 'The signature does not fit the registered key.' },
  older: { status: 409, message: 'A newer switch of this organization is known.' },
  'token-taken': { status: 409, message: 'An upload token of this switch belongs to another organization.' },
} as const;
type Fault = 'malformed' | 'tenant-unknown' | 'bad-signature';

export function addSwitchRoute(
  app: FastifyInstance,
  { store, clock, maxPerMinute }: { store: TenantStore; clock: Clock; maxPerMinute: number },
): void {
  const config = { rateLimit: { max: maxPerMinute, timeWindow: '1 minute' } };
  app.post(TELEMETRY_PATHS.tenantSwitch, { config }, async (request, reply) => {
    const fault = (reason: keyof typeof FAULTS): FastifyReply =>
      refuse(reply, FAULTS[reason].status, reason, FAULTS[reason].message);
    const read = tenantSwitchRequest.safeParse(request.body);
    if (!read.success) return fault('malformed');
    const opened = await openSwitch(read.data.switch, store);
    if (!opened.ok) return fault(opened.reason);
    const outcome = await store.saveSwitch(opened.value, clock.now());
    return outcome === 'saved' ? { serial: opened.value.serial } : fault(outcome);
  });
}

async function openSwitch(signed: SignedSwitch, store: TenantStore): Promise<Result<SwitchPayload, Fault>> {
  const bytes = Buffer.from(signed.payload, 'base64url');
  const payload = switchPayload.safeParse(parseJson(bytes));
  // The tenant's ID has to be read to find the key; nothing else is used before the signature was checked.
  if (!payload.success) return fail('malformed');
  const tenant = await store.tenant(payload.data.tenantId);
  if (!tenant) return fail('tenant-unknown');
  const key = publicKeyOf(tenant.publicKey);
  const isGenuine = key !== null && verify(null, bytes, key, Buffer.from(signed.signature, 'base64url'));
  return isGenuine ? ok(payload.data) : fail('bad-signature');
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
