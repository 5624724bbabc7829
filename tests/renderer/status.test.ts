import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../../common/catalogue/types.ts';
import type { GateDecision, GateReason, GateState } from '../../common/consent/decide.ts';
import type { Snapshot } from '../../common/ipc/snapshot.ts';
import { en } from '../../common/messages/en.ts';
import { createTranslate } from '../../common/messages/format.ts';
import {
  collectedNow,
  dataStatusLine,
  errorStatus,
  errorStatusNews,
  receiptSentence,
} from '../../renderer/words/status.ts';
import { lockSentence } from '../../renderer/words/organization.ts';
import { createTimes } from '../../renderer/words/times.ts';
import { machineStop, managed, NOW, optedIn, signedIn, signedOut } from './snapshots.ts';

const t = createTranslate('en-GB', en);
const times = createTimes('en-GB');
const STATES: readonly GateState[] = ['open', 'held', 'closed'];
/** Exhaustive: a reason that is added does not compile until it is listed, and then has to have its sentences. */
const REASONS = Object.keys({
  'always-on': 0,
  allowed: 0,
  'opted-in': 0,
  starting: 0,
  'notice-not-shown': 0,
  'tenant-unknown': 0,
  'signed-out': 0,
  'policy-in-doubt': 0,
  'policy-stops': 0,
  'not-opted-in': 0,
} satisfies Record<GateReason, 0>) as GateReason[];

const withGate = (error: GateDecision, parts: Partial<Snapshot> = {}): Snapshot => {
  const snapshot = { ...signedIn, ...parts };
  return { ...snapshot, gates: { ...snapshot.gates, error } };
};
const status = (snapshot: Snapshot): string => errorStatus(snapshot, t, times, NOW);

describe('the sentence under the checkbox', () => {
  it('says that it was never turned on', () => {
    expect(status(signedIn)).toBe('Off: you have not turned it on');
  });
  it('says that it is off by choice', () => {
    const consent = { choice: 'out', at: NOW, agreedFields: [], isReviewNeeded: false } as const;
    expect(status({ ...signedIn, consent })).toBe('Off: your choice');
  });
  it('says whose policy it is, whatever the user chose', () => {
    expect(status({ ...signedIn, ...managed })).toBe('Off: Contoso’s policy');
    expect(status({ ...signedIn, ...managed, account: { ...signedIn.account, organization: null } })).toBe(
      'Off: your organization’s policy',
    );
  });
  it('says since when it is on and when something was last sent', () => {
    expect(status({ ...signedIn, ...optedIn })).toBe('On since 14:02 · last sent 14:07');
  });
  it('does not count what was sent before an earlier opt-out', () => {
    const consent = { choice: 'in', at: NOW, agreedFields: [], isReviewNeeded: false } as const;
    expect(status({ ...signedIn, ...optedIn, consent })).toBe('On since 14:10 · nothing sent yet');
  });
  it('says the date where it was not today', () => {
    const consent = { choice: 'in', at: NOW - 48 * 3_600_000, agreedFields: [], isReviewNeeded: false } as const;
    expect(status({ ...signedIn, ...optedIn, consent })).toMatch(/^On since 18 Nov,? 14:10/);
  });

  it('exists for every state, reason, consent and account, and begins with what is true', () => {
    const consents = [signedIn.consent, { ...signedIn.consent, at: NOW }, optedIn.consent ?? signedIn.consent];
    for (const state of STATES) {
      for (const reason of REASONS) {
        for (const consent of consents) {
          for (const account of [signedIn.account, signedOut.account ?? signedIn.account]) {
            const sentence = status(withGate({ state, reason }, { consent, account }));
            const beginning = { open: /^On since /, held: /^Waiting/, closed: /^Off/ }[state];
            expect(sentence).toMatch(beginning);
            expect(sentence).not.toMatch(/[{}]|undefined/);
          }
        }
      }
    }
  });
});

describe('the news about error reports', () => {
  it('stay the same when only the last sending changed', () => {
    const before = { ...signedIn, ...optedIn };
    const { categories } = before.telemetry;
    const error = { ...categories.error, lastSentAt: NOW };
    const after = { ...before, telemetry: { ...before.telemetry, categories: { ...categories, error } } };
    expect(errorStatusNews(after, t, times, NOW)).toBe(errorStatusNews(before, t, times, NOW));
  });
  it('say that the checkbox is locked and the choice kept', () => {
    expect(errorStatusNews({ ...signedIn, ...managed }, t, times, NOW)).toBe(
      'Error reports. Off: Contoso’s policy. The checkbox is locked; your choice is kept.',
    );
  });
});

describe('"collected now?"', () => {
  it('is answered for every category and reason', () => {
    for (const category of CATEGORIES) {
      for (const reason of REASONS) {
        const gates = { ...signedIn.gates, [category]: { state: 'held', reason } };
        expect(collectedNow(category, { ...signedIn, gates }, t)).toMatch(/^(Yes|No|Not yet|Not now)[.,] .+\.$/);
      }
    }
  });
});

describe('the line on the main window', () => {
  it('never claims more than the gates allow', () => {
    for (const census of STATES) {
      for (const usage of STATES) {
        for (const error of STATES) {
          const gate = (state: GateState): GateDecision => ({ state, reason: 'starting' });
          const line = dataStatusLine({ gates: { census: gate(census), usage: gate(usage), error: gate(error) } }, t);
          expect(/error reports on/.test(line)).toBe(census === 'open' && usage === 'open' && error === 'open');
          expect(/basic and usage/.test(line)).toBe(census === 'open' && usage === 'open');
          expect(/basic/.test(line)).toBe(census === 'open');
        }
      }
    }
  });
});

describe('a receipt', () => {
  const receipt = {
    id: 1,
    at: NOW,
    category: 'error',
    reason: 'not-opted-in',
    by: null,
    purged: 3,
    aborted: 0,
    mayHaveArrived: 0,
    requestsSince: 0,
  } as const;
  it.each([
    [receipt, '3 reports deleted, none sent since.'],
    [{ ...receipt, purged: 1 }, '1 report deleted, none sent since.'],
    [{ ...receipt, purged: 0 }, 'No report was waiting, none sent since.'],
    [
      { ...receipt, mayHaveArrived: 1 },
      '3 reports deleted, none sent since. 1 report was on its way and may have arrived.',
    ],
    [{ ...receipt, requestsSince: 2 }, '3 reports deleted, but 2 requests were sent since.'],
  ])('of %j says so', (given, sentence) => {
    expect(receiptSentence(given, t)).toBe(sentence);
  });
});

describe('a lock', () => {
  it('names file and organization', () => {
    expect(lockSentence(machineStop, 'Contoso', t)).toBe('Set by Contoso on this computer: 10-stop.json.');
    expect(lockSentence({ source: 'machine' }, 'Contoso', t)).toBe('Set by Contoso on this computer.');
    expect(lockSentence({ source: 'tenant', file: 'tenant.contoso.example' }, 'Contoso', t)).toBe('Set by Contoso.');
  });
});
