import { describe, expect, it } from 'vitest';
import { encodeBatch } from '../../../../common/otlp/encode.ts';
import { DAY_MS, HOUR_MS } from '../../../../server/vendor/telemetry/limits.ts';
import { batchOf, exampleFields, merged } from './batches.ts';
import { organization, startHarness, type Answer } from './harness.ts';

const refusal = ({ status, body }: Answer): unknown[] => [status, body['error']];
const reasons = ({ body }: Answer): unknown =>
  JSON.parse((body['partialSuccess'] as { errorMessage: string }).errorMessage);
const forbidding = { disableAutomaticSendTracing: true, serial: 2 };

describe('census', () => {
  it('is accepted without tenant or token, also when no organization is known', async () => {
    const harness = await startHarness({ isWithoutTenant: true });
    expect(await harness.upload(batchOf('census'))).toMatchObject({ status: 200, body: {} });
    expect(await harness.read('category=census')).toHaveLength(1);
  });

  it('is refused with a token, a right one too, so that linkable census is noticed', async () => {
    const harness = await startHarness();
    for (const headers of [
      { authorization: `Bearer ${harness.contoso.uploadToken}` },
      { authorization: 'Basic Og==' },
      { cookie: 'session=1' },
    ] as Record<string, string>[]) {
      const answer = await harness.uploadRequest(encodeBatch(batchOf('census')), headers);
      expect(refusal(answer)).toEqual([400, 'token-not-allowed']);
    }
    expect(await harness.read()).toEqual([]);
  });

  it('is accepted while every organization forbids usage and error reports', async () => {
    const harness = await startHarness();
    await harness.pushSwitch(forbidding);
    expect((await harness.upload(batchOf('census'))).status).toBe(200);
  });

  it('is stored without a tenant, its times and the time of receipt rounded to the hour', async () => {
    const harness = await startHarness();
    const batch = batchOf('census');
    const request = JSON.parse(
      JSON.stringify(encodeBatch(batch)).replace(/"timeUnixNano":"\d+"/, '"timeUnixNano":"1767604354567000000"'),
    ) as ReturnType<typeof encodeBatch>;
    await harness.uploadRequest(request);
    expect(await harness.read()).toMatchObject([
      { tenantId: null, at: '2026-01-05T09:00:00.000Z', receivedAt: '2026-01-05T09:00:00.000Z' },
    ]);
  });
});

describe.each(['usage', 'error'] as const)('%s', (category) => {
  it('is stored under the tenant of its token', async () => {
    const harness = await startHarness();
    expect(await harness.upload(batchOf(category))).toMatchObject({ status: 200, body: {} });
    expect(await harness.read(`category=${category}`)).toMatchObject([{ tenantId: 'contoso' }]);
  });

  it('is refused without a bearer token', async () => {
    const harness = await startHarness();
    expect(refusal(await harness.upload(batchOf(category), { token: null }))).toEqual([401, 'token-missing']);
    const basic = await harness.uploadRequest(encodeBatch(batchOf(category)), { authorization: 'Basic abc' });
    expect(refusal(basic)).toEqual([401, 'token-missing']);
  });

  it('is refused with a token that nobody has', async () => {
    const harness = await startHarness();
    expect(refusal(await harness.upload(batchOf(category), { token: 'x'.repeat(43) }))).toEqual([
      403,
      'tenant-unknown',
    ]);
  });

  it('waits at the client while the switch of a registered organization is not known yet', async () => {
    const harness = await startHarness({ isWithoutTenant: true });
    await harness.store.register(harness.contoso.registration);
    const answer = await harness.upload(batchOf(category));
    expect(refusal(answer)).toEqual([503, 'unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await harness.pushSwitch();
    expect((await harness.upload(batchOf(category))).status).toBe(200);
  });

  it('is refused when the organization forbids it, and accepted when it permits it again', async () => {
    const harness = await startHarness();
    await harness.pushSwitch(forbidding);
    expect(refusal(await harness.upload(batchOf(category)))).toEqual([403, 'tenant-forbids']);
    expect(refusal(await harness.upload(batchOf(category), { token: harness.contoso.guestToken }))).toEqual([
      403,
      'tenant-forbids',
    ]);
    expect(await harness.read()).toEqual([]);
    await harness.pushSwitch({ serial: 3 });
    expect((await harness.upload(batchOf(category))).status).toBe(200);
  });

  it('waits at the client when the switch was received more than 24 hours ago', async () => {
    const harness = await startHarness();
    harness.clock.advance(DAY_MS);
    expect((await harness.upload(batchOf(category))).status).toBe(200);
    harness.clock.advance(1);
    expect(refusal(await harness.upload(batchOf(category)))).toEqual([503, 'unavailable']);
    await harness.pushSwitch();
    expect((await harness.upload(batchOf(category))).status).toBe(200);
  });

  it('waits when the clock was set back, for then nobody knows how old the switch is', async () => {
    const harness = await startHarness();
    harness.clock.jump(-DAY_MS - HOUR_MS);
    expect(refusal(await harness.upload(batchOf(category)))).toEqual([503, 'unavailable']);
  });

  it("is refused with another organization's name, whole words and case counted", async () => {
    const harness = await startHarness();
    const event = category === 'usage' ? 'usage.features' : 'error.hang';
    const records = ['Contoso', 'contoso', 'contoso.example', 'Fabrikam'].map((FederationPartner) => ({
      event,
      fields: exampleFields(event, { FederationPartner }),
    }));
    expect(reasons(await harness.upload(batchOf(category, records)))).toMatchObject(
      [1, 2, 3].map((sequence) => ({ sequence, reason: 'invalid-value', field: 'FederationPartner' })),
    );
    expect(await harness.read()).toMatchObject([{ sequence: 0, fields: { FederationPartner: 'Contoso' } }]);
  });
});

describe('the guest token', () => {
  it('entitles to reports of a failed sign-in and to nothing else', async () => {
    const harness = await startHarness();
    const token = harness.contoso.guestToken;
    const fields = exampleFields('error.sign-in', { UserID: undefined, SipUri: undefined });
    const answer = await harness.upload(batchOf('error', [{ event: 'error.sign-in', fields }, {}]), { token });
    expect(reasons(answer)).toMatchObject([{ sequence: 1, reason: 'token-not-allowed' }]);
    expect(reasons(await harness.upload(batchOf('usage'), { token }))).toMatchObject([{ reason: 'token-not-allowed' }]);
    expect((await harness.read()).map(({ event }) => event)).toEqual(['error.sign-in']);
  });

  it('names no user, for nobody is signed in', async () => {
    const harness = await startHarness();
    const token = harness.contoso.guestToken;
    for (const field of ['UserID', 'SipUri']) {
      const other = field === 'UserID' ? 'SipUri' : 'UserID';
      const fields = exampleFields('error.sign-in', { [other]: undefined });
      const answer = await harness.upload(batchOf('error', [{ event: 'error.sign-in', fields }]), { token });
      expect(reasons(answer)).toMatchObject([{ reason: 'forbidden-field', field }]);
    }
    expect(await harness.read()).toEqual([]);
  });
});

it('refuses a request that mixes categories, whatever its token', async () => {
  const harness = await startHarness();
  const request = merged(batchOf('usage'), batchOf('census'));
  for (const headers of [{}, { authorization: `Bearer ${harness.contoso.uploadToken}` }] as Record<string, string>[])
    expect(refusal(await harness.uploadRequest(request, headers))).toEqual([400, 'category-mismatch']);
  expect(await harness.read()).toEqual([]);
});

it('does not confuse organizations: each token belongs to one, with its own switch and name', async () => {
  const harness = await startHarness();
  const fabrikam = organization('fabrikam', 'Fabrikam');
  await harness.store.register(fabrikam.registration);
  await harness.pushSwitch({ disableAutomaticSendTracing: true }, fabrikam);
  expect((await harness.upload(batchOf('usage'))).status).toBe(200);
  expect(refusal(await harness.upload(batchOf('usage'), { token: fabrikam.uploadToken }))).toEqual([
    403,
    'tenant-forbids',
  ]);
});
