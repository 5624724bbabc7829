import { describe, expect, test } from 'vitest';
import { CATEGORIES, type Category } from '../../../common/catalogue/types.ts';
import { decide, isFieldAgreed, type GateFacts } from '../../../common/consent/decide.ts';
import { consentStateOf, NO_CONSENT, PRACTICES_VERSION, type ConsentRecord } from '../../../common/consent/record.ts';
import type { PolicySetting, SourceReading } from '../../../common/policies/reading.ts';
import type { PolicySourceId } from '../../../common/policies/records.ts';
import { resolvePolicies } from '../../../common/policies/resolve.ts';

/** What each source may say about DisableAutomaticSendTracing. */
const SAYINGS = ['absent', 'on', 'off', 'invalid', 'pending', 'none'] as const;
type Saying = (typeof SAYINGS)[number];
const BOOLEANS = [true, false];

interface Case {
  readonly category: Category;
  readonly machine: Saying;
  readonly tenant: Saying;
  readonly isOptedIn: boolean;
  readonly isSignedIn: boolean;
  readonly isNoticeShown: boolean;
  readonly isStarted: boolean;
  readonly isWhileSignedOut: boolean;
}

function* allCases(): Generator<Case> {
  for (const category of CATEGORIES)
    for (const machine of SAYINGS)
      for (const tenant of SAYINGS)
        for (const isOptedIn of BOOLEANS)
          for (const isSignedIn of BOOLEANS)
            for (const isNoticeShown of BOOLEANS)
              for (const isStarted of BOOLEANS)
                for (const isWhileSignedOut of BOOLEANS)
                  yield {
                    category,
                    machine,
                    tenant,
                    isOptedIn,
                    isSignedIn,
                    isNoticeShown,
                    isStarted,
                    isWhileSignedOut,
                  };
}

function readingOf(source: PolicySourceId, saying: Saying): SourceReading {
  const setting = (value: boolean): PolicySetting => ({
    key: 'DisableAutomaticSendTracing',
    value,
    origin: { source },
  });
  return {
    source,
    state: saying === 'pending' || saying === 'none' ? saying : 'known',
    settings: saying === 'on' ? [setting(true)] : saying === 'off' ? [setting(false)] : [],
    problems:
      saying === 'invalid'
        ? [{ kind: 'invalid-value', origin: { source }, message: 'wrong', remedy: 'mend it', holds: true }]
        : [],
    readAt: null,
  };
}

const factsOf = (c: Case): GateFacts => ({
  isStarted: c.isStarted,
  isNoticeShown: c.isNoticeShown,
  isSignedIn: c.isSignedIn,
  stopSwitch: resolvePolicies([readingOf('machine', c.machine), readingOf('tenant', c.tenant)])
    .DisableAutomaticSendTracing,
  consent: c.isOptedIn ? { choice: 'in', at: 1, agreedFields: [], isReviewNeeded: false } : NO_CONSENT,
});

/**
 * The oracle, written from the practices document and the gate rules of the design, on purpose in another shape than the
 * code: a list of obstacles, each with what it does, of which the worst counts.
 */
function expected(c: Case): 'open' | 'held' | 'closed' {
  const isSettled = (saying: Saying): boolean => saying === 'absent' || saying === 'off';
  const obstacles: ('held' | 'closed')[] = [];
  if (c.category === 'census') {
    if (!(c.isStarted && c.isNoticeShown)) obstacles.push('held');
  } else {
    if (c.machine === 'on' || c.tenant === 'on') obstacles.push('closed');
    if (c.category === 'error' && !c.isOptedIn) obstacles.push('closed');
    if (!isSettled(c.machine) || !isSettled(c.tenant)) obstacles.push('held');
    if (!c.isSignedIn && !c.isWhileSignedOut) obstacles.push('held');
    if (!c.isStarted) obstacles.push('held');
  }
  return obstacles.includes('closed') ? 'closed' : obstacles.includes('held') ? 'held' : 'open';
}

describe('all combinations of sources, states, consent, category, sign-in, notice and start', () => {
  for (const category of CATEGORIES)
    test(`${category}: open, held or closed as the practices say`, () => {
      const cases = [...allCases()].filter((c) => c.category === category);
      const wrong = cases.filter((c) => decide(category, factsOf(c), c.isWhileSignedOut).state !== expected(c));
      expect(cases).toHaveLength(6 * 6 * 32);
      expect(wrong).toEqual([]);
    });

  test('every state is reached in every category but census, which never closes', () => {
    const reached = new Set([...allCases()].map((c) => `${c.category} ${decide(c.category, factsOf(c)).state}`));
    expect([...reached].toSorted()).toEqual([
      'census held',
      'census open',
      'error closed',
      'error held',
      'error open',
      'usage closed',
      'usage held',
      'usage open',
    ]);
  });

  test('census does not depend on policy, consent or sign-in', () => {
    for (const c of allCases()) {
      if (c.category !== 'census') continue;
      const bare = { ...c, machine: 'on', tenant: 'invalid', isOptedIn: false, isSignedIn: false } as const;
      expect(decide('census', factsOf(c))).toEqual(decide('census', factsOf(bare)));
    }
  });

  test('usage does not depend on consent', () => {
    for (const c of allCases())
      expect(decide('usage', factsOf(c))).toEqual(decide('usage', factsOf({ ...c, isOptedIn: !c.isOptedIn })));
  });

  test('wherever errors are open, usage is open too', () => {
    const open = [...allCases()].filter((c) => decide('error', factsOf(c)).state === 'open');
    expect(open.every((c) => decide('usage', factsOf(c)).state === 'open')).toBe(true);
  });
});

describe('the reason is the one a person can act on', () => {
  const base: Case = {
    category: 'error',
    machine: 'absent',
    tenant: 'off',
    isOptedIn: true,
    isSignedIn: true,
    isNoticeShown: true,
    isStarted: true,
    isWhileSignedOut: false,
  };
  test.each<[string, Category, Partial<Case>, string]>([
    ['an opt-in opens errors', 'error', {}, 'opted-in'],
    ['usage needs none', 'usage', { isOptedIn: false }, 'allowed'],
    ['no opt-in', 'error', { isOptedIn: false }, 'not-opted-in'],
    ['a stop comes before the missing opt-in', 'error', { isOptedIn: false, machine: 'on' }, 'policy-stops'],
    ['a missing opt-in comes before the unknown', 'error', { isOptedIn: false, isStarted: false }, 'not-opted-in'],
    ['start-up', 'usage', { isStarted: false, machine: 'pending' }, 'starting'],
    ['doubt', 'usage', { machine: 'invalid' }, 'policy-in-doubt'],
    ['a tenant that was never reached', 'usage', { tenant: 'pending' }, 'tenant-unknown'],
    ['nobody is signed in and the tenant is unknown', 'usage', { tenant: 'none', isSignedIn: false }, 'signed-out'],
    ['nobody is signed in', 'usage', { isSignedIn: false }, 'signed-out'],
    ['census waits for the notice', 'census', { isNoticeShown: false }, 'notice-not-shown'],
    ['census is always on', 'census', {}, 'always-on'],
  ])('%s', (_what, category, change, reason) => {
    expect(decide(category, factsOf({ ...base, ...change })).reason).toBe(reason);
  });

  test('a stop names its source', () => {
    expect(decide('usage', factsOf({ ...base, tenant: 'on' })).by).toEqual({ source: 'tenant' });
  });
});

describe('what an opt-in covers', () => {
  const record: ConsentRecord = {
    serial: 1,
    principal: { tenantId: 'contoso', accountId: 'ada' },
    choice: 'in',
    at: 1_000,
    practicesVersion: PRACTICES_VERSION,
    practicesLanguage: 'en',
    catalogueDigest: 'a',
    agreedFields: ['error/a', 'error/b'],
    appVersion: '1.0.0',
    gesture: 'options.general',
  };

  test('nobody who never chose is opted in', () => {
    expect(consentStateOf(undefined, ['error/a'])).toEqual(NO_CONSENT);
  });
  test('the last choice counts', () => {
    expect(consentStateOf(record, ['error/a'])).toMatchObject({ choice: 'in', at: 1_000, isReviewNeeded: false });
    expect(consentStateOf({ ...record, choice: 'out', agreedFields: [] }, [])).toEqual({ ...NO_CONSENT, at: 1_000 });
  });
  test('a new field stays off until it is agreed, and a review is asked for', () => {
    const state = consentStateOf(record, ['error/a', 'error/b', 'error/c']);
    expect(state).toMatchObject({ choice: 'in', isReviewNeeded: true });
    expect(isFieldAgreed(state, 'error', 'b')).toBe(true);
    expect(isFieldAgreed(state, 'error', 'c')).toBe(false);
  });
  test('a new practices text asks for a review', () => {
    expect(consentStateOf({ ...record, practicesVersion: PRACTICES_VERSION + 1 }, ['error/a']).isReviewNeeded).toBe(
      true,
    );
  });
});
