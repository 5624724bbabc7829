import { expect, test } from 'vitest';
import type { PolicySourceId } from '../../../common/policies/records.ts';
import { explain } from '../../../electron/cli/explain.ts';
import { silentLogger } from '../../../electron/logging/logger.ts';
import { createPolicy } from '../../../electron/policy/policy.ts';
import { emptyReading, type PolicySource } from '../../../electron/policy/source.ts';
import { policyView } from './fake-control.ts';

test('a source is as fresh as its last look, also one that found nothing new', async () => {
  let readAt = 1_000;
  const source = (id: PolicySourceId): PolicySource => ({
    reading: () => ({ ...emptyReading(id, 'known'), readAt }),
    start: async () => {},
    stop: () => {},
    onChanged: () => () => {},
  });
  const policy = createPolicy({ local: [source('machine')], tenant: source('tenant'), logger: silentLogger });
  await policy.start();
  readAt = 61_000;
  expect(explain(policyView({}, policy.readings())).sources).toMatchObject([
    { source: 'tenant', readAt: 61_000 },
    { source: 'machine', readAt: 61_000 },
  ]);
});
