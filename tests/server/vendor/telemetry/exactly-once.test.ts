/** Random senders: whatever they repeat, reorder and re-batch, each record with a right is stored once, no other at all. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CATEGORIES, type Category } from '../../../../common/catalogue/types.ts';
import { batchOf, exampleFields, merged, SOME_EVENT, type TestBatch } from './batches.ts';
import { startHarness, type Harness } from './harness.ts';

const RUNS = 40;
type Bad = 'none' | 'unknown-event' | 'forbidden-field' | 'other-name';
type Token = 'upload' | 'guest' | 'none' | 'wrong';

interface Plan {
  readonly category: Category;
  /** What is wrong with each record. */
  readonly records: readonly Bad[];
}
type Step =
  | { readonly do: 'send'; readonly batches: readonly number[]; readonly from: number; readonly token: Token }
  | { readonly do: 'switch'; readonly isForbidding: boolean }
  | { readonly do: 'restart' };

const plan: fc.Arbitrary<Plan> = fc.record({
  category: fc.constantFrom(...CATEGORIES),
  records: fc.array(fc.constantFrom<Bad>('none', 'none', 'unknown-event', 'forbidden-field', 'other-name'), {
    minLength: 1,
    maxLength: 5,
  }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      batches: fc.array(fc.nat(7), { minLength: 1, maxLength: 3 }),
      from: fc.nat(4),
      token: fc.constantFrom<Token>('upload', 'upload', 'upload', 'none', 'guest', 'wrong'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('switch' as const), isForbidding: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
);

function batchFor({ category, records }: Plan): TestBatch {
  const event = SOME_EVENT[category];
  return batchOf(
    category,
    records.map((bad) => {
      if (bad === 'unknown-event') return { event: 'usage.unheard-of' };
      if (bad === 'forbidden-field') return { fields: exampleFields(event, { Password: 'x' }) };
      // For census, any name of an organization is a forbidden field.
      if (bad === 'other-name') return { fields: exampleFields(event, { FederationPartner: 'Fabrikam' }) };
      return {};
    }),
  );
}

/** Sends one request and adds to `expected` what it has a right to have stored. */
async function send(
  harness: Harness,
  plans: readonly Plan[],
  batches: readonly TestBatch[],
  { batches: chosen, from, token }: Extract<Step, { do: 'send' }>,
  isForbidden: boolean,
  expected: Set<string>,
): Promise<void> {
  const picked = chosen.map((index) => index % batches.length);
  // A retry may hold fewer records than the first try, and a collector puts them into another order.
  const request = merged(
    ...picked.flatMap((index) => {
      const batch = batches[index];
      return batch ? [{ ...batch, records: batch.records.slice(from).toReversed() }] : [];
    }),
  );
  const { contoso } = harness;
  const tokens = { upload: contoso.uploadToken, guest: contoso.guestToken, none: '', wrong: 'w'.repeat(43) };
  const headers: Record<string, string> = token === 'none' ? {} : { authorization: `Bearer ${tokens[token]}` };
  const [first, second] = await Promise.all([
    harness.uploadRequest(request, headers),
    harness.uploadRequest(request, headers),
  ]);

  const sent = picked.flatMap((index) => (batches[index]?.records ?? []).slice(from).map((r) => [index, r] as const));
  const categories = new Set(sent.map(([index]) => plans[index]?.category));
  const [category] = categories;
  const isEmpty = sent.length === 0;
  const hasRight =
    categories.size === 1 && (category === 'census' ? token === 'none' : token === 'upload' && !isForbidden);
  const isGuestOfAny = categories.size === 1 && category !== 'census' && token === 'guest' && !isForbidden;
  for (const answer of [first, second]) expect(answer.status === 200).toBe(isEmpty || hasRight || isGuestOfAny);
  if (!hasRight) return;
  for (const [index, record] of sent) {
    if (plans[index]?.records[record.sequence] !== 'none') continue;
    expected.add(`${category} ${batches[index]?.batchId} ${record.sequence}`);
  }
}

it('each (category, batch, sequence) with a right is stored exactly once, and nothing without one', async () => {
  let requests = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(plan, { minLength: 1, maxLength: 8 }),
      fc.array(step, { minLength: 1, maxLength: 15 }),
      async (plans, steps) => {
        const harness = await startHarness();
        const batches = plans.map(batchFor);
        const expected = new Set<string>();
        let [serial, isForbidden] = [1, false];
        for (const current of steps) {
          if (current.do === 'restart') await harness.restart();
          else if (current.do === 'switch') {
            isForbidden = current.isForbidding;
            serial += 1;
            await harness.pushSwitch({ serial, disableAutomaticSendTracing: isForbidden });
          } else {
            requests += 2;
            await send(harness, plans, batches, current, isForbidden, expected);
          }
        }
        const stored = (await harness.read()).map((r) => `${r.category} ${r.batchId} ${r.sequence}`);
        expect(stored.toSorted()).toEqual([...expected].toSorted());
        await harness.app.close();
      },
    ),
    { numRuns: RUNS },
  );
  expect(requests).toBeGreaterThan(RUNS);
});
