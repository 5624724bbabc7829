import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRecords } from '../../renderer/options/data/merge-records.ts';
import { initialsOf } from '../../renderer/ui/initials.tsx';
import { records as samples } from './snapshots.ts';

const [sample] = samples;
if (!sample) throw new Error('no sample');
const list = (ids: readonly number[], reason: string | null = null) =>
  ids.toSorted((a, b) => b - a).map((id) => ({ ...sample, id, reason }));
const idsOf = (records: readonly { id: number }[]): number[] => records.map(({ id }) => id);

describe('fresh records', () => {
  it('come in at the top while nobody uses the list', () => {
    const shown = { records: list([1, 2]), waiting: [] };
    const merged = mergeRecords(shown, list([1, 2, 3]), { isComplete: true, isInUse: false });
    expect(idsOf(merged.records)).toEqual([3, 2, 1]);
    expect(merged.waiting).toEqual([]);
  });

  it('wait while the list is in use, and changes are made in place', () => {
    const shown = { records: list([1, 2]), waiting: [] };
    const merged = mergeRecords(shown, list([1, 2, 3], 'changed'), { isComplete: true, isInUse: true });
    expect(idsOf(merged.records)).toEqual([2, 1]);
    expect(merged.records.every(({ reason }) => reason === 'changed')).toBe(true);
    expect(idsOf(merged.waiting)).toEqual([3]);
  });

  it('never remove or move a row of a list in use', () => {
    const ids = fc.uniqueArray(fc.nat(60), { minLength: 1 });
    fc.assert(
      fc.property(ids, ids, fc.boolean(), (before, after, isComplete) => {
        const shown = { records: list(before), waiting: [] };
        const merged = mergeRecords(shown, list(after), { isComplete, isInUse: true });
        expect(idsOf(merged.records)).toEqual(idsOf(shown.records));
      }),
    );
  });

  it('leave older pages where they are', () => {
    const shown = { records: list([1, 2, 3, 4]), waiting: [] };
    const merged = mergeRecords(shown, list([4, 5]), { isComplete: false, isInUse: false });
    expect(idsOf(merged.records)).toEqual([5, 4, 3, 2, 1]);
  });
});

describe('initials', () => {
  it.each([
    ['Ada Lovelace', 'AL'],
    ['Maximiliane von Hohenstein', 'MH'],
    ['ada@contoso.example', 'A'],
    ['Émile', 'É'],
    ['', ''],
  ])('of "%s" are "%s"', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
